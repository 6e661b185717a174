using ContainerNet.Benchmarks.Peers;

namespace ContainerNet.Benchmarks;

/// <summary>
/// Where rows are played: a host, and those who compete with it. A peer is started when the first row asks for it; one that
/// cannot be started says why each time.
/// </summary>
internal sealed class Stage : IDisposable
{
    private readonly Lazy<Floor> _floor;
    private readonly Lazy<DockerEngine> _docker;
    private readonly Lazy<WarmShell> _shell;

    /// <param name="root">The repository's directory.</param>
    public Stage(string root)
    {
        Module = Path.Combine(root, "ContainerNet.psd1");
        Scripts = Path.Combine(root, "benchmarks/pwsh");
        Programs = Path.Combine(root, "benchmarks/bin");
        _floor = new Lazy<Floor>(() => new Floor(Program("floor")));
        _docker = new Lazy<DockerEngine>(() => new DockerEngine(Host, Program("pause")));
        _shell = new Lazy<WarmShell>(StartShell);
    }

    /// <summary>The host that all is measured on.</summary>
    public NetHost Host { get; } = new();

    /// <summary>The module's manifest.</summary>
    public string Module { get; }

    /// <summary>The directory of PowerShell scripts.</summary>
    public string Scripts { get; }

    /// <summary>The least that C can do.</summary>
    public Floor Floor => _floor.Value;

    /// <summary>Docker's engine, in a network of its own.</summary>
    public DockerEngine Docker => _docker.Value;

    /// <summary>A PowerShell that has loaded the module long ago.</summary>
    public WarmShell Shell => _shell.Value;

    private string Programs { get; }

    /// <summary>One of the C programs of native/, compiled.</summary>
    public string Program(string name) => Tool.Find(Path.Combine(Programs, name), "compiled by gcc with libc6-dev");

    /// <summary>Starts another PowerShell with the module; the caller ends it.</summary>
    public WarmShell StartShell() => new(this);

    public void Dispose()
    {
        if (_shell.IsValueCreated) _shell.Value.Dispose();
        if (_docker.IsValueCreated) _docker.Value.Dispose();
        if (_floor.IsValueCreated) _floor.Value.Dispose();
        Host.Dispose();
    }
}

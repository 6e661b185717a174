using ContainerNet.Benchmarks.Peers;

namespace ContainerNet.Benchmarks.Rows;

/// <summary>
/// What a PowerShell has in memory that attached many namespaces and listed them. Nothing stays when it ends; Docker's engine
/// stays, whether there is something to do or not.
/// </summary>
internal sealed class Memory(Stage stage, int count) : ManyEndpoints(stage, count)
{
    private readonly Stage _stage = stage;
    private readonly int _count = count;
    private WarmShell? _shell;
    private double _before;

    public override string Work => $"Memory of a pwsh that attached {_count:N0} namespaces and lists them";

    public override Unit Unit => Unit.Mebibytes;

    public override Contestant Ours => new("ContainerNet", Round);

    public override IReadOnlyList<Contestant> Others =>
    [
        new("the same pwsh before, the module imported", () => _before),
        new("dockerd and its containerd, with nothing to do", () => _stage.Docker.Memory),
    ];

    public override (int WarmUp, int Counted) Rounds(bool quick) => (1, 5);

    public override void SetUp()
    {
        _shell = _stage.StartShell();
        _shell.Play("$null", "$null");
        _before = _shell.Memory;
        Make();
        _shell.Play($"foreach ($i in 0..{_count - 1}) {{ Connect-ContainerNetwork {Network} {Network}$i }}", "$null");
    }

    public override void TearDown()
    {
        _shell?.Dispose();
        if (_shell is not null) Clear();
    }

    private double Round()
    {
        _shell!.Play("Get-ContainerEndpoint", "$null");
        return _shell.Memory;
    }
}

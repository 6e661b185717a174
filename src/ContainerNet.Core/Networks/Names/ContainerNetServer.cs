using System.Globalization;
using System.Net;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Processes;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Networks.Names;

/// <summary>
/// The name server of <c>containernetd</c>. It reads the state itself, so that it is told only where to listen again, and knows
/// each endpoint as soon as it is kept.
/// </summary>
/// <param name="host">The host.</param>
/// <param name="directory">The directory of its process id.</param>
internal sealed class ContainerNetServer(HostContext host, string directory) : NameServer(host, directory)
{
    // What .NET takes from the environment alone. It collects garbage after 512 KiB (hexadecimal), as all that a question needs is
    // garbage at once; and the thread that learns of a question answers it, which spares a change of threads.
    private static readonly string[] _settings = ["DOTNET_GCgen0size=80000", "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS=1"];

    private const string OwnPidFile = "containernetd.pid";

    private readonly ServiceProgram _program = new(host.Options);

    /// <inheritdoc/>
    public override string? Program => _program.Path;

    /// <inheritdoc/>
    protected override string PidFile => OwnPidFile;

    /// <inheritdoc/>
    protected override string CommandLinePart => $"\0{string.Join('\0', _program.NameServerArguments)}\0";

    /// <inheritdoc/>
    protected override TimeSpan StartTimeout => TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override void Publish(IReadOnlyList<NetworkRecord> networks, IReadOnlyList<EndpointRecord> endpoints, IReadOnlyList<IPAddress> addresses)
    {
        if (ProcessId is not { } process) Start(addresses);
        else if (Deaf(addresses).Count > 0) Signal(process, addresses, socket => !addresses.Contains(socket.Address));
    }

    /// <inheritdoc/>
    public override bool IsUpToDate() => true;

    /// <inheritdoc/>
    protected override void Launch()
    {
        PrivateDirectory.Ensure(Directory);
        var options = new ChildProcessOptions { FileName = Program!, Arguments = _program.NameServerArguments, WorkingDirectory = "/", NewSession = true };
        options = options with { Environment = [.. options.Environment, .. _settings] };
        ChildProcess process = Host.Namespaces.Run(NamespaceReference.Host, () => ChildProcess.Start(options));
        File.WriteAllText(Path.Combine(Directory, OwnPidFile), process.ProcessId.ToString(CultureInfo.InvariantCulture));
        // While this process lives, the server is its child, and this process has to wait for its end.
        new Thread(() => process.Wait()) { IsBackground = true, Name = "ContainerNet DNS server" }.Start();
    }
}

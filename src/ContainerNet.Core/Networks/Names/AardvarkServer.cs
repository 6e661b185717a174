using System.Globalization;
using System.Net;
using ContainerNet.Configuration;
using ContainerNet.Linux.Etc;
using ContainerNet.Linux.Processes;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Networks.Names;

/// <summary>aardvark-dns, which answers where containernetd is not built. It reads one file for each network, and goes into the background by itself.</summary>
/// <param name="host">The host.</param>
/// <param name="directory">The directory of its own files.</param>
internal sealed class AardvarkServer(HostContext host, string directory) : NameServer(host, directory)
{
    /// <summary>The program's name.</summary>
    public const string Name = "aardvark-dns";

    // Where distributions put it: it is Podman's, and not meant to be typed.
    private static readonly string[] _directories = ["/usr/libexec/podman", "/usr/lib/podman", "/usr/local/libexec/podman", "/usr/local/lib/podman"];

    // The host's lock is held meanwhile, so it must not be for ever.
    private static readonly TimeSpan _launchTimeout = TimeSpan.FromSeconds(10);

    private readonly NameFilesDirectory _files = new(directory);

    /// <inheritdoc/>
    // A path that is given is that or nothing: so a host without a server can be tried.
    public override string? Program => Host.Options.NameServerPath is { } path ? (File.Exists(path) ? path : null) : Candidates().FirstOrDefault(File.Exists);

    /// <inheritdoc/>
    protected override string PidFile => NameFilesDirectory.PidFile;

    /// <inheritdoc/>
    protected override string CommandLinePart => $"\0--config\0{Directory}\0";

    /// <inheritdoc/>
    // It listens within a few milliseconds, or not at all.
    protected override TimeSpan StartTimeout => TimeSpan.FromSeconds(0.5);

    /// <inheritdoc/>
    public override void Publish(IReadOnlyList<NetworkRecord> networks, IReadOnlyList<EndpointRecord> endpoints, IReadOnlyList<IPAddress> addresses)
    {
        bool changed = _files.Replace(Files(networks, endpoints));
        if (ProcessId is not { } process) Start(addresses);
        else if (changed) Reload(process, addresses);
    }

    /// <inheritdoc/>
    public override bool IsUpToDate()
    {
        Dictionary<string, string> present = _files.Read();
        Dictionary<string, string> wanted = Files(Host.State.Networks, Host.State.Endpoints);
        return present.Count == wanted.Count && !present.Except(wanted).Any();
    }

    /// <inheritdoc/>
    public override void End()
    {
        base.End();
        _files.Clear();
    }

    /// <inheritdoc/>
    protected override void Launch()
    {
        var options = new ChildProcessOptions
        {
            FileName = Program!,
            Arguments = ["--config", Directory, "-p", Port.ToString(CultureInfo.InvariantCulture), "run"],
            WorkingDirectory = "/",
        };
        try
        {
            // It ends once the process that it leaves in the background listens.
            _ = Host.Namespaces.Run(NamespaceReference.Host, () => ChildProcess.Start(options)).Wait(_launchTimeout);
        }
        catch (ContainerNetException)
        {
            // Whether it listens is asked anyway; that it does not is reported there.
        }
    }

    // Versions before 1.11 open all their sockets again; later ones keep them. From version 1.12 on it listens for TCP too.
    private void Reload(int processId, IReadOnlyList<IPAddress> addresses)
    {
        bool keeps = Sockets(TransportProtocol.Tcp).Any(socket => addresses.Contains(socket.Address));
        Signal(processId, addresses, socket => !keeps || !addresses.Contains(socket.Address));
    }

    private Dictionary<string, string> Files(IReadOnlyList<NetworkRecord> networks, IReadOnlyList<EndpointRecord> endpoints)
        => NameFiles.Build(networks, endpoints, own => UpstreamServers.Choose(Host.Configuration.Get().DnsValue, HostFile.Read(Host.Options.EtcDirectory, "resolv.conf"), own));

    private static IEnumerable<string> Candidates()
        => _directories.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)).Select(folder => Path.Combine(folder, Name));
}

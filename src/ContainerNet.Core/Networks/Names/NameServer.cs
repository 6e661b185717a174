using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using ContainerNet.Linux.Processes;
using ContainerNet.Netlink.SocketDiag;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;
using Tmds.Linux;

namespace ContainerNet.Networks.Names;

/// <summary>A program that answers for names on this host, in a process that outlives the one that started it.</summary>
/// <param name="host">The host.</param>
/// <param name="directory">The directory of its own files, which both programs share.</param>
internal abstract class NameServer(HostContext host, string directory)
{
    /// <summary>The port of DNS (RFC 1035).</summary>
    public const ushort Port = 53;

    // How long a program has for its end.
    private static readonly TimeSpan _endTimeout = TimeSpan.FromSeconds(0.5);

    /// <summary>Where the program is; null where it is not installed.</summary>
    public abstract string? Program { get; }

    /// <summary>Its process id; null when it does not run.</summary>
    public int? ProcessId
    {
        get
        {
            string file = Path.Combine(Directory, PidFile);
            return File.Exists(file) && int.TryParse(File.ReadAllText(file), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && IsOurs(id) ? id : null;
        }
    }

    /// <summary>Makes the server answer for these endpoints: starts it, or tells it what is new. It listens when this returns, unless something is in its way.</summary>
    /// <param name="networks">All networks.</param>
    /// <param name="endpoints">All endpoints.</param>
    /// <param name="addresses">Where the server has to listen.</param>
    public abstract void Publish(IReadOnlyList<NetworkRecord> networks, IReadOnlyList<EndpointRecord> endpoints, IReadOnlyList<IPAddress> addresses);

    /// <summary>Whether the running server knows what the state says.</summary>
    public abstract bool IsUpToDate();

    /// <summary>Ends the server if it runs, waits until it has ended, and removes its files.</summary>
    public virtual void End()
    {
        if (ProcessId is { } id) End(id);
        string file = Path.Combine(Directory, PidFile);
        if (File.Exists(file)) File.Delete(file);
    }

    /// <summary>The addresses at which no server listens.</summary>
    public IReadOnlyList<IPAddress> Deaf(IEnumerable<IPAddress> addresses)
    {
        HashSet<IPAddress> listening = [.. Sockets().Select(socket => socket.Address)];
        return [.. addresses.Where(address => !listening.Contains(address))];
    }

    /// <summary>The program that has the port on all addresses, so that the server cannot have it on one; null when there is none.</summary>
    public SocketHolder? InTheWay(IPAddress address) => Sockets().FirstOrDefault(socket => IsInTheWay(socket, address)) is { } socket ? SocketHolder.Of(socket.Inode) : null;

    /// <summary>The host.</summary>
    protected HostContext Host => host;

    /// <summary>The directory of its own files.</summary>
    protected string Directory => directory;

    /// <summary>The name of the file that holds its process id.</summary>
    protected abstract string PidFile { get; }

    /// <summary>A part of its command line that no other process has, arguments separated by zeros: a process id may have become another's.</summary>
    protected abstract string CommandLinePart { get; }

    /// <summary>How long the program has until it listens.</summary>
    protected abstract TimeSpan StartTimeout { get; }

    /// <summary>Starts the program, which is installed.</summary>
    protected abstract void Launch();

    /// <summary>Starts it, and waits until it listens.</summary>
    protected void Start(IReadOnlyList<IPAddress> addresses)
    {
        EndLost(addresses);
        Launch();
        WaitUntilListening(addresses, Sockets().Where(socket => !addresses.Contains(socket.Address)));
    }

    /// <summary>Tells it to look again, and waits until it listens.</summary>
    /// <param name="processId">Its process id.</param>
    /// <param name="addresses">Where it has to listen.</param>
    /// <param name="replaces">Which existing sockets it opens again; a second signal before that would be lost.</param>
    protected void Signal(int processId, IReadOnlyList<IPAddress> addresses, Func<ListeningSocket, bool> replaces)
    {
        ListeningSocket[] before = [.. Sockets().Where(replaces)];
        if (LibC.kill(processId, LibC.SIGHUP) == 0) WaitUntilListening(addresses, before);
    }

    /// <summary>The sockets at the port.</summary>
    protected IReadOnlyList<ListeningSocket> Sockets(TransportProtocol protocol = TransportProtocol.Udp) => ListeningSockets.Read(host.Sockets, protocol, Port);

    // A program that emptied the directory removed the process id of a server that still runs.
    private void EndLost(IReadOnlyList<IPAddress> addresses)
    {
        foreach (ListeningSocket socket in Sockets().Where(socket => addresses.Contains(socket.Address)))
        {
            if (SocketHolder.Of(socket.Inode) is { } holder && IsOurs(holder.ProcessId)) End(holder.ProcessId);
        }
    }

    private void End(int id)
    {
        if (LibC.kill(id, LibC.SIGTERM) == 0) SpinWait.SpinUntil(() => !IsOurs(id), _endTimeout);
    }

    private void WaitUntilListening(IReadOnlyList<IPAddress> addresses, IEnumerable<ListeningSocket> before)
    {
        HashSet<uint> old = [.. before.Select(socket => socket.Inode)];
        IPAddress[] possible = [.. addresses.Where(address => !before.Any(socket => IsInTheWay(socket, address)))];
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < StartTimeout)
        {
            HashSet<IPAddress> listening = [.. Sockets().Where(socket => !old.Contains(socket.Inode)).Select(socket => socket.Address)];
            if (possible.All(listening.Contains)) return;
            Thread.Sleep(1);
        }
    }

    private static bool IsInTheWay(ListeningSocket socket, IPAddress address) => !socket.Address.Equals(address) && socket.Answers(address);

    private bool IsOurs(int id) => Encoding.UTF8.GetString(ProcessIdentity.CommandLine(id)).Contains(CommandLinePart, StringComparison.Ordinal);
}

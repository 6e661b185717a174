using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using ContainerNet.Firewall;
using ContainerNet.Interop;
using ContainerNet.Netlink.SocketDiag;

namespace ContainerNet.Names;

/// <summary>The process of aardvark-dns that answers on this host. It goes into the background by itself, and outlives whoever started it.</summary>
/// <param name="host">The host.</param>
/// <param name="folder">The folder that it reads.</param>
internal sealed class NameServer(NetHost host, string folder)
{
    /// <summary>The port of DNS (RFC 1035).</summary>
    public const ushort Port = 53;

    private const int Hangup = 1;
    private const int Terminate = 15;

    // It listens within a few milliseconds, or not at all.
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(0.5);

    /// <summary>Its process id; null when it does not run.</summary>
    public int? ProcessId
    {
        get
        {
            string file = Path.Combine(folder, NameFolder.PidFile);
            return File.Exists(file) && int.TryParse(File.ReadAllText(file), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && IsOurs(id) ? id : null;
        }
    }

    /// <summary>Starts it, and waits until it listens.</summary>
    /// <param name="program">Where it is.</param>
    /// <param name="addresses">Where it is going to listen.</param>
    public void Start(string program, IReadOnlyList<IPAddress> addresses)
    {
        EndLost(addresses);
        var info = new ProcessStartInfo(program, ["--config", folder, "-p", Port.ToString(CultureInfo.InvariantCulture), "run"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        try
        {
            using Process process = host.InNamespace(NamespaceReference.Host, () => Process.Start(info)!);
            process.StandardInput.Close();
            process.WaitForExit();
        }
        catch (Win32Exception)
        {
            // Whether it listens is asked anyway; that it does not is reported there.
            return;
        }
        WaitUntilListening(addresses, Sockets().Where(socket => !addresses.Contains(socket.Address)));
    }

    /// <summary>Has it read its files again, and waits until it has.</summary>
    /// <param name="processId">Its process id.</param>
    /// <param name="addresses">Where it is going to listen.</param>
    public void Reload(int processId, IReadOnlyList<IPAddress> addresses)
    {
        // It opens all its sockets anew. Before they are there a second signal would be lost, and a question unanswered. From
        // version 1.11 on it keeps them; those that listen for TCP too are of 1.12 and later.
        bool keeps = ListeningSockets.Read(host, TransportProtocol.Tcp, Port).Any(socket => addresses.Contains(socket.Address));
        IReadOnlyList<ListeningSocket> before = Sockets();
        if (Libc.kill(processId, Hangup) == 0) WaitUntilListening(addresses, before.Where(socket => !keeps || !addresses.Contains(socket.Address)));
    }

    /// <summary>Ends it, if it runs, and waits until it has ended.</summary>
    public void Stop()
    {
        if (ProcessId is { } id) End(id);
    }

    /// <summary>Where nobody listens of where it should.</summary>
    public IReadOnlyList<IPAddress> Deaf(IEnumerable<IPAddress> addresses)
    {
        HashSet<IPAddress> listening = [.. Sockets().Select(socket => socket.Address)];
        return [.. addresses.Where(address => !listening.Contains(address))];
    }

    /// <summary>Who has the port on all addresses, so that it cannot have it on one; null for nobody.</summary>
    public SocketHolder? InTheWay(IPAddress address) => Sockets().FirstOrDefault(socket => IsInTheWay(socket, address)) is { } socket ? SocketHolder.Of(socket.Inode) : null;

    // Whoever emptied the folder took the process id of one that still runs.
    private void EndLost(IReadOnlyList<IPAddress> addresses)
    {
        foreach (ListeningSocket socket in Sockets().Where(socket => addresses.Contains(socket.Address)))
        {
            if (SocketHolder.Of(socket.Inode) is { } holder && IsOurs(holder.ProcessId)) End(holder.ProcessId);
        }
    }

    private void End(int id)
    {
        if (Libc.kill(id, Terminate) == 0) SpinWait.SpinUntil(() => !IsOurs(id), _patience);
    }

    private void WaitUntilListening(IReadOnlyList<IPAddress> addresses, IEnumerable<ListeningSocket> before)
    {
        HashSet<uint> old = [.. before.Select(socket => socket.Inode)];
        IPAddress[] possible = [.. addresses.Where(address => !before.Any(socket => IsInTheWay(socket, address)))];
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < _patience)
        {
            HashSet<IPAddress> listening = [.. Sockets().Where(socket => !old.Contains(socket.Inode)).Select(socket => socket.Address)];
            if (possible.All(listening.Contains)) return;
            Thread.Sleep(1);
        }
    }

    private static bool IsInTheWay(ListeningSocket socket, IPAddress address) => !socket.Address.Equals(address) && socket.Answers(address);

    private IReadOnlyList<ListeningSocket> Sockets() => ListeningSockets.Read(host, TransportProtocol.Udp, Port);

    // A process id may have become another's: ours has been told to read this folder. One that has ended has no arguments.
    private bool IsOurs(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Contains($"\0--config\0{folder}\0", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ContainerNet.Linux.NetNs;
using ContainerNet.Linux.Syscalls;
using Xunit;

namespace ContainerNet.Tests.Networks.Names;

/// <summary>A host with networks, whose endpoints ask for names.</summary>
internal sealed class NamesTestbed : IDisposable
{
    private readonly List<Socket> _sockets = [];

    private readonly string _program;

    /// <summary>Makes the host.</summary>
    /// <param name="program">The program that answers: <c>containernetd</c> or <c>aardvark-dns</c>.</param>
    public NamesTestbed(string program)
    {
        _program = program;
        Net = program == "aardvark-dns" ? new NetHost(Networks.Host.Options with { ServicePath = null }) : Networks.Net;
        if (!Net.Names.IsAvailable) Assert.Skip($"{program} is not installed.");
    }

    public NetworkTestbed Networks { get; } = new();

    public NetHost Net { get; }

    /// <summary>Writes the host's resolv.conf.</summary>
    public void ResolvConf(string text)
    {
        Directory.CreateDirectory(Networks.Host.Options.EtcDirectory);
        File.WriteAllText(Path.Combine(Networks.Host.Options.EtcDirectory, "resolv.conf"), text);
    }

    /// <summary>A namespace on a network by names; made if it is missing.</summary>
    public ContainerEndpoint Connect(string network, string place, params string[] names)
        => Net.Endpoints.PlanConnect(network, Place(place), new EndpointOptions { Aliases = names }).Run();

    public NamespaceReference Place(string name)
        => Net.Namespaces.List().Any(present => present.Name == name) ? NamespaceReference.Named(name) : Networks.NewNamespace(name);

    /// <summary>What a namespace is answered; null when it is not within a second.</summary>
    public string? Ask(string place, string name, string server, ushort type = DnsMessage.A)
        => Send(NamespaceReference.Named(place), DnsMessage.Query(name, type), server) is { } reply ? DnsMessage.Read(reply) : null;

    /// <summary>The reply to a message over UDP; null when there is none within a second.</summary>
    public byte[]? Send(NamespaceReference place, byte[] message, string server)
    {
        IPAddress address = IPAddress.Parse(server);
        using Socket socket = In(place, () => new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp));
        socket.ReceiveTimeout = 1000;
        try
        {
            socket.Connect(address, 53);
            socket.Send(message);
            byte[] buffer = new byte[ushort.MaxValue];
            return buffer[..socket.Receive(buffer)];
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock or SocketError.ConnectionRefused)
        {
            return null;
        }
    }

    /// <summary>The reply to a message over TCP; null when there is no connection, or none within a second.</summary>
    public byte[]? SendOverTcp(NamespaceReference place, byte[] message, string server)
    {
        IPAddress address = IPAddress.Parse(server);
        using Socket socket = In(place, () => new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        socket.ReceiveTimeout = 1000;
        try
        {
            if (!socket.ConnectAsync(address, 53).Wait(TimeSpan.FromSeconds(1))) return null;
            using var stream = new NetworkStream(socket);
            stream.Write([(byte)(message.Length >> 8), (byte)message.Length, .. message]);
            byte[] prefix = new byte[2];
            stream.ReadExactly(prefix);
            byte[] reply = new byte[prefix[0] << 8 | prefix[1]];
            stream.ReadExactly(reply);
            return reply;
        }
        catch (Exception e) when (e is AggregateException or IOException)
        {
            return null;
        }
    }

    /// <summary>A name server on a host's LAN that answers every question with one address.</summary>
    public void ServeUpstream(NamespaceReference place, string answer)
    {
        Socket socket = In(place, () => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp));
        socket.Bind(new IPEndPoint(IPAddress.Any, 53));
        _sockets.Add(socket);
        new Thread(() => Answer(socket, IPAddress.Parse(answer))) { IsBackground = true }.Start();
    }

    /// <summary>The host's process that answers, found by its arguments, as <c>pgrep -f</c> finds it.</summary>
    public int[] Processes()
        => [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => char.IsAsciiDigit(name![0])).Select(name => int.Parse(name!, CultureInfo.InvariantCulture)).Where(IsServer)];

    /// <summary>The files that the server reads, one under the other.</summary>
    public string Files()
    {
        string folder = Path.Combine(Networks.Host.Options.RunDirectory, "names");
        return !Directory.Exists(folder) ? "" : string.Join('\n', Directory.EnumerateFiles(folder).Where(file => !file.EndsWith(".pid", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(file => $"{Path.GetFileName(file)}\n{File.ReadAllText(file)}"));
    }

    public void Dispose()
    {
        foreach (Socket socket in _sockets) socket.Dispose();
        if (Net != Networks.Net) Net.Dispose();
        Networks.Dispose();
    }

    public T In<T>(NamespaceReference place, Func<T> open)
    {
        T opened = default!;
        using FileDescriptor descriptor = FileDescriptor.Open(Networks.Host.PathOf(place), OpenFlags.ReadOnly);
        NamespaceWorker.Shared.Run(descriptor, () => opened = open());
        return opened;
    }

    private bool IsServer(int id)
    {
        try
        {
            string arguments = File.ReadAllText($"/proc/{id}/cmdline");
            return arguments.Contains(_program, StringComparison.Ordinal) && arguments.Contains(Networks.Host.Options.RunDirectory, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void Answer(Socket socket, IPAddress address)
    {
        byte[] buffer = new byte[1500];
        try
        {
            while (true)
            {
                EndPoint asking = new IPEndPoint(IPAddress.Any, 0);
                int length = socket.ReceiveFrom(buffer, ref asking);
                socket.SendTo(DnsMessage.Answer(buffer.AsSpan(0, length), address), asking);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}

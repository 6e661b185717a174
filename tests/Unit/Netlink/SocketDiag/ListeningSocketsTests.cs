using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ContainerNet.Netlink;
using ContainerNet.Netlink.SocketDiag;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Netlink.SocketDiag;

public sealed class ListeningSocketsTests : IDisposable
{
    private readonly TestHost _host = new();
    private readonly List<Socket> _sockets = [];

    public ListeningSocketsTests() => _host.Ip(NamespaceReference.Host, "link set lo up");

    public void Dispose()
    {
        foreach (Socket socket in _sockets) socket.Dispose();
        _host.Dispose();
    }

    [Fact]
    public void Listening_TCP_sockets_are_those_that_ss_lists()
    {
        Bind(ProtocolType.Tcp, "0.0.0.0", 8080);
        Bind(ProtocolType.Tcp, "127.0.0.1", 8081);
        Bind(ProtocolType.Tcp, "::", 8082);
        Bind(ProtocolType.Tcp, "::", 8083, dual: true);
        Bind(ProtocolType.Tcp, "::1", 8084);
        Bind(ProtocolType.Tcp, "::ffff:127.0.0.1", 8085, dual: true);

        IReadOnlyList<ListeningSocket> read = Read(TransportProtocol.Tcp);

        Assert.Equal(ListedBySs("-ltne"), read.Select(Describe).Order());
        Assert.Equal(
            ["0.0.0.0 8080 False", "127.0.0.1 8081 False", ":: 8082 True", ":: 8083 False", "::1 8084 True", "127.0.0.1 8085 False"],
            read.OrderBy(socket => socket.Port).Select(socket => $"{socket.Address} {socket.Port} {socket.IsIPv6Only}"));
    }

    [Fact]
    public void Bound_UDP_sockets_are_those_that_ss_lists()
    {
        Bind(ProtocolType.Udp, "0.0.0.0", 5353);
        Bind(ProtocolType.Udp, "::", 5354, dual: true);
        Bind(ProtocolType.Udp, "::1", 5355);
        Bind(ProtocolType.Udp, "127.0.0.1", 5356).Connect(IPAddress.Loopback, 5353);

        Assert.Equal(ListedBySs("-lune"), Read(TransportProtocol.Udp).Select(Describe).Order());
        Assert.Equal([5353, 5354, 5355], Read(TransportProtocol.Udp).Select(socket => (int)socket.Port).Order());
        Assert.Empty(Read(TransportProtocol.Tcp));
    }

    [Fact]
    public void A_connection_is_not_listening()
    {
        Socket listener = Bind(ProtocolType.Tcp, "127.0.0.1", 8080);
        Socket client = Bind(ProtocolType.Tcp, "127.0.0.1", 9999, listen: false);
        client.Connect(listener.LocalEndPoint!);
        _sockets.Add(listener.Accept());
        Assert.Equal([8080], Read(TransportProtocol.Tcp).Select(socket => (int)socket.Port));
    }

    [Theory]
    [InlineData(TransportProtocol.Tcp)]
    [InlineData(TransportProtocol.Udp)]
    public void One_port_can_be_requested(TransportProtocol protocol)
    {
        var type = (ProtocolType)protocol;
        Bind(type, "127.0.0.1", 8080);
        Bind(type, "::1", 8080);
        Bind(type, "127.0.0.1", 8081);
        Assert.Equal(["127.0.0.1", "::1"], Read(protocol, 8080).Select(socket => socket.Address.ToString()));
        Assert.Empty(Read(protocol, 8082));
    }

    [Fact]
    public void There_are_no_SCTP_sockets_on_a_kernel_without_SCTP()
    {
        if (File.Exists("/proc/net/sctp/eps")) Assert.Skip("This kernel has SCTP.");
        Assert.Empty(Read(TransportProtocol.Sctp));
    }

    [Fact]
    public void The_process_that_has_a_socket_open_is_found()
    {
        Bind(ProtocolType.Tcp, "127.0.0.1", 8080);
        SocketHolder? holder = SocketHolder.Of(Assert.Single(Read(TransportProtocol.Tcp)).Inode);
        Assert.Equal(new SocketHolder(Environment.ProcessId, File.ReadAllText("/proc/self/comm").TrimEnd('\n')), holder);
        Assert.Null(SocketHolder.Of(0));
    }

    [Fact]
    public void Random_bytes_and_cut_messages_are_read_without_an_error()
    {
        var random = new Random(4);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = new byte[random.Next(120)];
            random.NextBytes(bytes);
            if (bytes.Length > 0 && random.Next(2) == 0) bytes[0] = 10;
            ListeningSockets.Read(new NetlinkMessage(SocketDiagMessage.ByFamily, MessageFlags.None, 1, bytes), TransportProtocol.Tcp);
        }
    }

    private IReadOnlyList<ListeningSocket> Read(TransportProtocol protocol, ushort? port = null) => ListeningSockets.Read(_host.Net.Context.Sockets, protocol, port);

    private Socket Bind(ProtocolType protocol, string address, int port, bool dual = false, bool listen = true)
    {
        IPAddress local = IPAddress.Parse(address);
        Socket socket = _host.Net.Context.Namespaces.Run(NamespaceReference.Host,
            () => new Socket(local.AddressFamily, protocol == ProtocolType.Tcp ? SocketType.Stream : SocketType.Dgram, protocol));
        _sockets.Add(socket);
        if (local.AddressFamily == AddressFamily.InterNetworkV6) socket.DualMode = dual;
        socket.Bind(new IPEndPoint(local, port));
        if (listen && protocol == ProtocolType.Tcp) socket.Listen();
        return socket;
    }

    // ss writes * for a socket on :: that takes IPv4 too.
    private IEnumerable<string> ListedBySs(string options)
        => IpTool.Start(_host.Options.NamespacePath, ["ss", "-H", options], null).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(words => $"{words[3].Replace("[::ffff:127.0.0.1]", "127.0.0.1", StringComparison.Ordinal)} {words.First(word => word.StartsWith("ino:", StringComparison.Ordinal))}")
            .Order();

    private static string Describe(ListeningSocket socket)
    {
        string address = socket.Address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{socket.Address}]" : socket.Address.ToString();
        if (address == "[::]" && !socket.IsIPv6Only) address = "*";
        return string.Create(CultureInfo.InvariantCulture, $"{address}:{socket.Port} ino:{socket.Inode}");
    }
}

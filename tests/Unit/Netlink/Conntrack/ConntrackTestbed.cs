using System.Net;
using System.Net.Sockets;
using System.Text;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Conntrack;
using ContainerNet.Tests.Firewall;

namespace ContainerNet.Tests.Netlink.Conntrack;

/// <summary>
/// A router with a client (192.0.2.2, 2001:db8:1::2) on one side and a server (172.20.0.2, 2001:db8:2::2) on the other, whose
/// ports 80 of TCP and 53 of UDP are published by nft's rules as the router's 8080 and 5353. The server says its name to each packet.
/// </summary>
public sealed class ConntrackTestbed : IDisposable
{
    internal const string RouterV4 = "192.0.2.1", ServerV4 = "172.20.0.2", RouterV6 = "2001:db8:1::1", ServerV6 = "2001:db8:2::2";

    private readonly List<Socket> _sockets = [];

    public ConntrackTestbed()
    {
        try
        {
            SetUp();
            Netfilter = Router.Run(() => NetlinkSocket.Open(NetlinkProtocol.Netfilter));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal TestNamespace Client { get; } = new();

    internal TestNamespace Router { get; } = new();

    internal TestNamespace Server { get; } = new();

    internal NetlinkSocket Netfilter { get; }

    /// <summary>How many flows of the router's /proc/net/nf_conntrack shows that hold all of these words.</summary>
    internal int Flows(params string[] words) => Router.Exec("cat", "/proc/net/nf_conntrack").Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Count(line => words.All(word => $" {line} ".Contains($" {word} ", StringComparison.Ordinal)));

    internal int Flush(params ConntrackFilter[] filters) => ConntrackTable.Flush(Netfilter, filters);

    /// <summary>Has new flows pass the rules by; those that have begun go on.</summary>
    internal void Unpublish() => Router.Exec("nft", "insert rule inet t published accept");

    /// <summary>A socket of the client's that has exchanged a packet with an address and a port.</summary>
    internal Socket Talk(string address, int port, ProtocolType protocol)
    {
        IPAddress target = IPAddress.Parse(address);
        Socket socket = Client.Run(() => new Socket(target.AddressFamily, protocol == ProtocolType.Tcp ? SocketType.Stream : SocketType.Dgram, protocol));
        _sockets.Add(socket);
        socket.Connect(target, port);
        // The first packets may be lost while the link comes up.
        if (!Enumerable.Range(0, 5).Any(_ => Asks(socket))) throw new TimeoutException($"{address}:{port} does not answer.");
        return socket;
    }

    /// <summary>Whether a packet that is sent now is answered.</summary>
    internal static bool Asks(Socket socket)
    {
        socket.ReceiveTimeout = 1000;
        try
        {
            socket.Send("who"u8);
            byte[] buffer = new byte[16];
            return Encoding.ASCII.GetString(buffer, 0, socket.Receive(buffer)) == "server";
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        foreach (Socket socket in _sockets) socket.Dispose();
        Netfilter?.Dispose();
        foreach (TestNamespace place in new[] { Client, Router, Server }) place.Dispose();
    }

    private void SetUp()
    {
        Connect(Client, "192.0.2", "2001:db8:1", "c0");
        Connect(Server, "172.20.0", "2001:db8:2", "s0");
        Router.Exec("sysctl", "-qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1");
        Router.Exec("nft", "-f -", $$"""
            table inet t {
                chain published {
                    type nat hook prerouting priority dstnat
                    ip daddr {{RouterV4}} tcp dport 8080-8089 dnat ip to {{ServerV4}}:80
                    ip daddr {{RouterV4}} udp dport 5353 dnat ip to {{ServerV4}}:53
                    ip6 daddr {{RouterV6}} tcp dport 8080 dnat ip6 to [{{ServerV6}}]:80
                }
            }
            """);
        Serve();
    }

    private void Connect(TestNamespace place, string v4, string v6, string device)
    {
        Router.Ip($"""
            link add {device} type veth peer name eth0 netns {place.Name}
            addr add {v4}.1/24 dev {device}
            addr add {v6}::1/64 dev {device} nodad
            link set {device} up
            """);
        place.Ip($"""
            addr add {v4}.2/24 dev eth0
            addr add {v6}::2/64 dev eth0 nodad
            link set eth0 up
            route add default via {v4}.1
            route add default via {v6}::1
            """);
    }

    private void Serve()
    {
        foreach (string address in new[] { ServerV4, ServerV6 })
        {
            Socket listener = Bound(SocketType.Stream, ProtocolType.Tcp, address, 80);
            listener.Listen();
            Server.Start(() => Until(() =>
            {
                Socket connection = listener.Accept();
                Server.Start(() => Until(() => Answer(connection)));
            }));
            Socket datagrams = Bound(SocketType.Dgram, ProtocolType.Udp, address, 53);
            Server.Start(() => Until(() => Answer(datagrams)));
        }
    }

    private Socket Bound(SocketType type, ProtocolType protocol, string address, int port)
    {
        IPAddress local = IPAddress.Parse(address);
        Socket socket = Server.Run(() => new Socket(local.AddressFamily, type, protocol));
        _sockets.Add(socket);
        socket.Bind(new IPEndPoint(local, port));
        return socket;
    }

    private static void Answer(Socket socket)
    {
        EndPoint from = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any, 0);
        byte[] buffer = new byte[16];
        if (socket.ReceiveFrom(buffer, ref from) == 0) throw new SocketException((int)SocketError.ConnectionReset);
        if (socket.ProtocolType == ProtocolType.Tcp) socket.Send("server"u8);
        else socket.SendTo("server"u8, from);
    }

    private static void Until(Action work)
    {
        try
        {
            while (true) work();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other side, or the test, is over.
        }
    }
}

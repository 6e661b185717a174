using System.Net;
using System.Net.Sockets;
using System.Text;
using ContainerNet.Firewall.Elements;
using ContainerNet.Tests.Support;

namespace ContainerNet.Tests.Firewall;

/// <summary>
/// A host (192.0.2.1, 192.0.2.9, 172.20.0.1 and 172.21.0.1) that forwards, a machine on its LAN (192.0.2.2, which routes the
/// containers' subnets through the host), and containers A1 and A2 (172.20.0.2 and .3) and B1 (172.21.0.2) on two bridges; each
/// with an IPv6 address that ends the same. Every container answers on port 80, and on 81, which no test publishes. Which firewall stands there is a derived class's to say.
/// </summary>
public abstract class FirewallTestbed : IDisposable
{
    internal const string A1 = "172.20.0.2", A2 = "172.20.0.3", B1 = "172.21.0.2", HostAddress = "192.0.2.1", LanAddress = "192.0.2.2";

    internal const string A1v6 = "fd00:20::2", A2v6 = "fd00:20::3", B1v6 = "fd00:21::2", HostAddress6 = "fd00:1::1", LanAddress6 = "fd00:1::2";

    /// <summary>The host's other addresses on the LAN.</summary>
    internal const string SpareAddress = "192.0.2.9", SpareAddress6 = "fd00:1::9";

    private readonly List<AddressServer> _servers = [];

    protected FirewallTestbed()
    {
        try
        {
            SetUp();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal TestNamespace Host { get; } = new();

    internal TestNamespace Lan { get; } = new();

    internal TestNamespace ContainerA1 { get; } = new();

    internal TestNamespace ContainerA2 { get; } = new();

    internal TestNamespace ContainerB1 { get; } = new();

    internal IFirewall Firewall => field ??= OpenFirewall();

    internal static NetworkElement NetworkA { get; } = new("br-a", IPNetwork.Parse("172.20.0.0/16"), true);

    internal static NetworkElement NetworkB { get; } = new("br-b", IPNetwork.Parse("172.21.0.0/16"), true);

    internal static NetworkElement NetworkA6 { get; } = new("br-a", IPNetwork.Parse("fd00:20::/64"), true);

    internal static NetworkElement NetworkB6 { get; } = new("br-b", IPNetwork.Parse("fd00:21::/64"), true);

    /// <summary>The program that tells and changes the host's rules for IPv4.</summary>
    internal virtual string Iptables => "iptables";

    /// <summary>The bridge's port of a container.</summary>
    internal static string PortOf(TestNamespace container) => "v" + container.Name[7..];

    /// <summary>The MAC address of the container that has an IPv4 address.</summary>
    internal static MacAddress MacOf(string address) => new([0x02, 0x42, .. IPAddress.Parse(address).GetAddressBytes()]);

    /// <summary>Makes exactly these elements be there.</summary>
    internal void Hold(params FirewallElement[] elements)
    {
        Firewall.Apply(new FirewallChange([], [.. Firewall.Read()]));
        Firewall.Apply(new FirewallChange(elements, []));
    }

    /// <summary>Whether what a bridge forwards passes the host's IP hooks too (br_netfilter), which is on in most hosts that run containers.</summary>
    internal void CallIPHooksOfBridges(bool on)
    {
        foreach (string setting in new[] { "bridge/bridge-nf-call-iptables", "bridge/bridge-nf-call-ip6tables" })
        {
            if (File.Exists($"/proc/sys/net/{setting}")) Set(Host, setting, on);
        }
    }

    /// <summary>Has a namespace route 127.0.0.0/8 on an interface as if it were any network.</summary>
    internal static void RouteLoopback(TestNamespace place, string device) => Set(place, $"ipv4/conf/{device}/route_localnet", true);

    /// <summary>Connects from a namespace where that should succeed; a busy machine may lose the first packet. The address that the server saw, or null.</summary>
    internal static string? Connect(TestNamespace from, string address, int port)
    {
        string? seen = null;
        for (int attempt = 0; attempt < 10 && seen is null; attempt++) seen = TryConnect(from, address, port);
        return seen;
    }

    /// <summary>Tries once to connect from a namespace; the address that the server saw, or null when there was no connection.</summary>
    internal static string? TryConnect(TestNamespace from, string address, int port) => from.Run(() =>
    {
        using var socket = new Socket(IPAddress.Parse(address).AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (!socket.ConnectAsync(IPAddress.Parse(address), port).Wait(TimeSpan.FromMilliseconds(400))) return null;
        }
        catch (AggregateException)
        {
            return null;
        }
        byte[] buffer = new byte[64];
        socket.ReceiveTimeout = 2000;
        return Encoding.ASCII.GetString(buffer, 0, socket.Receive(buffer));
    });

    /// <summary>Waits for a way that was just made: the kernel takes up to a second to notice that a link has come up.</summary>
    internal static void WaitFor(TestNamespace from, string address, int port)
    {
        for (int attempt = 0; TryConnect(from, address, port) is null; attempt++)
        {
            if (attempt == 20) throw new TimeoutException($"{address}:{port} does not answer.");
        }
    }

    /// <summary>Takes away the rule that keeps 127.0.0.0/8 from neighbours, and nothing else.</summary>
    internal abstract void RemoveLoopbackRule();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the firewall in <see cref="Host"/>, where it lives as long as the testbed.</summary>
    private protected abstract IFirewall OpenFirewall();

    protected virtual void Dispose(bool disposing)
    {
        foreach (AddressServer server in _servers) server.Dispose();
        foreach (TestNamespace place in new[] { Host, Lan, ContainerA1, ContainerA2, ContainerB1 }) place.Dispose();
    }

    private void SetUp()
    {
        Host.Ip($"""
            link add br-a type bridge
            link add br-b type bridge
            addr add 172.20.0.1/16 dev br-a
            addr add 172.21.0.1/16 dev br-b
            link set br-a up
            link set br-b up
            link add lan0 type veth peer name eth0 netns {Lan.Name}
            addr add {HostAddress}/24 dev lan0
            addr add {SpareAddress}/24 dev lan0
            addr add {HostAddress6}/64 dev lan0 nodad
            addr add {SpareAddress6}/64 dev lan0 nodad preferred_lft 0
            addr add fd00:20::1/64 dev br-a nodad
            addr add fd00:21::1/64 dev br-b nodad
            link set lan0 up
            """);
        Lan.Ip($"""
            addr add {LanAddress}/24 dev eth0
            addr add {LanAddress6}/64 dev eth0 nodad
            link set eth0 up
            route add fd00:20::/31 via {HostAddress6}
            route add 172.20.0.0/15 via {HostAddress}
            route add 198.51.100.0/24 via {HostAddress}
            """);
        foreach ((TestNamespace container, string bridge, string address, string address6) in new[] { (ContainerA1, "br-a", A1, A1v6), (ContainerA2, "br-a", A2, A2v6), (ContainerB1, "br-b", B1, B1v6) })
            Attach(container, bridge, address, address6);
        foreach (string setting in new[] { "ip_forward", "conf/br-a/route_localnet", "conf/br-b/route_localnet" }) Set(Host, $"ipv4/{setting}", true);
        Set(Host, "ipv6/conf/all/forwarding", true);
        foreach ((TestNamespace place, string address) in new[] { (ContainerA1, A1), (ContainerA2, A2), (ContainerB1, B1), (Lan, LanAddress), (ContainerA1, A1v6), (ContainerA2, A2v6), (ContainerB1, B1v6), (Lan, LanAddress6) })
        {
            _servers.AddRange([new(place, address, 80), new(place, address, 81)]);
        }
        foreach (string address in new[] { A1, A2, B1, LanAddress, A1v6, A2v6, B1v6, LanAddress6 }) WaitFor(Host, address, 80);
    }

    private void Attach(TestNamespace container, string bridge, string address, string address6)
    {
        string port = PortOf(container);
        Host.Ip($"""
            link add {port} master {bridge} type veth peer name eth0 address {MacOf(address)} netns {container.Name}
            link set {port} type bridge_slave hairpin on
            link set {port} up
            """);
        container.Ip($"""
            addr add {address}/16 dev eth0
            addr add {address6}/64 dev eth0 nodad
            link set eth0 up
            route add default via {address[..^1]}1
            route add default via {address6[..^1]}1
            """);
    }

    private static void Set(TestNamespace place, string setting, bool on) => place.Run(() =>
    {
        File.WriteAllText($"/proc/sys/net/{setting}", on ? "1" : "0");
        return true;
    });
}

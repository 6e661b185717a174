using System.Net;
using ContainerNet.Firewall;
using Xunit;
using static ContainerNet.Tests.Firewall.FirewallTestbed;

namespace ContainerNet.Tests.Firewall;

/// <summary>What packets do, whichever firewall makes them: every check opens a connection, or finds that it cannot.</summary>
public abstract class FirewallPacketTests(FirewallTestbed bed)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_published_port_is_reached_from_the_LAN_and_sees_the_client(bool bridgeCallsIPHooks)
    {
        bed.CallIPHooksOfBridges(bridgeCallsIPHooks);
        bed.Hold(NetworkA, Port(8080, A1));
        Assert.Equal(LanAddress, Connect(bed.Lan, HostAddress, 8080));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_published_port_is_reached_from_the_host_at_each_of_its_addresses(bool bridgeCallsIPHooks)
    {
        bed.CallIPHooksOfBridges(bridgeCallsIPHooks);
        bed.Hold(NetworkA, Port(8080, A1));
        Assert.Equal("172.20.0.1", Connect(bed.Host, "127.0.0.1", 8080));
        Assert.Equal("172.20.0.1", Connect(bed.Host, "127.0.0.77", 8080));
        Assert.NotNull(Connect(bed.Host, HostAddress, 8080));
        Assert.NotNull(Connect(bed.Host, "172.21.0.1", 8080));
    }

    [Fact]
    public void A_port_published_on_one_address_is_reached_there_only()
    {
        bed.Hold(NetworkA, Port(8080, A1, HostAddress));
        Assert.Equal(LanAddress, Connect(bed.Lan, HostAddress, 8080));
        Assert.Null(TryConnect(bed.Host, "127.0.0.1", 8080));
    }

    [Fact]
    public void One_address_goes_before_every_address()
    {
        bed.Hold(NetworkA, NetworkB, Port(8080, A1), Port(8080, LanAddress, "127.0.0.1") with { ContainerAddress = IPAddress.Parse(B1) });
        Assert.Equal("172.21.0.1", Connect(bed.Host, "127.0.0.1", 8080));
        Assert.Equal(LanAddress, Connect(bed.Lan, HostAddress, 8080));
    }

    [Fact]
    public void A_port_published_on_127_0_0_1_is_reached_from_the_host_and_not_from_the_LAN()
    {
        bed.Hold(NetworkA, Port(8080, A1, "127.0.0.1"));
        Assert.Equal("172.20.0.1", Connect(bed.Host, "127.0.0.1", 8080));
        Assert.Null(TryConnect(bed.Lan, HostAddress, 8080));

        // A neighbour that sends packets for 127.0.0.1 to the host, which would take them where it routes that network.
        RouteLoopback(bed.Host, "lan0");
        RouteLoopback(bed.Lan, "eth0");
        bed.Lan.Ip($"""
            link set lo down
            route add 127.0.0.1 via {HostAddress} dev eth0 src {LanAddress} table 100
            rule add lookup local pref 10
            rule add to 127.0.0.1 lookup 100 pref 5
            rule del lookup local pref 0
            """);
        try
        {
            Assert.Null(TryConnect(bed.Lan, "127.0.0.1", 8080));
            // Without the rule it would get through, so that this test tests it.
            bed.RemoveLoopbackRule();
            Assert.NotNull(Connect(bed.Lan, "127.0.0.1", 8080));
        }
        finally
        {
            bed.Lan.Ip("""
                rule add lookup local pref 0
                rule del lookup local pref 10
                rule del lookup 100
                link set lo up
                """);
            bed.Hold();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Containers_of_one_network_reach_each_other_and_those_of_another_do_not(bool bridgeCallsIPHooks)
    {
        bed.CallIPHooksOfBridges(bridgeCallsIPHooks);
        bed.Hold(NetworkA, NetworkB);
        Assert.Equal(A2, Connect(bed.ContainerA2, A1, 81));
        Assert.Null(TryConnect(bed.ContainerA1, B1, 80));
        Assert.Null(TryConnect(bed.ContainerB1, A1, 80));
        bed.Hold(NetworkA);
        Assert.Null(TryConnect(bed.ContainerB1, A1, 80));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_port_that_is_not_published_is_not_reached_by_routing_and_neither_is_one_that_is(bool bridgeCallsIPHooks)
    {
        bed.CallIPHooksOfBridges(bridgeCallsIPHooks);
        bed.Hold();
        Assert.Equal(LanAddress, Connect(bed.Lan, A1, 81));
        bed.Hold(NetworkA, Port(8080, A1));
        Assert.Null(TryConnect(bed.Lan, A1, 81));
        Assert.Null(TryConnect(bed.Lan, A1, 80));
        Assert.Equal("172.20.0.1", Connect(bed.Host, A1, 81));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_container_reaches_its_own_published_port_and_its_neighbours_and_another_networks(bool bridgeCallsIPHooks)
    {
        bed.CallIPHooksOfBridges(bridgeCallsIPHooks);
        bed.Hold(NetworkA, NetworkB, Port(8080, A1));
        Assert.Equal("172.20.0.1", Connect(bed.ContainerA1, HostAddress, 8080));
        Assert.Equal("172.20.0.1", Connect(bed.ContainerA2, HostAddress, 8080));
        Assert.Equal("172.20.0.1", Connect(bed.ContainerA2, "172.20.0.1", 8080));
        Assert.NotNull(Connect(bed.ContainerB1, HostAddress, 8080));
    }

    [Fact]
    public void What_leaves_has_the_hosts_address_where_masquerading_is_asked_for()
    {
        bed.Hold(NetworkA, NetworkB with { Masquerade = false });
        Assert.Equal(HostAddress, Connect(bed.ContainerA1, LanAddress, 80));
        Assert.Equal(B1, Connect(bed.ContainerB1, LanAddress, 80));
    }

    [Fact]
    public void Packets_that_are_not_ours_go_their_way()
    {
        using var other = new TestNamespace();
        bed.Host.Exec("ip", $"link add other0 type veth peer name eth0 netns {other.Name}");
        bed.Host.Exec("ip", "addr add 198.51.100.1/24 dev other0");
        bed.Host.Exec("ip", "link set other0 up");
        other.Exec("ip", "addr add 198.51.100.2/24 dev eth0");
        other.Exec("ip", "link set eth0 up");
        other.Exec("ip", "route add default via 198.51.100.1");
        bed.Hold();
        WaitFor(other, LanAddress, 80);
        bed.Hold(NetworkA, NetworkB, Port(8080, A1));
        Assert.Equal("198.51.100.2", Connect(other, LanAddress, 80));
        Assert.Equal("198.51.100.2", Connect(other, HostAddress, 8080));
        Assert.Null(TryConnect(other, A1, 80));
        Assert.NotNull(Connect(bed.ContainerA1, LanAddress, 81));
    }

    [Fact]
    public void The_last_of_a_thousand_ports_is_reached_and_a_removed_one_is_not()
    {
        PublishedPort[] ports = [.. Enumerable.Range(20_000, 1000).Select(p => Port((ushort)p, A1))];
        bed.Hold([NetworkA, .. ports]);
        Assert.Equal(LanAddress, Connect(bed.Lan, HostAddress, 20_999));
        bed.Firewall.Apply(new FirewallChange([], [ports[^1]]));
        Assert.Null(TryConnect(bed.Lan, HostAddress, 20_999));
        Assert.Equal(LanAddress, Connect(bed.Lan, HostAddress, 20_998));
    }

    [Fact]
    public void UDP_ports_are_published_apart_from_TCP_ports()
    {
        bed.Hold(NetworkA, Port(8080, A1) with { Protocol = TransportProtocol.Udp });
        Assert.Null(TryConnect(bed.Lan, HostAddress, 8080));
        using System.Net.Sockets.Socket server = bed.ContainerA1.Run(() => Udp(new IPEndPoint(IPAddress.Parse(A1), 80)));
        using System.Net.Sockets.Socket client = bed.Lan.Run(() => Udp(new IPEndPoint(IPAddress.Parse(LanAddress), 0)));
        client.SendTo([42], new IPEndPoint(IPAddress.Parse(HostAddress), 8080));
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        byte[] buffer = new byte[8];
        Assert.Equal(1, server.ReceiveFrom(buffer, ref from));
        server.SendTo([43], from);
        EndPoint answerer = new IPEndPoint(IPAddress.Any, 0);
        Assert.Equal(1, client.ReceiveFrom(buffer, ref answerer));
        Assert.Equal(new IPEndPoint(IPAddress.Parse(HostAddress), 8080), answerer);
    }

    private static System.Net.Sockets.Socket Udp(IPEndPoint address)
    {
        var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Udp) { ReceiveTimeout = 2000 };
        socket.Bind(address);
        return socket;
    }

    private static PublishedPort Port(ushort port, string container, string? hostAddress = null)
        => new(TransportProtocol.Tcp, hostAddress is null ? null : IPAddress.Parse(hostAddress), port, IPAddress.Parse(container), 80);
}

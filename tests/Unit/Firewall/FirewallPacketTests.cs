using System.Net;
using ContainerNet.Firewall.Elements;
using ContainerNet.Tests.Support;
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
    public void One_address_precedes_every_address()
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
        Assert.Equal("172.20.0.1", Connect(bed.ContainerB1, HostAddress, 8080));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_call_from_a_network_that_is_not_masqueraded_keeps_its_address(bool bridgeCallsIPHooks)
    {
        bed.CallIPHooksOfBridges(bridgeCallsIPHooks);
        bed.Hold(NetworkA with { Masquerade = false }, NetworkB with { Masquerade = false }, Port(8080, A1));
        Assert.Equal(B1, Connect(bed.ContainerB1, HostAddress, 8080));
        Assert.Equal("172.20.0.1", Connect(bed.ContainerA2, HostAddress, 8080));
    }

    [Fact]
    public void Outgoing_packets_have_the_hosts_address_with_masquerading()
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

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_port_published_over_IPv6_is_reached_from_the_LAN_the_host_and_containers(bool bridgeCallsIPHooks)
    {
        bed.CallIPHooksOfBridges(bridgeCallsIPHooks);
        bed.Hold(NetworkA, NetworkA6, NetworkB6, Port(8080, A1v6), Port(8081, A1v6, HostAddress6));
        Assert.Equal(LanAddress6, Connect(bed.Lan, HostAddress6, 8080));
        Assert.Equal(LanAddress6, Connect(bed.Lan, HostAddress6, 8081));
        Assert.NotNull(Connect(bed.Lan, SpareAddress6, 8080));
        Assert.Null(TryConnect(bed.Lan, SpareAddress6, 8081));
        Assert.Null(TryConnect(bed.Host, "::1", 8080));
        Assert.NotNull(Connect(bed.Host, HostAddress6, 8080));
        Assert.NotNull(Connect(bed.Host, HostAddress6, 8081));
        foreach (TestNamespace container in new[] { bed.ContainerA1, bed.ContainerA2, bed.ContainerB1 }) Assert.NotNull(Connect(container, HostAddress6, 8080));
        Assert.Null(TryConnect(bed.Lan, HostAddress, 8080));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void IPv6_networks_are_isolated_hidden_and_masqueraded(bool bridgeCallsIPHooks)
    {
        bed.CallIPHooksOfBridges(bridgeCallsIPHooks);
        bed.Hold(NetworkA6, NetworkB6 with { Masquerade = false });
        Assert.Equal(A2v6, Connect(bed.ContainerA2, A1v6, 81));
        Assert.Equal(HostAddress6, Connect(bed.ContainerA1, LanAddress6, 80));
        Assert.Equal(B1v6, Connect(bed.ContainerB1, LanAddress6, 80));
        Assert.NotNull(Connect(bed.Host, A1v6, 81));
        Assert.Null(TryConnect(bed.ContainerA1, B1v6, 80));
        Assert.Null(TryConnect(bed.Lan, A1v6, 80));
    }

    [Theory]
    [InlineData(A1, HostAddress, LanAddress)]
    [InlineData(A1v6, HostAddress6, LanAddress6)]
    public void Each_port_of_a_range_reaches_its_own_container_port(string container, string host, string client)
    {
        foreach (string? hostAddress in new[] { null, host })
        {
            PublishedPort same = Port(80, container, hostAddress) with { Count = 2 };
            PublishedPort shifted = Port(8080, container, hostAddress) with { Count = 2 };
            bed.Hold(NetworkA, NetworkA6, same, shifted);
            foreach (int port in new[] { 80, 81, 8080, 8081 }) Assert.Equal(client, Connect(bed.Lan, host, port));
            foreach (int port in new[] { 79, 82, 8079, 8082 }) Assert.Null(TryConnect(bed.Lan, host, port));
            bed.Firewall.Apply(new FirewallChange([], [same]));
            Assert.Null(TryConnect(bed.Lan, host, 81));
            Assert.Equal(client, Connect(bed.Lan, host, 8081));
        }
    }

    [Fact]
    public void A_range_holds_every_port()
    {
        bed.Hold(NetworkA, Port(1, A1) with { ContainerPort = 1, Count = 65535 });
        Assert.Equal(LanAddress, Connect(bed.Lan, HostAddress, 80));
        Assert.Equal(LanAddress, Connect(bed.Lan, HostAddress, 81));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Nothing_passes_between_an_internal_network_and_any_other(bool bridgeCallsIPHooks)
    {
        bed.CallIPHooksOfBridges(bridgeCallsIPHooks);
        bed.Hold(NetworkA with { Internal = true }, NetworkA6 with { Internal = true }, NetworkB, NetworkB6, Port(8080, A1), Port(8080, A1v6), Port(8081, B1), Port(8081, B1v6));
        Assert.NotNull(Connect(bed.ContainerA2, A1, 81));
        Assert.NotNull(Connect(bed.ContainerA2, A1v6, 81));
        Assert.NotNull(Connect(bed.Lan, HostAddress, 8081));
        Assert.NotNull(Connect(bed.Lan, HostAddress6, 8081));
        foreach ((TestNamespace from, string address, int port) in new[]
        {
            (bed.Lan, HostAddress, 8080), (bed.ContainerB1, HostAddress, 8080), (bed.ContainerA1, HostAddress, 8081), (bed.ContainerA1, LanAddress, 80),
            (bed.Lan, HostAddress6, 8080), (bed.ContainerB1, HostAddress6, 8080), (bed.ContainerA1, HostAddress6, 8081), (bed.ContainerA1, LanAddress6, 80),
        })
        {
            Assert.Null(TryConnect(from, address, port));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_network_without_access_to_the_host_resolves_neighbours_and_answers_but_reaches_none_of_the_hosts_services(bool bridgeCallsIPHooks)
    {
        bed.CallIPHooksOfBridges(bridgeCallsIPHooks);
        using var names = new AddressServer(bed.Host, "172.20.0.1", 53);
        using var other = new AddressServer(bed.Host, "172.20.0.1", 79);
        using var onLan = new AddressServer(bed.Host, HostAddress, 79);
        using var onLan6 = new AddressServer(bed.Host, HostAddress6, 79);
        bed.Hold(NetworkA, NetworkA6, NetworkB);
        foreach (string address in new[] { "172.20.0.1", HostAddress, HostAddress6 }) Assert.NotNull(Connect(bed.ContainerA1, address, 79));

        bed.Hold(NetworkA with { HostAccess = false }, NetworkA6 with { HostAccess = false }, NetworkB, Port(8080, B1));
        foreach (string address in new[] { "172.20.0.1", HostAddress, HostAddress6 }) Assert.Null(TryConnect(bed.ContainerA1, address, 79));
        Assert.NotNull(Connect(bed.ContainerA1, "172.20.0.1", 53));
        Assert.NotNull(Connect(bed.ContainerB1, HostAddress, 79));
        Assert.NotNull(Connect(bed.Host, A1, 81));
        Assert.NotNull(Connect(bed.ContainerA1, LanAddress, 80));
        Assert.NotNull(Connect(bed.ContainerA1, HostAddress, 8080));
        Assert.Contains("64 bytes from", bed.ContainerA1.Exec("ping", "-c 1 -w 5 172.20.0.1"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, A1, HostAddress)]
    [InlineData(false, A1, HostAddress)]
    [InlineData(true, A1v6, HostAddress6)]
    [InlineData(false, A1v6, HostAddress6)]
    public void Containers_of_an_isolated_network_reach_each_others_published_ports_only(bool bridgeCallsIPHooks, string container, string host)
    {
        bed.CallIPHooksOfBridges(bridgeCallsIPHooks);
        bed.Hold(NetworkA with { Isolated = true }, NetworkA6 with { Isolated = true }, Port(8080, container),
            new IsolatedPort(PortOf(bed.ContainerA1)), new IsolatedPort(PortOf(bed.ContainerA2)),
            Endpoint(bed.ContainerA1, A1, A1), Endpoint(bed.ContainerA1, A1, A1v6), Endpoint(bed.ContainerA2, A2, A2), Endpoint(bed.ContainerA2, A2, A2v6));
        foreach (TestNamespace caller in new[] { bed.ContainerA1, bed.ContainerA2, bed.Lan, bed.Host }) Assert.NotNull(Connect(caller, host, 8080));
        Assert.NotNull(Connect(bed.Host, container, 81));
        Assert.Null(TryConnect(bed.ContainerA2, container, 80));
        Assert.Null(TryConnect(bed.ContainerA2, container, 81));
    }

    [Fact]
    public void Outgoing_packets_have_the_requested_source_address()
    {
        bed.Hold(
            NetworkA with { SnatAddress = IPAddress.Parse(SpareAddress) }, NetworkA6 with { SnatAddress = IPAddress.Parse(SpareAddress6), Masquerade = false },
            NetworkB, NetworkB6);
        Assert.Equal(SpareAddress, Connect(bed.ContainerA1, LanAddress, 80));
        Assert.Equal(SpareAddress6, Connect(bed.ContainerA1, LanAddress6, 80));
        Assert.Equal(HostAddress, Connect(bed.ContainerB1, LanAddress, 80));
        Assert.Equal(HostAddress6, Connect(bed.ContainerB1, LanAddress6, 80));
        Assert.Equal(A2, Connect(bed.ContainerA2, A1, 80));
    }

    [Theory]
    [InlineData(true, A1, A2, SpareAddress, HostAddress, LanAddress)]
    [InlineData(false, A1, A2, SpareAddress, HostAddress, LanAddress)]
    [InlineData(true, A1v6, A2v6, SpareAddress6, HostAddress6, LanAddress6)]
    [InlineData(false, A1v6, A2v6, SpareAddress6, HostAddress6, LanAddress6)]
    public void A_mapped_address_is_the_containers_both_ways(bool bridgeCallsIPHooks, string container, string neighbour, string spare, string host, string lan)
    {
        bed.CallIPHooksOfBridges(bridgeCallsIPHooks);
        var mapped = new MappedAddress(IPAddress.Parse(spare), IPAddress.Parse(container));
        bed.Hold(NetworkA, NetworkA6, NetworkB, NetworkB6, mapped, Port(8080, neighbour, spare), Port(80, neighbour));
        Assert.Equal(lan, Connect(bed.Lan, spare, 81));
        foreach (TestNamespace from in new[] { bed.Host, bed.ContainerA1, bed.ContainerA2, bed.ContainerB1 }) Assert.NotNull(Connect(from, spare, 81));
        Assert.Equal(spare, Connect(bed.ContainerA1, lan, 80));
        Assert.Equal(host, Connect(bed.ContainerA2, lan, 80));
        Assert.Equal(neighbour, Connect(bed.ContainerA2, container, 80));
        Assert.Equal(lan, Connect(bed.Lan, spare, 8080));
        Assert.Null(TryConnect(bed.Lan, host, 81));
        bed.Firewall.Apply(new FirewallChange([], [mapped]));
        Assert.Null(TryConnect(bed.Lan, spare, 81));
        Assert.Equal(host, Connect(bed.ContainerA1, lan, 80));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_endpoint_that_is_guarded_speaks_as_before(bool bridgeCallsIPHooks)
    {
        bed.CallIPHooksOfBridges(bridgeCallsIPHooks);
        bed.Hold(NetworkA, NetworkA6, Port(8080, A1), Port(8080, A1v6), Endpoint(bed.ContainerA1, A1, A1), Endpoint(bed.ContainerA1, A1, A1v6), Endpoint(bed.ContainerA2, A2, A2), Endpoint(bed.ContainerA2, A2, A2v6));
        // Neighbours have to be resolved again, over ARP and over NDP.
        foreach (TestNamespace place in new[] { bed.Host, bed.ContainerA1, bed.ContainerA2 }) place.Ip("neigh flush all");
        Assert.Equal(A2, Connect(bed.ContainerA2, A1, 81));
        Assert.Equal(A2v6, Connect(bed.ContainerA2, A1v6, 81));
        Assert.NotNull(Connect(bed.ContainerA1, LanAddress, 80));
        Assert.NotNull(Connect(bed.ContainerA1, LanAddress6, 80));
        Assert.NotNull(Connect(bed.Lan, HostAddress, 8080));
        Assert.NotNull(Connect(bed.Lan, HostAddress6, 8080));
        // From its own link-local address, and before it knows that an address is free.
        Assert.Contains("64 bytes from", bed.ContainerA1.Exec("ping", "-6 -c 1 -w 5 ff02::1%eth0 -I eth0"), StringComparison.Ordinal);
        bed.ContainerA1.Ip($"""
            addr del {A1v6}/64 dev eth0
            addr add {A1v6}/64 dev eth0
            """);
        for (int i = 0; i < 50 && bed.ContainerA1.Exec("ip", "addr show dev eth0 tentative").Contains(A1v6, StringComparison.Ordinal); i++) Thread.Sleep(100);
        bed.ContainerA1.Exec("ip", "route replace default via fd00:20::1");
        Assert.NotNull(Connect(bed.ContainerA1, LanAddress6, 80));
    }

    private static EndpointElement Endpoint(TestNamespace container, string owner, string address) => new(PortOf(container), MacOf(owner), IPAddress.Parse(address));

    private static System.Net.Sockets.Socket Udp(IPEndPoint address)
    {
        var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Udp) { ReceiveTimeout = 2000 };
        socket.Bind(address);
        return socket;
    }

    private static PublishedPort Port(ushort port, string container, string? hostAddress = null)
        => new(TransportProtocol.Tcp, hostAddress is null ? IPAddress.Parse(container).AddressFamily.Unspecified() : IPAddress.Parse(hostAddress), port, IPAddress.Parse(container), 80);
}

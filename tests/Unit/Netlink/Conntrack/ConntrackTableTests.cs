using System.Net;
using System.Net.Sockets;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Conntrack;
using ContainerNet.Tests.Firewall;
using Xunit;

namespace ContainerNet.Tests.Netlink.Conntrack;

public sealed class ConntrackTableTests : IDisposable
{
    private readonly ConntrackTestbed _bed = new();

    public ConntrackTableTests()
    {
        if (ConntrackTable.Count(_bed.Netfilter) is null) Assert.Skip("This kernel has no ctnetlink (nf_conntrack_netlink).");
    }

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void A_TCP_flow_through_a_published_port_ends_and_others_stay()
    {
        Socket published = _bed.Talk(ConntrackTestbed.RouterV4, 8080, ProtocolType.Tcp);
        Socket other = _bed.Talk(ConntrackTestbed.RouterV4, 8081, ProtocolType.Tcp);
        Socket straight = _bed.Talk(ConntrackTestbed.ServerV4, 80, ProtocolType.Tcp);

        _bed.Unpublish();

        Assert.Equal(1, _bed.Flush(Published(TransportProtocol.Tcp, ConntrackTestbed.RouterV4, new PortRange(8080), ConntrackTestbed.ServerV4, new PortRange(80))));

        Assert.Equal((0, 1), (_bed.Flows("tcp", "dport=8080"), _bed.Flows("tcp", "dport=8081")));
        Assert.False(ConntrackTestbed.Asks(published));
        Assert.True(ConntrackTestbed.Asks(other));
        Assert.True(ConntrackTestbed.Asks(straight));
    }

    [Fact]
    public void A_UDP_flow_follows_the_new_rules_after_a_conntrack_flush()
    {
        Socket published = _bed.Talk(ConntrackTestbed.RouterV4, 5353, ProtocolType.Udp);
        _bed.Unpublish();
        Assert.True(ConntrackTestbed.Asks(published), "a flow outlives the rule that it began with");

        Assert.Equal(1, _bed.Flush(Published(TransportProtocol.Udp, null, new PortRange(5353), ConntrackTestbed.ServerV4, new PortRange(53))));

        Assert.False(ConntrackTestbed.Asks(published));
        Assert.Equal(0, _bed.Flows("udp", $"src={ConntrackTestbed.ServerV4}"));
    }

    [Fact]
    public void A_range_of_ports_means_all_flows_through_it()
    {
        foreach (int port in new[] { 8080, 8081, 8083 }) _bed.Talk(ConntrackTestbed.RouterV4, port, ProtocolType.Tcp);
        Assert.Equal(2, _bed.Flush(Published(TransportProtocol.Tcp, ConntrackTestbed.RouterV4, new PortRange(8080, 3), ConntrackTestbed.ServerV4, new PortRange(80))));
        Assert.Equal(1, _bed.Flows("dport=8083"));
    }

    [Fact]
    public void IPv6_flows_are_forgotten_too()
    {
        Socket v6 = _bed.Talk(ConntrackTestbed.RouterV6, 8080, ProtocolType.Tcp);
        Socket v4 = _bed.Talk(ConntrackTestbed.RouterV4, 8080, ProtocolType.Tcp);
        _bed.Unpublish();

        Assert.Equal(1, _bed.Flush(Published(TransportProtocol.Tcp, null, new PortRange(8080), ConntrackTestbed.ServerV6, new PortRange(80))));
        Assert.False(ConntrackTestbed.Asks(v6));
        Assert.True(ConntrackTestbed.Asks(v4));
    }

    [Fact]
    public void An_address_means_all_flows_that_it_has_part_in()
    {
        _bed.Talk(ConntrackTestbed.RouterV4, 8080, ProtocolType.Tcp);
        _bed.Talk(ConntrackTestbed.RouterV4, 5353, ProtocolType.Udp);
        _bed.Talk(ConntrackTestbed.ServerV4, 80, ProtocolType.Tcp);
        _bed.Server.Exec("ping", "-c1 -W2 192.0.2.2");
        _bed.Talk(ConntrackTestbed.ServerV6, 53, ProtocolType.Udp);

        Assert.Equal(4, _bed.Flush(new ConntrackFilter { Address = IPAddress.Parse(ConntrackTestbed.ServerV4) }));

        Assert.Equal(0, _bed.Flows("ipv4"));
        Assert.Equal(1, _bed.Flows("ipv6", "udp"));
    }

    [Fact]
    public void One_dump_serves_many_filters()
    {
        _bed.Talk(ConntrackTestbed.RouterV4, 8080, ProtocolType.Tcp);
        _bed.Talk(ConntrackTestbed.RouterV6, 8080, ProtocolType.Tcp);
        _bed.Talk(ConntrackTestbed.RouterV4, 8085, ProtocolType.Tcp);
        Assert.Equal(2, _bed.Flush(
            Published(TransportProtocol.Tcp, ConntrackTestbed.RouterV4, new PortRange(8080), ConntrackTestbed.ServerV4, new PortRange(80)),
            Published(TransportProtocol.Tcp, ConntrackTestbed.RouterV6, new PortRange(8080), ConntrackTestbed.ServerV6, new PortRange(80))));
        Assert.Equal(1, _bed.Flows("dport=8085"));
    }

    [Fact]
    public void More_flows_than_one_send_takes_are_all_forgotten()
    {
        for (int i = 0; i < NetlinkSocket.MaxBatch * 2 + 3; i++) _bed.Talk(ConntrackTestbed.ServerV4, 53, ProtocolType.Udp);
        Assert.Equal(NetlinkSocket.MaxBatch * 2 + 3, _bed.Flush(new ConntrackFilter { Protocol = TransportProtocol.Udp }));
        Assert.Equal(0, _bed.Flows("udp"));
    }

    [Fact]
    public void An_empty_table_and_a_list_of_no_filters_are_nothing_to_do()
    {
        using var empty = new TestNamespace();
        using NetlinkSocket socket = empty.Run(() => NetlinkSocket.Open(NetlinkProtocol.Netfilter));
        Assert.Equal(0, ConntrackTable.Flush(socket, [new ConntrackFilter()]));

        _bed.Talk(ConntrackTestbed.ServerV4, 80, ProtocolType.Tcp);
        Assert.Equal(0, _bed.Flush());
        Assert.Equal(1, _bed.Flows("tcp"));
    }

    private static ConntrackFilter Published(TransportProtocol protocol, string? host, PortRange hostPorts, string container, PortRange containerPorts) => new()
    {
        Protocol = protocol,
        OriginalDestination = host is null ? null : IPAddress.Parse(host),
        OriginalDestinationPorts = hostPorts,
        ReplySource = IPAddress.Parse(container),
        ReplySourcePorts = containerPorts,
    };
}

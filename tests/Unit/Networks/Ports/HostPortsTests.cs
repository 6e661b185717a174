using System.Net;
using ContainerNet.Netlink.SocketDiag;
using ContainerNet.Networks.Ports;
using ContainerNet.Networks.Records;
using Xunit;

namespace ContainerNet.Tests.Networks.Ports;

public sealed class HostPortsTests
{
    private static readonly PortRange _range = new(9000, 10);

    [Fact]
    public void The_first_choice_is_the_first_of_the_range()
        => Assert.Equal(new PortRange(9000), HostPorts.Choose(_range, 1, Ports()));

    [Fact]
    public void The_search_continues_after_the_last_chosen_port()
        => Assert.Equal(new PortRange(9006), HostPorts.Choose(_range, 1, Ports(9005), last: 9004));

    [Fact]
    public void After_the_last_port_the_search_starts_again_at_the_first()
        => Assert.Equal(new PortRange(9001), HostPorts.Choose(_range, 1, Ports(9000), last: 9009));

    [Fact]
    public void A_last_choice_outside_of_the_range_means_nothing()
        => Assert.Equal(new PortRange(9000), HostPorts.Choose(_range, 1, Ports(), last: 50000));

    [Fact]
    public void Several_ports_are_consecutive()
        => Assert.Equal(new PortRange(9005, 3), HostPorts.Choose(_range, 3, Ports(9002, 9004), last: null));

    [Fact]
    public void Several_ports_do_not_reach_round_the_end()
        => Assert.Equal(new PortRange(9000, 3), HostPorts.Choose(_range, 3, Ports(), last: 9008));

    [Fact]
    public void A_range_as_long_as_the_request_is_used_whole()
        => Assert.Equal(_range, HostPorts.Choose(_range, 10, Ports(), last: 9005));

    [Theory]
    [InlineData(1, new[] { 9000, 9001, 9002, 9003, 9004, 9005, 9006, 9007, 9008, 9009 }, "no free port from 9000 to 9009")]
    [InlineData(5, new[] { 9004, 9006 }, "no 5 free ports in a row from 9000 to 9009")]
    [InlineData(11, new int[0], "no 11 free ports in a row")]
    public void Too_few_free_ports_are_an_error(int count, int[] taken, string text)
    {
        var error = Assert.Throws<ContainerNetException>(() => HostPorts.Choose(_range, count, taken.ToHashSet()));
        Assert.Equal((ErrorKind.InUse, "NoFreePort"), (error.Kind, error.ErrorId));
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_port_is_chosen_once_before_one_is_chosen_again()
    {
        HashSet<int> chosen = [];
        int? last = 9004;
        while (chosen.Count < _range.Count) Assert.True(chosen.Add((last = HostPorts.Choose(_range, 1, chosen, last).First).Value));
        Assert.Throws<ContainerNetException>(() => HostPorts.Choose(_range, 1, chosen, last));
    }

    [Theory]
    [InlineData("0.0.0.0", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "0.0.0.0", true)]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("10.0.0.5", "127.0.0.1", false)]
    [InlineData("10.0.0.5", "0.0.0.0", true)]
    [InlineData("0.0.0.0", "10.0.0.5", true)]
    [InlineData("10.0.0.5", "::", false)]
    [InlineData("::1", "::", true)]
    [InlineData("::1", "0.0.0.0", false)]
    public void A_published_port_is_taken_where_it_is_published(string published, string wanted, bool isTaken)
    {
        PortRecord[] records = [new(TransportProtocol.Tcp, IPAddress.Parse(published), 8080, 80)];
        Assert.Equal(isTaken, HostPorts.Taken(TransportProtocol.Tcp, IPAddress.Parse(wanted), records, []).Contains(8080));
        Assert.Empty(HostPorts.Taken(TransportProtocol.Udp, IPAddress.Parse(wanted), records, []));
    }

    [Theory]
    [InlineData("0.0.0.0", false, "0.0.0.0", true)]
    [InlineData("0.0.0.0", false, "127.0.0.1", true)]
    [InlineData("0.0.0.0", false, "::", false)]
    [InlineData("0.0.0.0", false, "::1", false)]
    [InlineData("127.0.0.1", false, "0.0.0.0", true)]
    [InlineData("127.0.0.1", false, "127.0.0.1", true)]
    [InlineData("127.0.0.1", false, "10.0.0.5", false)]
    [InlineData("::", false, "10.0.0.5", true)]
    [InlineData("::", false, "0.0.0.0", true)]
    [InlineData("::", true, "10.0.0.5", false)]
    [InlineData("::", true, "0.0.0.0", false)]
    [InlineData("::", true, "::1", true)]
    [InlineData("::1", true, "::", true)]
    [InlineData("::1", true, "0.0.0.0", false)]
    [InlineData("::1", true, "fd00::1", false)]
    public void A_socket_takes_a_port_where_it_would_answer(string bound, bool isIPv6Only, string wanted, bool isTaken)
    {
        ListeningSocket[] sockets = [new(TransportProtocol.Tcp, IPAddress.Parse(bound), 8080, isIPv6Only, Inode: 1, UserId: 0)];
        Assert.Equal(isTaken, HostPorts.Taken(TransportProtocol.Tcp, IPAddress.Parse(wanted), [], sockets).Contains(8080));
        Assert.Empty(HostPorts.Taken(TransportProtocol.Udp, IPAddress.Parse(wanted), [], sockets));
    }

    private static HashSet<int> Ports(params int[] ports) => [.. ports];
}

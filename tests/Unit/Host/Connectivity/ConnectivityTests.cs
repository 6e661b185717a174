using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Host.Connectivity;

public sealed class ConnectivityTests : IDisposable
{
    private readonly TestHost _host = new();
    private readonly NamespaceReference _left;
    private readonly NamespaceReference _right;

    public ConnectivityTests()
    {
        _left = _host.NewNamespace("left");
        _right = _host.NewNamespace("right");
        _host.IpBatch(_left,
            $"link add eth0 type veth peer name eth0 netns {_host.PathOf(_right)}",
            "addr add 10.9.0.1/24 dev eth0",
            // A link-local address made from the MAC would be looked for on the link first, which takes a second.
            "link set eth0 addrgenmode none",
            "addr add fd09::1/64 dev eth0 nodad",
            "link set eth0 up");
        _host.IpBatch(_right, "link set eth0 addrgenmode none", "addr add 10.9.0.2/24 dev eth0", "addr add fd09::2/64 dev eth0 nodad", "link set eth0 up");
        _host.WaitUntilUp(_left, "eth0");
        _host.WaitUntilUp(_right, "eth0");
    }

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("10.9.0.2", "10.9.0.1")]
    [InlineData("fd09::2", "fd09::1")]
    public void A_ping_that_is_answered_says_from_where_over_what_and_how_fast(string target, string source)
    {
        NetConnectionResult result = _host.Net.Connectivity.Ping(_left, target);

        Assert.Equal(ConnectionOutcome.Succeeded, result.Outcome);
        Assert.True(result.PingSucceeded);
        Assert.False(result.TcpTestSucceeded);
        Assert.Equal((target, "eth0", _left), (result.ComputerName, result.InterfaceAlias, result.NamespaceValue));
        Assert.Equal(IPAddress.Parse(source), result.SourceAddressValue);
        Assert.Equal(IPAddress.Parse(target), result.RemoteAddressValue);
        Assert.Equal((IPStatus.Success, 64), (result.PingReplyDetails!.StatusValue, result.PingReplyDetails.TimeToLive));
        Assert.InRange(result.LatencyValue!.Value, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void A_ping_uses_a_datagram_socket_where_the_group_range_allows_it()
    {
        _host.Net.Namespaces.PlanSysctl(_left, "net.ipv4.ping_group_range", "0\t2147483647").Run();

        Assert.True(_host.Net.Connectivity.Ping(_left, "10.9.0.2", new PingOptions { Count = 3 }).PingSucceeded);
        Assert.True(_host.Net.Connectivity.Ping(_left, "fd09::2").PingSucceeded);
        Assert.Equal(64, _host.Net.Connectivity.Ping(_left, "10.9.0.2").PingReplyDetails!.TimeToLive);
    }

    [Fact]
    public void Several_requests_have_several_replies_with_any_size_of_payload()
    {
        NetConnectionResult result = _host.Net.Connectivity.Ping(_left, "10.9.0.2", new PingOptions { Count = 5, PayloadSize = 9000 });

        Assert.Equal(5, result.PingReplies.Count);
        Assert.All(result.PingReplies, reply => Assert.Equal(IPStatus.Success, reply.StatusValue));
        Assert.Equal(result.PingReplies.Min(reply => reply.RoundtripTimeValue), result.LatencyValue);
        Assert.True(_host.Net.Connectivity.Ping(_left, "10.9.0.2", new PingOptions { PayloadSize = 0 }).PingSucceeded);
        Assert.True(_host.Net.Connectivity.Ping(_left, "10.9.0.2", new PingOptions { PayloadSize = PingOptions.MaxPayloadSize }).PingSucceeded);
    }

    [Fact]
    public void A_link_local_target_is_reached_by_the_name_of_an_interface_of_the_namespace()
    {
        _host.Ip(_left, "addr add fe80::9:1/64 dev eth0 nodad");
        _host.Ip(_right, "addr add fe80::9:2/64 dev eth0 nodad");

        NetConnectionResult result = _host.Net.Connectivity.Ping(_left, "fe80::9:2%eth0");

        Assert.Equal(ConnectionOutcome.Succeeded, result.Outcome);
        Assert.Equal("eth0", result.InterfaceAlias);
        Assert.True(result.SourceAddressValue!.IsIPv6LinkLocal);
        AssertError(ErrorKind.NotFound, () => _host.Net.Connectivity.Ping(_left, "fe80::9:2%eth7"));
        AssertError(ErrorKind.InvalidArgument, () => _host.Net.Connectivity.Ping(_left, "fe80::9:2"));
    }

    [Fact]
    public void Loopback_of_every_namespace_answers()
    {
        Assert.True(_host.Net.Connectivity.Ping(_left, "127.0.0.1").PingSucceeded);
        Assert.True(_host.Net.Connectivity.Ping(_left, "::1").PingSucceeded);
        Assert.True(_host.Net.Connectivity.Ping(_left, "0.0.0.0").PingSucceeded);
        Assert.True(_host.Net.Connectivity.Ping(_left, "localhost").PingSucceeded);
    }

    [Fact]
    public void A_host_that_does_not_answer_to_arp_is_reported_as_unreachable_by_the_sender_itself()
    {
        NetConnectionResult result = _host.Net.Connectivity.Ping(_left, "10.9.0.77");

        Assert.Equal((ConnectionOutcome.HostUnreachable, false), (result.Outcome, result.PingSucceeded));
        Assert.Equal(IPStatus.DestinationHostUnreachable, result.PingReplyDetails!.StatusValue);
        Assert.Equal(IPAddress.Parse("10.9.0.1"), result.PingReplyDetails.AddressValue);
        Assert.Null(result.Latency);
        Assert.NotNull(result.Error);
    }

    [Theory]
    [InlineData("203.0.113.1", ConnectionOutcome.NetworkUnreachable)]
    [InlineData("2001:db8::1", ConnectionOutcome.NetworkUnreachable)]
    [InlineData("198.51.100.1", ConnectionOutcome.NetworkUnreachable)]
    [InlineData("198.51.100.2", ConnectionOutcome.HostUnreachable)]
    [InlineData("198.51.100.3", ConnectionOutcome.Prohibited)]
    public void A_target_without_a_way_is_a_result(string target, ConnectionOutcome expected)
    {
        _host.IpBatch(_left, "route add blackhole 198.51.100.1", "route add unreachable 198.51.100.2", "route add prohibit 198.51.100.3");

        NetConnectionResult ping = _host.Net.Connectivity.Ping(_left, target);
        NetConnectionResult tcp = _host.Net.Connectivity.ConnectTcp(_left, target, 80, TimeSpan.FromSeconds(1));

        Assert.Equal((expected, expected), (ping.Outcome, tcp.Outcome));
        Assert.Equal(IPAddress.Parse(target), ping.RemoteAddressValue);
        Assert.Null(tcp.SourceAddressValue);
    }

    [Fact]
    public void A_router_that_refuses_is_named()
    {
        // right is the router, and has no route on.
        _host.Ip(_left, "route add default via 10.9.0.2");
        _host.Ip(_left, "-6 route add default via fd09::2");
        _host.Net.Namespaces.PlanSysctl(_right, "net.ipv4.ip_forward", "1").Run();
        _host.Net.Namespaces.PlanSysctl(_right, "net.ipv6.conf.all.forwarding", "1").Run();

        NetConnectionResult result = _host.Net.Connectivity.Ping(_left, "203.0.113.1");
        NetConnectionResult result6 = _host.Net.Connectivity.Ping(_left, "2001:db8::1");

        Assert.Equal((ConnectionOutcome.NetworkUnreachable, "10.9.0.2"), (result.Outcome, result.PingReplyDetails!.Address!.ToString()));
        Assert.Equal((ConnectionOutcome.NetworkUnreachable, "fd09::2"), (result6.Outcome, result6.PingReplyDetails!.Address!.ToString()));
    }

    [Fact]
    public void A_time_to_live_that_is_used_up_is_a_result_which_names_the_router()
    {
        _host.Ip(_left, "route add default via 10.9.0.2");
        _host.Ip(_right, "route add default via 10.9.0.1");
        _host.Net.Namespaces.PlanSysctl(_right, "net.ipv4.ip_forward", "1").Run();

        NetConnectionResult result = _host.Net.Connectivity.Ping(_left, "203.0.113.1", new PingOptions { TimeToLive = 1 });

        Assert.Equal(ConnectionOutcome.TimeToLiveExceeded, result.Outcome);
        Assert.Equal((IPStatus.TtlExpired, "10.9.0.2"), (result.PingReplyDetails!.StatusValue, result.PingReplyDetails.Address!.ToString()));
    }

    [Fact]
    public void A_target_that_drops_echo_requests_times_out()
    {
        _host.Net.Namespaces.PlanSysctl(_right, "net.ipv4.icmp_echo_ignore_all", "1").Run();

        NetConnectionResult result = _host.Net.Connectivity.Ping(_left, "10.9.0.2", new PingOptions { Count = 2, Timeout = TimeSpan.FromMilliseconds(80) });

        Assert.Equal(ConnectionOutcome.TimedOut, result.Outcome);
        Assert.Equal([IPStatus.TimedOut, IPStatus.TimedOut], result.PingReplies.Select(reply => reply.StatusValue));
    }

    [Fact]
    public void A_cancelled_wait_ends_at_once()
    {
        _host.Net.Namespaces.PlanSysctl(_right, "net.ipv4.icmp_echo_ignore_all", "1").Run();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(60));
        long start = Environment.TickCount64;

        Assert.Throws<OperationCanceledException>(() => _host.Net.Connectivity.Ping(_left, "10.9.0.2", cancellation: cancellation.Token));

        Assert.InRange(Environment.TickCount64 - start, 0, 2000);
    }

    [Theory]
    [InlineData("10.9.0.2")]
    [InlineData("fd09::2")]
    public void A_port_that_listens_takes_a_connection_and_one_that_does_not_refuses_it(string address)
    {
        using Socket listener = ListenInside(_right, IPAddress.Parse(address));
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;

        NetConnectionResult open = _host.Net.Connectivity.ConnectTcp(_left, address, port, TimeSpan.FromSeconds(5));
        NetConnectionResult closed = _host.Net.Connectivity.ConnectTcp(_left, address, port == 1 ? 2 : 1, TimeSpan.FromSeconds(5));

        Assert.Equal((true, false, port), (open.TcpTestSucceeded, open.PingSucceeded, open.RemotePort));
        Assert.InRange(open.LatencyValue!.Value, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(1));
        Assert.Equal((ConnectionOutcome.Refused, false), (closed.Outcome, closed.TcpTestSucceeded));
        Assert.True(listener.Poll(TimeSpan.FromSeconds(1), SelectMode.SelectRead), "the connection arrived");
    }

    [Fact]
    public void A_port_that_does_not_answer_times_out()
    {
        // Its replies have no way back.
        _host.Ip(_right, "route add blackhole 10.9.0.1/32");

        NetConnectionResult result = _host.Net.Connectivity.ConnectTcp(_left, "10.9.0.2", 80, TimeSpan.FromMilliseconds(100));

        Assert.Equal((ConnectionOutcome.TimedOut, (string?)null), (result.Outcome, result.Latency));
    }

    [Fact]
    public void A_name_without_an_address_is_a_result()
    {
        NetConnectionResult result = _host.Net.Connectivity.Ping(_left, "no-such-host.invalid");

        Assert.Equal(ConnectionOutcome.NameNotResolved, result.Outcome);
        Assert.Null(result.RemoteAddressValue);
    }

    [Fact]
    public void Bad_input_is_an_error()
    {
        AssertError(ErrorKind.InvalidArgument, () => _host.Net.Connectivity.ConnectTcp(_left, "10.9.0.2", 0, TimeSpan.FromSeconds(1)));
        AssertError(ErrorKind.InvalidArgument, () => _host.Net.Connectivity.ConnectTcp(_left, "10.9.0.2", 65536, TimeSpan.FromSeconds(1)));
        AssertError(ErrorKind.InvalidArgument, () => _host.Net.Connectivity.ConnectTcp(_left, "10.9.0.2", 80, TimeSpan.Zero));
        AssertError(ErrorKind.InvalidArgument, () => _host.Net.Connectivity.Ping(_left, ""));
        AssertError(ErrorKind.InvalidArgument, () => _host.Net.Connectivity.Ping(_left, "10.9.0.2", new PingOptions { Count = 0 }));
        AssertError(ErrorKind.InvalidArgument, () => _host.Net.Connectivity.Ping(_left, "10.9.0.2", new PingOptions { PayloadSize = 65_508 }));
        AssertError(ErrorKind.InvalidArgument, () => _host.Net.Connectivity.Ping(_left, "10.9.0.2", new PingOptions { TimeToLive = 256 }));
        AssertError(ErrorKind.NotFound, () => _host.Net.Connectivity.Ping(NamespaceReference.Named("nowhere"), "10.9.0.2"));
    }

    [Fact]
    public void Pings_at_the_same_time_do_not_take_each_others_replies()
    {
        ParallelLoopResult loop = Parallel.For(0, 8, _ =>
        {
            NetConnectionResult result = _host.Net.Connectivity.Ping(_left, "10.9.0.2", new PingOptions { Count = 20 });
            Assert.All(result.PingReplies, reply => Assert.Equal(IPStatus.Success, reply.StatusValue));
        });
        Assert.True(loop.IsCompleted);
    }

    private Socket ListenInside(NamespaceReference reference, IPAddress address)
    {
        Socket socket = _host.Net.Context.Namespaces.Run(reference, () => new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp));
        socket.Bind(new IPEndPoint(address, 0));
        socket.Listen();
        return socket;
    }

    private static void AssertError(ErrorKind kind, Action action) => Assert.Equal(kind, Assert.ThrowsAny<ContainerNetException>(action).Kind);
}

using System.Buffers.Binary;
using System.Net;
using Xunit;

namespace ContainerNet.Tests.Networks.Names;

/// <summary>The name server of containernetd.</summary>
public sealed class ContainerNetNameServiceTests() : NameServiceTests("containernetd")
{
    private const string Server = "172.20.0.1";

    private static readonly NamespaceReference _a = NamespaceReference.Named("a");

    protected override string PidFile => "containernetd.pid";

    [Fact]
    public void A_name_is_answered_over_TCP_and_lives_for_ten_minutes()
    {
        Bed.Connect("demo", "a", "web");
        byte[] query = DnsMessage.Query("web", DnsMessage.A);
        byte[] overUdp = Bed.Send(_a, query, Server)!, overTcp = Bed.SendOverTcp(_a, query, Server)!;
        Assert.Equal("172.20.0.2", DnsMessage.Read(overTcp));
        Assert.Equal(overUdp, overTcp);
        // Behind the question: the pointer to its name, type and class, then the time to live in seconds.
        Assert.Equal(600u, BinaryPrimitives.ReadUInt32BigEndian(overTcp.AsSpan(query.Length + 6)));
    }

    [Fact]
    public void An_address_is_answered_with_its_names_and_those_of_strangers_are_not_there()
    {
        Net.Networks.PlanCreate(NetworkTestbed.Definition("six", "172.22.0.0/16") with { IPv6Subnet = IPNetwork.Parse("fd00:22::/64") }).Run();
        Bed.Connect("six", "a", "web", "www");
        Bed.Connect("demo", "b", "db");
        Bed.Connect("six", "c");
        string Ask(string name) => DnsMessage.ReadNames(Bed.Send(_a, DnsMessage.Query(name, DnsMessage.Ptr), "172.22.0.1")!);
        Assert.Equal("web.six www.six", Ask("2.0.22.172.in-addr.arpa"));
        Assert.Equal("web.six www.six", Ask("2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.2.2.0.0.0.0.d.f.ip6.arpa"));
        Assert.Equal("NXDOMAIN", Ask("3.0.22.172.in-addr.arpa"));
        Assert.Equal("NXDOMAIN", Ask("2.0.20.172.in-addr.arpa"));
    }

    [Fact]
    public void A_name_followed_by_its_networks_name_is_found_as_with_Docker()
    {
        Bed.Connect("demo", "a", "web");
        Assert.Equal("172.20.0.2", Bed.Ask("a", "web.demo", Server));
    }

    [Fact]
    public void A_name_without_an_address_of_the_requested_kind_still_exists()
    {
        Bed.Connect("demo", "a", "web");
        Assert.Equal("", Bed.Ask("a", "web", Server, DnsMessage.Aaaa));
        Assert.Equal("", Bed.Ask("a", "web", Server, DnsMessage.Mx));
    }

    [Fact]
    public void The_addresses_of_a_name_change_places()
    {
        foreach (string place in new[] { "a", "b", "c" }) Bed.Connect("demo", place, "pool");
        Assert.Equal(3, Enumerable.Range(0, 200).Select(_ => Bed.Ask("a", "pool", Server)!.Split(' ')[0]).Distinct().Count());
    }

    [Fact]
    public void An_answer_that_is_too_long_for_UDP_is_cut_and_whole_over_TCP()
    {
        for (int i = 0; i < 40; i++) Bed.Connect("demo", $"ns{i}", "pool");
        NamespaceReference place = NamespaceReference.Named("ns0");
        byte[] plain = DnsMessage.Query("pool", DnsMessage.A), extended = DnsMessage.QueryWithPayload("pool", DnsMessage.A, 4096);
        byte[] cut = Bed.Send(place, plain, Server)!;
        Assert.True(cut.Length <= 512);
        Assert.True(DnsMessage.IsTruncated(cut));
        byte[] whole = Bed.Send(place, extended, Server)!;
        Assert.False(DnsMessage.IsTruncated(whole));
        Assert.Equal(40, DnsMessage.Read(whole).Split(' ').Length);
        Assert.Equal(40, DnsMessage.Read(Bed.SendOverTcp(place, plain, Server)!).Split(' ').Length);
    }

    [Fact]
    public void From_an_internal_network_alone_nothing_is_asked_outside_and_no_answer_is_waited_for()
    {
        NamespaceReference lan = Bed.Networks.NewLan();
        Bed.ServeUpstream(lan, "198.51.100.7");
        Bed.Networks.Configure("""{ "dns": ["192.0.2.2"] }""");
        Net.Networks.PlanCreate(NetworkTestbed.Definition("inside", "172.23.0.0/16") with { Internal = true }).Run();
        Bed.Connect("inside", "b", "db");
        Assert.Equal("NXDOMAIN", Bed.Ask("b", "www.example.org", "172.23.0.1"));
    }

    [Fact]
    public void Without_a_server_outside_no_answer_is_waited_for()
    {
        Bed.Connect("demo", "a", "web");
        Assert.Equal("NXDOMAIN", Bed.Ask("a", "www.example.org", Server));
    }

    [Fact]
    public void The_next_server_is_asked_when_one_does_not_listen()
    {
        NamespaceReference lan = Bed.Networks.NewLan();
        Bed.ServeUpstream(lan, "198.51.100.7");
        // No server listens at the first: it is the host itself.
        Bed.ResolvConf("nameserver 192.0.2.1\nnameserver 192.0.2.2\n");
        Bed.Connect("demo", "a", "web");
        Assert.Equal("198.51.100.7", Bed.Ask("a", "www.example.org", Server));
    }

    [Fact]
    public void Names_in_the_state_are_answered_at_once_whichever_process_wrote_them()
    {
        Bed.Connect("demo", "a", "web");
        int server = Assert.Single(Bed.Processes());
        Bed.Connect("demo", "b", "db");
        Assert.Equal("172.20.0.3", Bed.Ask("a", "db", Server));
        Net.Endpoints.PlanDisconnect("demo", NamespaceReference.Named("b")).Run();
        Assert.NotEqual("172.20.0.3", Bed.Ask("a", "db", Server));
        Assert.Equal([server], Bed.Processes());
    }

    [Fact]
    public void The_server_listens_again_at_a_bridge_that_another_tool_made_again()
    {
        Bed.Connect("demo", "a", "web");
        string bridge = Net.Networks.Get("demo").BridgeName!;
        Bed.Networks.Host.IpBatch(NamespaceReference.Host, $"link del {bridge}");
        Net.Networks.PlanRepair().Run();
        Assert.True(SpinWait.SpinUntil(() => Bed.Ask("a", "web", Server) == "172.20.0.2", TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void It_ends_by_itself_when_the_state_has_no_names_any_more()
    {
        Bed.Connect("demo", "a", "web");
        Assert.Single(Bed.Processes());
        File.Delete(Path.Combine(Bed.Networks.Host.Options.RunDirectory, "endpoints.jsonl"));
        Assert.True(SpinWait.SpinUntil(() => Bed.Processes().Length == 0, TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData("12340100000100000000000003776562")]
    [InlineData("123401000001000000000000C00C00010001")]
    [InlineData("123401000002000000000000037765620000010001037765620000010001")]
    [InlineData("123401000001000000000001037765620000010001000029040000000000FFFF")]
    public void What_is_no_question_is_answered_with_a_format_error(string message)
    {
        Bed.Connect("demo", "a", "web");
        Assert.Equal("code 1", DnsMessage.Read(Bed.Send(_a, Convert.FromHexString(message), Server)!));
    }

    [Fact]
    public void A_reply_is_not_answered_and_another_operation_is_not_known()
    {
        Bed.Connect("demo", "a", "web");
        byte[] query = DnsMessage.Query("web", DnsMessage.A);
        query[2] = 0x28;
        Assert.Equal("code 4", DnsMessage.Read(Bed.Send(_a, query, Server)!));
        query[2] = 0x81;
        Assert.Null(Bed.Send(_a, query, Server));
    }

    [Fact]
    public void Any_bytes_are_taken_and_a_question_is_answered_afterwards()
    {
        Bed.Connect("demo", "a", "web");
        var random = new Random(1);
        byte[] query = DnsMessage.QueryWithPayload("web", DnsMessage.A, 1232);
        using System.Net.Sockets.Socket socket = Bed.In(_a, () => new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Udp));
        for (int i = 0; i < 5000; i++)
        {
            byte[] mutated = [.. query[..random.Next(query.Length + 1)], .. new byte[random.Next(3)]];
            for (int changes = random.Next(4); changes > 0 && mutated.Length > 0; changes--) mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            socket.SendTo(mutated, new IPEndPoint(IPAddress.Parse(Server), 53));
        }
        int server = Assert.Single(Bed.Processes());
        Assert.True(SpinWait.SpinUntil(() => Bed.Ask("a", "web", Server) == "172.20.0.2", TimeSpan.FromSeconds(10)));
        Assert.Equal([server], Bed.Processes());
    }
}

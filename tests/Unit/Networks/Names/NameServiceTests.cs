using System.Net;
using ContainerNet.Containers.EtcFiles;
using ContainerNet.Host.Links;
using ContainerNet.Networks.Names;
using ContainerNet.Plans;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Networks.Names;

/// <summary>Names as endpoints resolve them, with real questions, whichever program answers.</summary>
public abstract class NameServiceTests : IDisposable
{
    private readonly NamesTestbed _bed;

    protected NameServiceTests(string program)
    {
        _bed = new NamesTestbed(program);
        _bed.Networks.NewNetwork("demo", "172.20.0.0/16");
    }

    /// <summary>The name of the file that holds the server's process id.</summary>
    protected abstract string PidFile { get; }

    internal NamesTestbed Bed => _bed;

    protected NetHost Net => _bed.Net;

    public void Dispose()
    {
        _bed.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Endpoints_find_each_other_by_every_name_as_soon_as_they_are_connected()
    {
        Net.Endpoints.PlanConnect("demo", _bed.Place("a"), new EndpointOptions { Names = ["web", "c61d1bcc0867"], Aliases = ["www", "Shop.example"] }).Run();
        _bed.Connect("demo", "b", "db");
        foreach (string name in new[] { "web", "c61d1bcc0867", "www", "shop.example", "SHOP.Example" }) Assert.Equal("172.20.0.2", _bed.Ask("b", name, "172.20.0.1"));
        Assert.Equal("172.20.0.3", _bed.Ask("a", "db", "172.20.0.1"));
        Assert.Equal("NXDOMAIN", _bed.Ask("a", "nobody", "172.20.0.1"));
    }

    [Fact]
    public void An_endpoint_without_a_name_finds_the_others()
    {
        _bed.Connect("demo", "a");
        Assert.Empty(_bed.Processes());
        _bed.Connect("demo", "b", "db");
        _bed.Connect("demo", "c");
        Assert.Equal("172.20.0.3", _bed.Ask("a", "db", "172.20.0.1"));
        Assert.Equal("172.20.0.3", _bed.Ask("c", "db", "172.20.0.1"));
    }

    [Fact]
    public void A_name_that_several_have_is_all_of_them()
    {
        foreach (string place in new[] { "a", "b", "c" }) _bed.Connect("demo", place, "pool");
        Assert.Equal(["172.20.0.2", "172.20.0.3", "172.20.0.4"], _bed.Ask("a", "pool", "172.20.0.1")!.Split(' ').Order());
        Net.Endpoints.PlanDisconnect("demo", NamespaceReference.Named("b")).Run();
        Assert.Equal(["172.20.0.2", "172.20.0.4"], _bed.Ask("a", "pool", "172.20.0.1")!.Split(' ').Order());
    }

    [Fact]
    public void An_endpoint_on_two_networks_finds_the_names_of_both_and_others_only_those_of_their_own()
    {
        _bed.Networks.NewNetwork("other", "172.21.0.0/16");
        _bed.Connect("demo", "a", "web");
        _bed.Connect("other", "b", "db");
        _bed.Connect("demo", "both", "proxy");
        _bed.Connect("other", "both", "proxy");
        foreach (string server in new[] { "172.20.0.1", "172.21.0.1" })
        {
            Assert.Equal("172.20.0.2", _bed.Ask("both", "web", server));
            Assert.Equal("172.21.0.2", _bed.Ask("both", "db", server));
        }
        Assert.Equal("NXDOMAIN", _bed.Ask("a", "db", "172.20.0.1"));
        Assert.Equal("172.21.0.3", _bed.Ask("b", "proxy", "172.21.0.1"));
        Assert.Single(_bed.Processes());
    }

    [Fact]
    public void A_dual_stack_network_answers_with_both_addresses_at_both()
    {
        Net.Networks.PlanCreate(NetworkTestbed.Definition("six", "172.22.0.0/16") with { IPv6Subnet = IPNetwork.Parse("fd00:22::/64") }).Run();
        _bed.Connect("six", "a", "web");
        _bed.Connect("six", "b", "db");
        Assert.Equal("172.22.0.2", _bed.Ask("b", "web", "172.22.0.1"));
        Assert.Equal("fd00:22::2", _bed.Ask("b", "web", "172.22.0.1", DnsMessage.Aaaa));
        _bed.Networks.Host.WaitUntilUp(NamespaceReference.Named("b"), "eth0");
        Assert.Equal("172.22.0.2", _bed.Ask("b", "web", "fd00:22::1"));
    }

    [Fact]
    public void The_server_ends_with_the_last_name_and_leaves_nothing()
    {
        _bed.Connect("demo", "a", "web");
        int server = Assert.Single(_bed.Processes());
        _bed.Connect("demo", "b", "db");
        Assert.Equal([server], _bed.Processes());
        Net.Endpoints.PlanDisconnect("demo", NamespaceReference.Named("a")).Run();
        Assert.Equal([server], _bed.Processes());
        Assert.Equal("NXDOMAIN", _bed.Ask("b", "web", "172.20.0.1"));
        Net.Networks.PlanRemove("demo", force: true).Run();
        Assert.Empty(_bed.Processes());
        Assert.False(Directory.Exists(Path.Combine(_bed.Networks.Host.Options.RunDirectory, "names")));
    }

    [Fact]
    public void It_is_in_a_session_of_its_own_and_holds_nothing_of_its_starters()
    {
        _bed.Connect("demo", "a", "web");
        int server = Assert.Single(_bed.Processes());
        string[] fields = File.ReadAllText($"/proc/{server}/stat").Split(' ');
        Assert.Equal($"{server}", fields[5]);
        foreach (string stream in new[] { "0", "1", "2" }) Assert.Equal("/dev/null", new FileInfo($"/proc/{server}/fd/{stream}").LinkTarget);
    }

    [Fact]
    public void Outside_names_are_asked_of_the_configured_servers_but_not_from_an_internal_network()
    {
        NamespaceReference lan = _bed.Networks.NewLan();
        _bed.ServeUpstream(lan, "198.51.100.7");
        _bed.Networks.Configure("""{ "dns": ["192.0.2.2"] }""");
        Net.Networks.PlanCreate(NetworkTestbed.Definition("inside", "172.23.0.0/16") with { Internal = true }).Run();
        _bed.Connect("demo", "a", "web");
        _bed.Connect("inside", "b", "db");
        _bed.Connect("inside", "c", "cache");
        Assert.Equal("198.51.100.7", _bed.Ask("a", "www.example.org", "172.20.0.1"));
        Assert.Equal("172.23.0.3", _bed.Ask("b", "cache", "172.23.0.1"));
        Assert.NotEqual("198.51.100.7", _bed.Ask("b", "www.example.org", "172.23.0.1"));
        _bed.Connect("demo", "b", "db");
        Assert.Equal("198.51.100.7", _bed.Ask("b", "www.example.org", "172.20.0.1"));
    }

    [Theory]
    [InlineData("nftables")]
    [InlineData("iptables")]
    public void Only_the_networks_own_endpoints_are_answered(string firewall)
    {
        _bed.Networks.Configure($$"""{ "firewall-backend": "{{firewall}}" }""");
        using var net = new NetHost(Net.Options);
        NamespaceReference lan = _bed.Networks.NewLan();
        net.Networks.PlanCreate(NetworkTestbed.Definition("guarded", "172.24.0.0/16")).Run();
        net.Networks.PlanCreate(NetworkTestbed.Definition("inside", "172.23.0.0/16") with { Internal = true }).Run();
        net.Networks.PlanCreate(NetworkTestbed.Definition("other", "172.25.0.0/16")).Run();
        foreach ((string network, string place, string name) in new[] { ("guarded", "a", "web"), ("guarded", "b", "db"), ("inside", "c", "cache"), ("other", "d", "mail") })
            net.Endpoints.PlanConnect(network, _bed.Place(place), new EndpointOptions { Aliases = [name] }).Run();
        byte[] query = DnsMessage.Query("web", DnsMessage.A);
        Assert.Equal("172.24.0.2", _bed.Ask("b", "web", "172.24.0.1"));
        // The root user of a container on an internal network can add a route.
        _bed.Networks.Host.IpBatch(NamespaceReference.Named("c"), "route add default via 172.23.0.1");
        foreach (NamespaceReference outsider in new[] { lan, NamespaceReference.Named("c"), NamespaceReference.Named("d") })
        {
            Assert.Null(_bed.Send(outsider, query, "172.24.0.1"));
            Assert.Null(_bed.SendOverTcp(outsider, query, "172.24.0.1"));
        }
    }

    [Theory]
    [InlineData("nftables")]
    [InlineData("iptables")]
    public void A_published_port_53_receives_outside_questions_and_none_to_the_name_server(string firewall)
    {
        _bed.Networks.Configure($$"""{ "firewall-backend": "{{firewall}}" }""");
        using var net = new NetHost(Net.Options);
        NamespaceReference lan = _bed.Networks.NewLan();
        net.Networks.PlanCreate(NetworkTestbed.Definition("guarded", "172.24.0.0/16")).Run();
        net.Endpoints.PlanConnect("guarded", _bed.Place("a"), new EndpointOptions { Aliases = ["web"] }).Run();
        net.Endpoints.PlanConnect("guarded", _bed.Place("b"), new EndpointOptions { Aliases = ["db"], Publish = [PortPublication.Parse("53:53/udp")] }).Run();
        _bed.ServeUpstream(NamespaceReference.Named("b"), "203.0.113.9");
        Assert.Equal("172.24.0.3", _bed.Ask("a", "db", "172.24.0.1"));
        Assert.Equal("203.0.113.9", DnsMessage.Read(_bed.Send(lan, DnsMessage.Query("db", DnsMessage.A), "192.0.2.1")!));
        Assert.Equal("203.0.113.9", DnsMessage.Read(_bed.Send(NamespaceReference.Named("a"), DnsMessage.Query("db", DnsMessage.A), "192.0.2.1")!));
    }

    // What the resolver of the host understands there, and what it does not, must end no server and lose no answer.
    [Theory]
    [InlineData("nameserver fe80::1%lan0")]
    [InlineData("options no-aaaa edns0 trust-ad")]
    [InlineData("options unknown-option:7")]
    [InlineData("sortlist 130.155.160.0/255.255.240.0")]
    [InlineData("nameserver not-an-address")]
    public void The_hosts_resolv_conf_may_say_more_than_servers(string line)
    {
        NamespaceReference lan = _bed.Networks.NewLan();
        _bed.ServeUpstream(lan, "198.51.100.7");
        _bed.ResolvConf($"nameserver 192.0.2.2\n{line}\nsearch example.org\n");
        _bed.Connect("demo", "a", "web");
        Assert.Equal("198.51.100.7", _bed.Ask("a", "www.example.org", "172.20.0.1"));
        Assert.Equal("172.20.0.2", _bed.Ask("a", "web", "172.20.0.1"));
        Assert.Single(_bed.Processes());
    }

    [Fact]
    public void An_endpoints_own_servers_come_before_the_configured_ones()
    {
        NamespaceReference lan = _bed.Networks.NewLan();
        _bed.ServeUpstream(lan, "198.51.100.7");
        _bed.Networks.Configure("""{ "dns": ["192.0.2.99"] }""");
        Net.Endpoints.PlanConnect("demo", _bed.Place("a"), new EndpointOptions { Aliases = ["web"], Dns = [IPAddress.Parse("192.0.2.2")] }).Run();
        Assert.Equal("198.51.100.7", _bed.Ask("a", "www.example.org", "172.20.0.1"));
    }

    [Fact]
    public void A_server_that_was_killed_is_reported_and_started_by_the_next_change_or_by_a_repair()
    {
        _bed.Connect("demo", "a", "web");
        Kill();
        ContainerNetworkDifference difference = Assert.Single(Net.Networks.Test());
        Assert.Equal((NetworkDifferenceKind.NameServer, "172.20.0.1"), (difference.Kind, difference.Subject));
        Assert.Equal("No name server answers at 172.20.0.1. Repair-ContainerNetwork starts it.", Assert.Single(Net.Names.Problems()));
        Net.Networks.PlanRepair().Run();
        Assert.Equal("172.20.0.2", _bed.Ask("a", "web", "172.20.0.1"));
        Assert.Empty(Net.Networks.Test());
        Assert.Empty(Net.Names.Problems());

        Kill();
        _bed.Connect("demo", "b", "db");
        Assert.Equal("172.20.0.3", _bed.Ask("a", "db", "172.20.0.1"));

        Kill();
        Net.Names.Sync();
        Assert.Equal("172.20.0.3", _bed.Ask("a", "db", "172.20.0.1"));
    }

    [Fact]
    public void A_server_whose_files_were_removed_is_found_and_ended_before_another_starts()
    {
        _bed.Connect("demo", "a", "web");
        int lost = Assert.Single(_bed.Processes());
        Directory.Delete(Path.Combine(_bed.Networks.Host.Options.RunDirectory, "names"), recursive: true);
        _bed.Connect("demo", "b", "db");
        Assert.NotEqual(lost, Assert.Single(_bed.Processes()));
        Assert.Equal("172.20.0.3", _bed.Ask("a", "db", "172.20.0.1"));
    }

    [Fact]
    public void A_process_id_that_became_anothers_is_left_alone()
    {
        _bed.Connect("demo", "a", "web");
        Kill();
        using var other = System.Diagnostics.Process.Start("sleep", "60");
        try
        {
            File.WriteAllText(Path.Combine(_bed.Networks.Host.Options.RunDirectory, "names", PidFile), $"{other.Id}");
            Net.Endpoints.PlanDisconnect("demo", NamespaceReference.Named("a")).Run();
            Assert.False(other.WaitForExit(100));
        }
        finally
        {
            other.Kill();
        }
    }

    [Fact]
    public void A_program_that_has_the_port_is_named()
    {
        using System.Net.Sockets.Socket taken = _bed.In(NamespaceReference.Host, () => new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Udp));
        taken.Bind(new IPEndPoint(IPAddress.Any, 53));
        _bed.Connect("demo", "a", "web");
        Assert.Contains($"(process {Environment.ProcessId})", Assert.Single(Net.Names.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_network_has_no_names()
    {
        _bed.Connect("bridge", "a", "web");
        Assert.Empty(_bed.Processes());
        Assert.Empty(Net.Names.ServersFor(Net.Namespaces.Get(NamespaceReference.Named("a")).Inode));
    }

    [Fact]
    public void A_namespace_first_asks_a_network_with_access_to_the_outside()
    {
        Net.Networks.PlanCreate(NetworkTestbed.Definition("inside", "172.23.0.0/16") with { Internal = true }).Run();
        _bed.Connect("inside", "a", "web");
        _bed.Connect("demo", "a", "web");
        Assert.Equal("172.20.0.1 172.23.0.1", string.Join(' ', Net.Names.ServersFor(Net.Namespaces.Get(NamespaceReference.Named("a")).Inode)));
    }

    // The C library's own resolver, with the files mounted where a container has them.
    [Fact]
    public void A_program_inside_resolves_names_with_a_containers_files()
    {
        Net.Networks.PlanCreate(NetworkTestbed.Definition("inside", "172.23.0.0/16") with { Internal = true }).Run();
        _bed.Connect("demo", "a", "web");
        _bed.Connect("inside", "b", "db");
        _bed.Connect("demo", "c", "proxy");
        _bed.Connect("inside", "c", "proxy");
        string folder = Path.Combine(_bed.Networks.Host.Folder, "container");
        ContainerFiles.Write(folder, new ContainerFilesRequest
        {
            Options = new ContainerOptions { AddHost = ["printer:192.0.2.9"] },
            HostName = "proxy-1",
            Configuration = Net.Configuration.Get(),
            Addresses = [.. Net.Endpoints.List().Where(endpoint => endpoint.NamespaceValue.Name == "c").Select(endpoint => endpoint.IPAddressValue)],
            NameServers = Net.Names.ServersFor(Net.Namespaces.Get(NamespaceReference.Named("c")).Inode),
            Neighbors = Net.Names.NeighborsOf(Net.Namespaces.Get(NamespaceReference.Named("c")).Inode),
        });
        string mounts = string.Join(" && ", ContainerFiles.Mounts(folder).Select(file => $"mount --bind {file.Value} {file.Key}"));
        string found = IpTool.Start(_bed.Networks.Host.PathOf(NamespaceReference.Named("c")), ["unshare", "--mount", "sh", "-c", $"{mounts} && for name in web db printer proxy-1; do getent ahostsv4 $name | grep STREAM; done"], null);
        Assert.Equal(["172.20.0.2 web", "172.23.0.2 db", "192.0.2.9 printer", "172.20.0.3 proxy-1", "172.23.0.3"],
            found.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word != "STREAM"))));
    }

    [Fact]
    public void A_plan_says_which_names_it_makes_known()
    {
        var options = new EndpointOptions { Names = ["web"], Aliases = ["www"] };
        Assert.Contains("# answer for web, www with 172.20.0.2", Net.Endpoints.PlanConnect("demo", _bed.Place("a"), options).Commands);
        Assert.Equal(options.Names, Net.Endpoints.PlanConnect("demo", _bed.Place("a"), options).Run().Names);
        Assert.Contains("# stop answering for web, www with 172.20.0.2", Net.Endpoints.PlanDisconnect("demo", NamespaceReference.Named("a")).Commands);
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("x,y")]
    [InlineData("")]
    public void A_name_that_no_server_answers_for_is_an_error(string name)
        => Assert.Equal("InvalidAlias", NetworkTestbed.ErrorId(() => Net.Endpoints.PlanConnect("demo", _bed.Place("a"), new EndpointOptions { Names = [name] })));

    // Each kind of plan, failing after each of its steps and dying at each of them.
    [Theory]
    [InlineData("connect the first")]
    [InlineData("connect another")]
    [InlineData("disconnect the last")]
    [InlineData("remove the network")]
    public void What_fails_or_is_killed_half_way_leaves_the_names_as_they_were(string operation)
    {
        if (operation != "connect the first") _bed.Connect("demo", "a", "web");
        Plan plan = operation switch
        {
            "disconnect the last" => Net.Endpoints.PlanDisconnect("demo", NamespaceReference.Named("a")),
            "remove the network" => Net.Networks.PlanRemove("demo", force: true),
            _ => Net.Endpoints.PlanConnect("demo", _bed.Place("b"), new EndpointOptions { Aliases = ["db"] }),
        };
        Step[] steps = [.. plan.Steps.Where(step => step.Inverse is not null)];
        Assert.Contains(steps, step => step is PublishNames);
        string before = $"{_bed.Files()}{_bed.Processes().Length}";
        for (int count = 1; count <= steps.Length; count++)
        {
            using (PlanSession session = Net.Context.NewSession())
                Assert.Empty(Assert.Throws<PlanException>(() => new PlanRunner(session, [.. steps.Take(count), new DeleteLink("no-such-link")], null).Run()).NotUndone);
            Assert.Equal(before, $"{_bed.Files()}{_bed.Processes().Length}");

            using (PlanSession session = Net.Context.NewSession())
            using (var journal = Journal.Begin(Net.Context, plan.Steps))
            {
                journal.Starting(count);
                foreach (Step step in steps.Take(count)) step.Apply(session);
            }
            Journal.Recover(Net.Context);
            Assert.Equal(before, $"{_bed.Files()}{_bed.Processes().Length}");
        }
        if (before.Length > 1) Assert.Equal("172.20.0.2", _bed.Ask("a", "web", "172.20.0.1"));
    }

    [Fact]
    public async Task Several_processes_at_once_leave_all_names_answered_for()
    {
        string[] places = [.. Enumerable.Range(0, 12).Select(i => $"ns{i}")];
        foreach (string place in places) _bed.Place(place);
        using var second = new NetHost(Net.Options);
        await Task.WhenAll(places.Select((place, i) => Task.Run(() => (i % 2 == 0 ? Net : second).Endpoints.PlanConnect("demo", NamespaceReference.Named(place), new EndpointOptions { Aliases = [place] }).Run(), TestContext.Current.CancellationToken)));
        Assert.Single(_bed.Processes());
        foreach (ContainerEndpoint endpoint in Net.Endpoints.List()) Assert.Equal($"{endpoint.IPAddressValue}", _bed.Ask("ns0", endpoint.NamespaceValue.Name!, "172.20.0.1"));
    }

    protected void Kill()
    {
        int server = Assert.Single(_bed.Processes());
        Tool.Run("kill", ["-9", $"{server}"]);
        // Its sockets are closed after its memory is given back.
        Assert.True(SpinWait.SpinUntil(() => _bed.Processes().Length == 0 && Net.Names.Problems().Count > 0, TimeSpan.FromSeconds(5)));
    }
}

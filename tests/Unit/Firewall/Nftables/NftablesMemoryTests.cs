using System.Net;
using ContainerNet.Firewall.Elements;
using ContainerNet.Firewall.Nftables;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Nftables;
using Xunit;

namespace ContainerNet.Tests.Firewall.Nftables;

/// <summary>A firewall that remembers what it did last, while others change the rules behind its back.</summary>
public sealed class NftablesMemoryTests : IDisposable
{
    private static readonly NetworkElement Blue = new("cn-blue", IPNetwork.Parse("172.20.0.0/16"), true);
    private static readonly NetworkElement Blue6 = new("cn-blue", IPNetwork.Parse("fd00:20::/64"), true);
    private static readonly NetworkElement Red = new("cn-red", IPNetwork.Parse("172.22.0.0/16"), false) { Internal = true, Isolated = true };
    private static readonly NetworkElement Grey = new("cn-grey", IPNetwork.Parse("172.23.0.0/16"), true) { SnatAddress = IPAddress.Parse("192.0.2.9") };
    private static readonly PublishedPort Web = Port(8080);
    private static readonly PublishedPort Dns = Port(53) with { Protocol = TransportProtocol.Udp, HostAddress = IPAddress.Loopback };
    private static readonly PublishedPort Range = Port(30_000) with { ContainerPort = 30_000, Count = 1000 };
    private static readonly PublishedPort Shifted = Port(9000) with { Count = 3 };
    private static readonly MappedAddress Whole = new(IPAddress.Parse("192.0.2.7"), IPAddress.Parse("172.20.0.7"));
    private static readonly EndpointElement Endpoint = new("veth0", MacAddress.Parse("02:42:ac:14:00:02"), IPAddress.Parse("172.20.0.2"));
    private static readonly EndpointElement Endpoint6 = Endpoint with { Address = IPAddress.Parse("fd00:20::2") };
    private static readonly EndpointElement Other = new("veth1", MacAddress.Parse("02:42:ac:14:00:03"), IPAddress.Parse("172.20.0.3"));

    private static readonly FirewallElement[] Everything = [Blue, Blue6, Red, Grey, Web, Dns, Range, Shifted, Whole, Endpoint, Endpoint6, Other];

    private readonly TestNamespace _host = new();
    private readonly List<NetlinkSocket> _sockets = [];
    private readonly NftablesFirewall _firewall, _another;

    public NftablesMemoryTests() => (_firewall, _another) = (Open(), Open());

    [Fact]
    public void A_port_that_another_program_took_meanwhile_is_refused()
    {
        Add(Blue, Dns);
        _host.Exec("nft", "add element inet containernet published { tcp . 8080 : 172.20.0.9 . 80 }");
        Assert.Equal("HostPortInUse", Assert.Throws<ContainerNetException>(() => Add(Web)).ErrorId);
        _host.Exec("nft", "delete element inet containernet published { tcp . 8080 }");
        Add(Web);
        AssertHeld(Blue, Dns, Web);
    }

    [Fact]
    public void A_port_that_another_program_freed_meanwhile_is_free()
    {
        Add(Blue, Web);
        _host.Exec("nft", "delete element inet containernet published { tcp . 8080 }");
        PublishedPort moved = Web with { ContainerAddress = IPAddress.Parse("172.20.0.9") };
        Add(moved);
        AssertHeld(Blue, moved);
    }

    [Fact]
    public void What_is_taken_away_meanwhile_is_made_again_when_it_is_added_again()
    {
        Add(Blue, Web, Endpoint);
        _host.Exec("nft", "flush map inet containernet published");
        Add(Web);
        AssertHeld(Blue, Web, Endpoint);
        _host.Exec("nft", "flush ruleset");
        Add(Blue, Web, Endpoint);
        AssertHeld(Blue, Web, Endpoint);
    }

    [Fact]
    public void A_change_after_all_rules_were_flushed_makes_whole_tables()
    {
        Add(Blue, Web, Endpoint);
        _host.Exec("nft", "flush ruleset");
        Add(Red, Other);
        AssertHeld(Red, Other);
    }

    [Fact]
    public void To_remove_what_went_with_its_table_meanwhile_is_no_error()
    {
        Add(Blue, Web, Endpoint, Other);
        _host.Exec("nft", "delete table inet containernet");
        Remove(Blue, Web);
        AssertHeld(Endpoint, Other);
        _host.Exec("nft", "delete table bridge containernet");
        Remove(Endpoint);
        Assert.Equal("", _host.Exec("nft", "list ruleset"));
    }

    [Fact]
    public void A_change_to_another_table_does_not_disturb()
    {
        Add(Blue);
        _host.Exec("nft", "add table inet other");
        Add(Web);
        _host.Exec("nft", "delete table inet other");
        Remove(Blue, Web);
        Assert.Equal("", _host.Exec("nft", "list ruleset"));
    }

    [Fact]
    public void Nothing_of_a_refused_change_is_taken_for_made()
    {
        Add(Blue, Web);
        Assert.Equal("HostPortInUse", Assert.Throws<ContainerNetException>(() => Add(Red, Dns, Endpoint, Web with { ContainerPort = 81 })).ErrorId);
        AssertHeld(Blue, Web);
        Add(Red, Dns, Endpoint);
        AssertHeld(Blue, Red, Web, Dns, Endpoint);
    }

    [Fact]
    public void What_the_kernel_refused_is_looked_at_before_the_next_change()
    {
        Add(Blue, Web);
        _host.Exec("nft", "delete element inet containernet bridges { \"cn-blue\" }");
        Assert.Equal("FirewallDamaged", Assert.Throws<ContainerNetException>(() => Remove(Blue)).ErrorId);
        _host.Exec("nft", "add element inet containernet bridges { \"cn-blue\" }");
        Remove(Blue);
        AssertHeld(Web);
    }

    [Fact]
    public void The_next_change_handles_a_new_policy_to_drop()
    {
        Add(Blue);
        _host.Exec("nft", "add table ip filter; add chain ip filter FORWARD { type filter hook forward priority 0; policy drop; }");
        Add(Web);
        Assert.Equal(["cn-blue"], Accepted());
        Add(Red);
        Add(Endpoint);
        Assert.Equal(["cn-blue", "cn-red"], Accepted());
        Remove(Blue);
        Assert.Equal(["cn-red"], Accepted());
        Remove(Red, Web);
        Assert.DoesNotContain("CONTAINERNET", _host.Exec("nft", "list ruleset"), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_that_take_turns_see_each_others_changes()
    {
        foreach (FirewallElement element in Everything)
        {
            _firewall.Apply(new FirewallChange([element], []));
            _another.Apply(new FirewallChange([], [element]));
            Assert.Equal("", _host.Exec("nft", "list ruleset"));
        }
        Add(Web);
        Assert.Equal("HostPortInUse", Assert.Throws<ContainerNetException>(() => _another.Apply(new FirewallChange([Web with { ContainerPort = 81 }], []))).ErrorId);
        _another.Apply(new FirewallChange([Blue], [Web]));
        Add(Web with { ContainerPort = 81 });
        AssertHeld(Blue, Web with { ContainerPort = 81 });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void After_changes_by_several_processes_the_rules_match_the_remaining_elements(int seed)
    {
        var random = new Random(seed);
        HashSet<FirewallElement> held = [];
        NftablesFirewall firewall = _firewall;
        for (int step = 0; step < 200; step++)
        {
            // A new firewall object knows nothing, and later only a part.
            if (random.Next(10) == 0) firewall = Open();
            FirewallElement[] add = random.GetItems(Everything, random.Next(3)), remove = random.GetItems(Everything, random.Next(3));
            (random.Next(6) == 0 ? _another : firewall).Apply(new FirewallChange(add, remove));
            held.ExceptWith(remove);
            held.UnionWith(add);
            if (random.Next(30) == 0) firewall.Rebuild([.. held]);
            AssertHeld([.. held]);
        }
        Remove(Everything);
        Assert.Equal("", _host.Exec("nft", "list ruleset"));
    }

    [Fact]
    public void Threads_that_share_a_firewall_lose_nothing()
    {
        Thread[] threads = [.. Enumerable.Range(1, 4).Select(i => new Thread(() =>
        {
            for (int port = i * 1000; port < i * 1000 + 50; port++)
            {
                Add(Port((ushort)port));
                if (port % 2 == 0) Remove(Port((ushort)port));
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.Equal(100, Open().Read().Count);
    }

    [Fact]
    public void Each_change_is_the_next_generation_and_an_empty_change_is_not()
    {
        NetlinkSocket socket = _sockets[0];
        uint before = NftDump.Generation(socket);
        Add(Blue);
        Add(Blue);
        Add(Web);
        Remove(Dns);
        Remove(Blue);
        Remove(Web);
        Assert.Equal(before + 4, NftDump.Generation(socket));
    }

    public void Dispose()
    {
        foreach (NetlinkSocket socket in _sockets) socket.Dispose();
        _host.Dispose();
    }

    private static PublishedPort Port(ushort port) => new(TransportProtocol.Tcp, IPAddress.Any, port, IPAddress.Parse("172.20.0.2"), 80);

    private void Add(params FirewallElement[] elements) => _firewall.Apply(new FirewallChange(elements, []));

    private void Remove(params FirewallElement[] elements) => _firewall.Apply(new FirewallChange([], elements));

    // A new firewall object remembers nothing.
    private void AssertHeld(params FirewallElement[] elements)
    {
        NftablesFirewall fresh = Open();
        Assert.Equal(elements.ToHashSet(), fresh.Read().ToHashSet());
        Assert.Empty(fresh.Damage());
    }

    private IEnumerable<string> Accepted()
        => _host.Exec("nft", "list chain ip filter CONTAINERNET-ACCEPT").Split('\n')
            .Where(line => line.Contains("iifname", StringComparison.Ordinal)).Select(line => line.Split('"')[1]).Order();

    private NftablesFirewall Open()
    {
        _sockets.Add(_host.Run(() => NetlinkSocket.Open(NetlinkProtocol.Netfilter)));
        return new NftablesFirewall(_sockets[^1]);
    }
}

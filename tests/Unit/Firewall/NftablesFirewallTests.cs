using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ContainerNet.Firewall;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Netfilter;
using Xunit;

namespace ContainerNet.Tests.Firewall;

/// <summary>What the kernel holds after a change, as nft lists it.</summary>
public sealed class NftablesFirewallTests : IDisposable
{
    private static readonly NetworkElement Blue = new("cn-blue", IPNetwork.Parse("172.20.0.0/16"), true);
    private static readonly NetworkElement Internal = new("cn-blue", IPNetwork.Parse("172.21.0.0/24"), false);
    private static readonly PublishedPort Web = Port(8080, "172.20.0.2");
    private static readonly PublishedPort Local = Port(8080, "172.20.0.3") with { HostAddress = IPAddress.Loopback, Protocol = TransportProtocol.Udp };

    private readonly TestNamespace _host = new();
    private readonly NetlinkSocket _socket;
    private readonly NftablesFirewall _firewall;

    public NftablesFirewallTests()
    {
        _socket = OpenSocket();
        _firewall = new NftablesFirewall(_socket);
    }

    [Fact]
    public void The_first_change_makes_the_table_with_all_that_is_in_it()
    {
        Add(Blue, Internal, Web, Local);
        Assert.Equal("""
            table inet containernet {
            	set bridges {
            		type ifname
            		elements = { "cn-blue" }
            	}

            	set same_bridge {
            		type ifname . ifname
            		elements = { "cn-blue" . "cn-blue" }
            	}

            	set networks {
            		type ipv4_addr . ifname
            		flags interval
            		elements = { 172.20.0.0/16 . "cn-blue",
            			     172.21.0.0/24 . "cn-blue" }
            	}

            	set masqueraded {
            		type ipv4_addr . ifname
            		flags interval
            		elements = { 172.20.0.0/16 . "cn-blue" }
            	}

            	map published {
            		type inet_proto . inet_service : ipv4_addr . inet_service
            		elements = { tcp . 8080 : 172.20.0.2 . 80 }
            	}

            	map published_by_address {
            		type inet_proto . ipv4_addr . inet_service : ipv4_addr . inet_service
            		elements = { udp . 127.0.0.1 . 8080 : 172.20.0.3 . 80 }
            	}

            	chain publish {
            		dnat ip to meta l4proto . ip daddr . th dport map @published_by_address
            		dnat ip to meta l4proto . th dport map @published
            	}

            	chain raw_prerouting {
            		type filter hook prerouting priority raw; policy accept;
            		ip daddr 127.0.0.0/8 iifname != "lo" drop
            	}

            	chain prerouting {
            		type nat hook prerouting priority dstnat; policy accept;
            		fib daddr type local jump publish
            	}

            	chain output {
            		type nat hook output priority -100; policy accept;
            		fib daddr type local jump publish
            	}

            	chain postrouting {
            		type nat hook postrouting priority srcnat; policy accept;
            		ip saddr . oifname @networks ct status dnat masquerade
            		ip saddr 127.0.0.0/8 oifname @bridges masquerade
            		ip saddr . iifname @masqueraded ip saddr . oifname != @networks masquerade
            	}

            	chain forward {
            		type filter hook forward priority filter; policy accept;
            		ct state established,related accept
            		iifname . oifname @same_bridge accept
            		oifname @bridges ct status dnat accept
            		oifname @bridges drop
            	}
            }

            """, _host.Exec("nft", "list table inet containernet"));
    }

    [Fact]
    public void The_commands_that_describe_a_change_do_the_same_when_run_by_hand()
    {
        using var byHand = new TestNamespace();
        FirewallChange[] changes =
        [
            new([Blue, Internal, Web, Local], []),
            new([Port(53, "172.20.0.9") with { Protocol = TransportProtocol.Sctp }], [Web, Internal]),
            new([Web with { ContainerPort = 81 }, Port(1, "172.20.0.2")], [Local]),
            new([], [Blue]),
        ];
        foreach (FirewallChange change in changes)
        {
            byHand.Exec("sh", "-e", string.Join('\n', _firewall.Describe(change)));
            _firewall.Apply(change);
            Assert.Equal(_host.Exec("nft", "list ruleset"), byHand.Exec("nft", "list ruleset"));
        }
        byHand.Exec("sh", "-e", string.Join('\n', _firewall.Describe(new FirewallChange([], _firewall.Read()))));
        Assert.Equal("", byHand.Exec("nft", "list ruleset"));
    }

    [Fact]
    public void A_published_port_is_described_as_one_element()
    {
        Add(Blue);
        Assert.Equal(
            ["nft add element inet containernet published '{ tcp . 8080 : 172.20.0.2 . 80 }'"],
            _firewall.Describe(new FirewallChange([Web], [])));
        Assert.Equal(["nft delete table inet containernet"], _firewall.Describe(new FirewallChange([], [Blue])));
        Assert.Empty(_firewall.Describe(new FirewallChange([Blue], [])));
    }

    [Fact]
    public void What_is_read_is_what_was_added()
    {
        Assert.Empty(_firewall.Read());
        FirewallElement[] elements = [Blue, Internal, Web, Local, new NetworkElement("cn-all", IPNetwork.Parse("10.1.2.3/32"), false)];
        Add(elements);
        Assert.Equal(elements.ToHashSet(), _firewall.Read().ToHashSet());
    }

    [Fact]
    public void Nothing_is_left_after_the_last_removal()
    {
        Add(Blue, Web);
        Remove(Blue);
        Assert.Contains("tcp . 8080 : 172.20.0.2 . 80", _host.Exec("nft", "list ruleset"), StringComparison.Ordinal);
        Remove(Web);
        Assert.Equal("", _host.Exec("nft", "list ruleset"));
        Add(Web);
        Add(Internal);
        _firewall.Apply(new FirewallChange([], [Web, Internal]));
        Assert.Equal("", _host.Exec("nft", "list ruleset"));
    }

    [Fact]
    public void A_change_and_its_reverse_leave_what_was_there()
    {
        Add(Blue, Web);
        string before = _host.Exec("nft", "list ruleset");
        var change = new FirewallChange([Internal, Local], [Web]);
        _firewall.Apply(change);
        Assert.NotEqual(before, _host.Exec("nft", "list ruleset"));
        _firewall.Apply(change.Reversed());
        Assert.Equal(before, _host.Exec("nft", "list ruleset"));
    }

    [Fact]
    public void To_add_or_remove_twice_is_no_error_and_no_change()
    {
        Add(Blue, Web, Local);
        uint generation = NftDump.Generation(_socket);
        Add(Blue, Web, Web, Local);
        Remove(Port(9, "172.20.0.2"), Internal);
        Assert.Equal(generation, NftDump.Generation(_socket));
        Remove(Blue, Web, Local);
        Remove(Blue, Web, Local);
        Assert.Equal("", _host.Exec("nft", "list ruleset"));
    }

    [Fact]
    public void A_host_port_that_leads_elsewhere_is_refused_by_name_and_nothing_of_the_change_is_made()
    {
        Add(Blue, Web);
        string before = _host.Exec("nft", "list ruleset");
        var error = Assert.Throws<ContainerNetException>(() => Add(Internal, Port(8081, "172.20.0.9"), Port(8080, "172.20.0.9")));
        Assert.Equal(ErrorKind.AlreadyExists, error.Kind);
        Assert.Equal("HostPortInUse", error.ErrorId);
        Assert.Contains("*:8080/tcp is published already, to 172.20.0.2:80", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, _host.Exec("nft", "list ruleset"));
        Assert.Equal("HostPortInUse", Assert.Throws<ContainerNetException>(() => Add(Local, Local with { ContainerPort = 81 })).ErrorId);
        Assert.Equal("FirewallNetworkExists", Assert.Throws<ContainerNetException>(() => Add(Blue with { Masquerade = false })).ErrorId);
    }

    [Fact]
    public void A_host_port_that_leads_elsewhere_by_now_is_not_removed()
    {
        Add(Blue, Web);
        Remove(Web with { ContainerAddress = IPAddress.Parse("172.20.0.7") });
        Assert.Contains(Web, _firewall.Read());
    }

    [Fact]
    public void A_host_port_moves_to_another_container_in_one_change()
    {
        Add(Blue, Web);
        PublishedPort moved = Web with { ContainerAddress = IPAddress.Parse("172.20.0.7") };
        _firewall.Apply(new FirewallChange([moved], [Web]));
        Assert.Equal([Blue, moved], _firewall.Read());
    }

    [Fact]
    public void A_bridge_is_known_until_its_last_network_goes()
    {
        Add(Blue, Internal, Port(1, "172.20.0.2"));
        Remove(Blue);
        Assert.Contains("elements = { \"cn-blue\" }", _host.Exec("nft", "list set inet containernet bridges"), StringComparison.Ordinal);
        Remove(Internal);
        Assert.DoesNotContain("elements", _host.Exec("nft", "list set inet containernet bridges"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_thousand_ports_are_one_transaction_and_one_element_each()
    {
        Add(Blue);
        uint before = NftDump.Generation(_socket);
        PublishedPort[] ports = [.. Enumerable.Range(10_000, 1000).Select(p => Port((ushort)p, "172.20.0.2"))];
        Add(ports);
        Assert.Equal(before + 1, NftDump.Generation(_socket));
        Assert.Equal(1000, ElementCount("published"));
        Assert.Equal(1001, _firewall.Read().Count);
        Remove(ports);
        Assert.Equal(before + 2, NftDump.Generation(_socket));
        Assert.Equal([Blue], _firewall.Read());
    }

    [Fact]
    public void Sixty_thousand_ports_are_one_transaction_too()
    {
        PublishedPort[] ports = [.. Enumerable.Range(1, 60_000).Select(p => Port((ushort)p, "172.20.0.2"))];
        Add([Blue, .. ports]);
        Assert.Equal(60_001, _firewall.Read().Count);
        Remove([Blue, .. ports]);
        Assert.Equal("", _host.Exec("nft", "list ruleset"));
    }

    [Fact]
    public void Changes_of_several_processes_at_once_are_all_made()
    {
        Thread[] threads = [.. Enumerable.Range(1, 4).Select(i => new Thread(() =>
        {
            using NetlinkSocket socket = OpenSocket();
            var firewall = new NftablesFirewall(socket);
            for (ushort port = 0; port < 50; port++)
            {
                PublishedPort published = Port((ushort)(i * 1000 + port), "172.20.0.2");
                firewall.Apply(new FirewallChange([published], []));
                if (port % 2 == 0) firewall.Apply(new FirewallChange([], [published]));
            }
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.Equal(100, _firewall.Read().Count);
    }

    [Fact]
    public void Other_tables_stay_as_they_are()
    {
        const string others = """
            table inet other {
            	chain forward {
            		type filter hook forward priority filter; policy drop;
            		counter packets 0 bytes 0
            	}
            }
            table ip nat {
            	set s {
            		type ipv4_addr
            		elements = { 10.0.0.1 }
            	}
            }

            """;
        _host.Exec("nft", "-f -", others);
        Add(Blue, Web);
        Remove(Blue, Web);
        Assert.Equal(others, _host.Exec("nft", "list ruleset"));
    }

    [Fact]
    public void What_the_firewall_cannot_hold_is_refused_before_anything_is_made()
    {
        Refused("FirewallIPv6Unsupported", ErrorKind.Unsupported, new NetworkElement("cn-blue", IPNetwork.Parse("fd00::/64"), true));
        Refused("FirewallIPv6Unsupported", ErrorKind.Unsupported, Web with { ContainerAddress = IPAddress.Parse("fd00::2") });
        Refused("FirewallIPv6Unsupported", ErrorKind.Unsupported, Web with { HostAddress = IPAddress.IPv6Any });
        Refused("PortInvalid", ErrorKind.InvalidArgument, Web with { HostPort = 0 });
        Refused("PortInvalid", ErrorKind.InvalidArgument, Web with { ContainerPort = 0 });
        Refused("ProtocolInvalid", ErrorKind.InvalidArgument, Web with { Protocol = (TransportProtocol)1 });
        Refused("InterfaceNameInvalid", ErrorKind.InvalidArgument, Blue with { Bridge = "a-name-of-16-byt" });
        Refused("InterfaceNameInvalid", ErrorKind.InvalidArgument, Blue with { Bridge = "" });
        Assert.Equal("", _host.Exec("nft", "list ruleset"));
    }

    [Fact]
    public void The_address_0_0_0_0_is_every_address()
    {
        Add(Web with { HostAddress = IPAddress.Any });
        Assert.Equal([Web], _firewall.Read());
        Add(Web);
    }

    [Fact]
    public void Elements_survive_a_journal()
    {
        var options = new JsonSerializerOptions { Converters = { new TextConverter<IPAddress>(IPAddress.Parse), new TextConverter<IPNetwork>(IPNetwork.Parse) } };
        FirewallElement[] elements = [Blue, Web, Local];
        string json = JsonSerializer.Serialize(elements, options);
        Assert.Equal(elements, JsonSerializer.Deserialize<FirewallElement[]>(json, options));
    }

    public void Dispose()
    {
        _socket.Dispose();
        _host.Dispose();
    }

    private static PublishedPort Port(ushort port, string container) => new(TransportProtocol.Tcp, null, port, IPAddress.Parse(container), 80);

    private void Add(params FirewallElement[] elements) => _firewall.Apply(new FirewallChange(elements, []));

    private void Remove(params FirewallElement[] elements) => _firewall.Apply(new FirewallChange([], elements));

    private void Refused(string errorId, ErrorKind kind, FirewallElement element)
    {
        var error = Assert.Throws<ContainerNetException>(() => Add(Web, element));
        Assert.Equal((errorId, kind), (error.ErrorId, error.Kind));
    }

    private NetlinkSocket OpenSocket() => _host.Run(() => NetlinkSocket.Open(NetlinkProtocol.Netfilter));

    private int ElementCount(string map)
    {
        JsonNode listing = JsonNode.Parse(_host.Exec("nft", $"-j list map inet containernet {map}"))!;
        return listing["nftables"]![1]!["map"]!["elem"]!.AsArray().Count;
    }
}

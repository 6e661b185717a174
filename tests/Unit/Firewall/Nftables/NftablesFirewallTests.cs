using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ContainerNet.Firewall;
using ContainerNet.Firewall.Elements;
using ContainerNet.Firewall.Nftables;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Nftables;
using ContainerNet.Plans;
using Xunit;

namespace ContainerNet.Tests.Firewall.Nftables;

/// <summary>What the kernel holds after a change, as nft lists it.</summary>
public sealed class NftablesFirewallTests : IDisposable
{
    private static readonly NetworkElement Blue = new("cn-blue", IPNetwork.Parse("172.20.0.0/16"), true) { NameServer = IPAddress.Parse("172.20.0.1") };
    private static readonly NetworkElement Beside = new("cn-blue", IPNetwork.Parse("172.21.0.0/24"), true);
    private static readonly PublishedPort Web = Port(8080, "172.20.0.2");
    private static readonly PublishedPort Local = Port(8080, "172.20.0.3") with { HostAddress = IPAddress.Loopback, Protocol = TransportProtocol.Udp };

    private static readonly NetworkElement Blue6 = new("cn-blue", IPNetwork.Parse("fd00:20::/64"), true);
    private static readonly NetworkElement Closed = new("cn-red", IPNetwork.Parse("172.22.0.0/16"), false) { Internal = true, Isolated = true, HostAccess = false };
    private static readonly NetworkElement Translated = new("cn-grey", IPNetwork.Parse("172.23.0.0/16"), true) { SnatAddress = IPAddress.Parse("192.0.2.9") };
    private static readonly NetworkElement Translated6 = new("cn-grey", IPNetwork.Parse("fd00:23::/64"), false) { SnatAddress = IPAddress.Parse("fd00::9") };
    private static readonly PublishedPort Web6 = Port(8080, "fd00:20::2");
    private static readonly PublishedPort Local6 = Port(8080, "fd00:20::2") with { HostAddress = IPAddress.Parse("fd00::1") };
    private static readonly PublishedPort Range = Port(30_000, "172.20.0.2") with { ContainerPort = 30_000, Count = 1000 };
    private static readonly PublishedPort Range6 = Port(30_000, "fd00:20::2") with { ContainerPort = 30_000, Count = 1000, HostAddress = IPAddress.Parse("fd00::1") };
    private static readonly PublishedPort Shifted = Port(9000, "172.20.0.2") with { ContainerPort = 80, Count = 3, HostAddress = IPAddress.Parse("192.0.2.1") };
    private static readonly PublishedPort Shifted6 = Port(9000, "fd00:20::2") with { ContainerPort = 80, Count = 3 };
    private static readonly MappedAddress Whole = new(IPAddress.Parse("192.0.2.7"), IPAddress.Parse("172.20.0.7"));
    private static readonly MappedAddress Whole6 = new(IPAddress.Parse("fd00::7"), IPAddress.Parse("fd00:20::7"));
    private static readonly EndpointElement Endpoint = new("veth0123456", MacAddress.Parse("02:42:ac:14:00:02"), IPAddress.Parse("172.20.0.2"));
    private static readonly EndpointElement Endpoint6 = Endpoint with { Address = IPAddress.Parse("fd00:20::2") };
    private static readonly EndpointElement Second6 = Endpoint with { Address = IPAddress.Parse("fd00:20::3") };

    private static readonly IsolatedPort Alone = new("veth0123456");

    private static readonly FirewallElement[] Everything =
        [Blue, Beside, Blue6, Closed, Translated, Translated6, Web, Local, Web6, Local6, Range, Range6, Shifted, Shifted6, Whole, Whole6, Endpoint, Endpoint6, Second6, Alone];

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
        Add(Blue, Beside, Web, Local, Endpoint);
        Assert.Equal("""
            table inet containernet {
            	set bridges {
            		type ifname
            		elements = { "cn-blue" }
            	}

            	set internal {
            		type ifname
            	}

            	set without_host {
            		type ifname
            	}

            	set same_bridge {
            		type ifname . ifname
            		elements = { "cn-blue" . "cn-blue" }
            	}

            	set isolated {
            		type ifname . ifname
            	}

            	set networks {
            		type ipv4_addr
            		flags interval
            		elements = { 172.20.0.0/16 comment "cn-blue", 172.21.0.0/24 comment "cn-blue" }
            	}

            	set masqueraded {
            		type ifname
            		elements = { "cn-blue" }
            	}

            	map source_addresses {
            		type ifname : ipv4_addr
            	}

            	map published {
            		type inet_proto . inet_service : ipv4_addr . inet_service
            		elements = { tcp . 8080 : 172.20.0.2 . 80 }
            	}

            	map published_by_address {
            		type inet_proto . ipv4_addr . inet_service : ipv4_addr . inet_service
            		elements = { udp . 127.0.0.1 . 8080 : 172.20.0.3 . 80 }
            	}

            	map published_ranges {
            		type inet_proto . inet_service : ipv4_addr
            		flags interval
            	}

            	map published_ranges_by_address {
            		type inet_proto . ipv4_addr . inet_service : ipv4_addr
            		flags interval
            	}

            	map mapped {
            		type ipv4_addr : ipv4_addr
            	}

            	map mapped_sources {
            		type ipv4_addr : ipv4_addr
            	}

            	set name_servers {
            		type inet_proto . ipv4_addr . inet_service
            		elements = { tcp . 172.20.0.1 . 53 comment "cn-blue",
            			     udp . 172.20.0.1 . 53 comment "cn-blue" }
            	}

            	set networks6 {
            		type ipv6_addr
            		flags interval
            	}

            	set masqueraded6 {
            		type ifname
            	}

            	map source_addresses6 {
            		type ifname : ipv6_addr
            	}

            	map published6 {
            		type inet_proto . inet_service : ipv6_addr . inet_service
            	}

            	map published_by_address6 {
            		type inet_proto . ipv6_addr . inet_service : ipv6_addr . inet_service
            	}

            	map published_ranges6 {
            		type inet_proto . inet_service : ipv6_addr
            		flags interval
            	}

            	map published_ranges_by_address6 {
            		type inet_proto . ipv6_addr . inet_service : ipv6_addr
            		flags interval
            	}

            	map mapped6 {
            		type ipv6_addr : ipv6_addr
            	}

            	map mapped_sources6 {
            		type ipv6_addr : ipv6_addr
            	}

            	set name_servers6 {
            		type inet_proto . ipv6_addr . inet_service
            	}

            	chain publish {
            		dnat ip to meta l4proto . ip daddr . th dport map @published_by_address
            		dnat ip to meta l4proto . ip daddr . th dport map @published_ranges_by_address
            		dnat ip to ip daddr map @mapped
            		dnat ip to meta l4proto . th dport map @published
            		dnat ip to meta l4proto . th dport map @published_ranges
            		dnat ip6 to meta l4proto . ip6 daddr . th dport map @published_by_address6
            		dnat ip6 to meta l4proto . ip6 daddr . th dport map @published_ranges_by_address6
            		dnat ip6 to ip6 daddr map @mapped6
            		dnat ip6 to meta l4proto . th dport map @published6
            		dnat ip6 to meta l4proto . th dport map @published_ranges6
            	}

            	chain leave {
            		snat ip to ip saddr map @mapped_sources
            		ip saddr @networks snat ip to iifname map @source_addresses
            		ip saddr @networks iifname @masqueraded masquerade
            		snat ip6 to ip6 saddr map @mapped_sources6
            		ip6 saddr @networks6 snat ip6 to iifname map @source_addresses6
            		ip6 saddr @networks6 iifname @masqueraded6 masquerade
            		iifname . oifname != @isolated accept
            	}

            	chain raw_prerouting {
            		type filter hook prerouting priority raw; policy accept;
            		ip daddr 127.0.0.0/8 iifname != "lo" drop
            		iifname . iifname @isolated meta mark set meta mark | 0x00001000
            	}

            	chain prerouting {
            		type nat hook prerouting priority dstnat; policy accept;
            		meta l4proto . ip daddr . th dport @name_servers fib daddr . iif type local accept
            		meta l4proto . ip6 daddr . th dport @name_servers6 fib daddr . iif type local accept
            		fib daddr type local jump publish
            	}

            	chain output {
            		type nat hook output priority -100; policy accept;
            		ip6 daddr ::1 return
            		fib daddr type local jump publish
            	}

            	chain postrouting {
            		type nat hook postrouting priority srcnat; policy accept;
            		ip saddr 127.0.0.0/8 oifname @bridges masquerade
            		iifname @bridges iifname . oifname != @same_bridge jump leave
            		ip saddr @networks oifname @bridges ct status dnat masquerade
            		ip6 saddr @networks6 oifname @bridges ct status dnat masquerade
            	}

            	chain forward {
            		type filter hook forward priority filter; policy accept;
            		iifname . oifname @same_bridge accept
            		iifname @internal iifname . oifname != @isolated drop
            		oifname @internal iifname . oifname != @isolated drop
            		ct state established,related accept
            		oifname @bridges ct status dnat accept
            		oifname @bridges drop
            	}

            	chain input {
            		type filter hook input priority filter; policy accept;
            		meta l4proto . ip daddr . th dport @name_servers iifname != "lo" fib daddr . iif type != local drop
            		meta l4proto . ip6 daddr . th dport @name_servers6 iifname != "lo" fib daddr . iif type != local drop
            		iifname != @without_host accept
            		ct state established,related accept
            		meta l4proto icmp accept
            		meta l4proto ipv6-icmp accept
            		th dport 53 accept
            		drop
            	}
            }
            table bridge containernet {
            	set ports {
            		type ifname
            		elements = { "veth0123456" }
            	}

            	set macs {
            		type ifname . ether_addr
            		elements = { "veth0123456" . 02:42:ac:14:00:02 }
            	}

            	set endpoints {
            		type ifname . ether_addr . ipv4_addr
            		elements = { "veth0123456" . 02:42:ac:14:00:02 . 172.20.0.2 }
            	}

            	set endpoints6 {
            		type ifname . ether_addr . ipv6_addr
            	}

            	set link_locals {
            		type ifname . ether_addr . ipv6_addr
            	}

            	set advertised {
            		typeof iifname . ether saddr . @th,64,128
            	}

            	set isolated {
            		type ifname
            	}

            	chain prerouting {
            		type filter hook prerouting priority filter; policy accept;
            		iifname . ether saddr . ip saddr @endpoints accept
            		iifname != @ports accept
            		arp htype 1 arp ptype ip arp hlen 6 arp plen 4 iifname . ether saddr . arp saddr ip @endpoints iifname . arp saddr ether . arp saddr ip @endpoints accept
            		arp htype 1 arp ptype ip arp hlen 6 arp plen 4 arp operation request arp saddr ip 0.0.0.0 iifname . ether saddr @macs iifname . arp saddr ether @macs accept
            		icmpv6 type nd-router-advert drop
            		icmpv6 type nd-redirect drop
            		icmpv6 type nd-neighbor-advert iifname . ether saddr . @th,64,128 != @advertised drop
            		iifname . ether saddr . ip6 saddr @endpoints6 accept
            		iifname . ether saddr . ip6 saddr @link_locals accept
            		ip6 saddr :: icmpv6 type nd-neighbor-solicit iifname . ether saddr @macs accept
            		drop
            	}

            	chain forward {
            		type filter hook forward priority filter; policy accept;
            		iifname @isolated oifname @isolated meta mark & 0x00001000 == 0x00000000 drop
            	}
            }

            """, _host.Exec("nft", "list ruleset"));
    }

    [Fact]
    public void The_commands_that_describe_a_change_do_the_same_when_run_by_hand()
    {
        using var byHand = new TestNamespace();
        FirewallChange[] changes =
        [
            new([Blue, Beside, Web, Local], []),
            new([Port(53, "172.20.0.9") with { Protocol = TransportProtocol.Sctp }], [Web, Beside]),
            new([Web with { ContainerPort = 81 }, Port(1, "172.20.0.2")], [Local]),
            new([], [Blue]),
            new([.. Everything.Except([Shifted, Endpoint6])], [Web with { ContainerPort = 81 }]),
            new([Shifted, Endpoint6, Range with { HostAddress = IPAddress.Parse("192.0.2.1") }], [Shifted6, Whole, Endpoint, Range, Translated6, Blue6]),
            new([Whole, Range with { Count = 7 }], [Closed, Endpoint6, Second6]),
        ];
        foreach (FirewallChange change in changes)
        {
            byHand.Exec("sh", "-e", string.Join('\n', _firewall.Describe(change)));
            _firewall.Apply(change);
            Assert.Equal(_host.Exec("nft", "list ruleset"), byHand.Exec("nft", "list ruleset"));
        }
        byHand.Exec("sh", "-e", string.Join('\n', _firewall.Describe(new FirewallChange([], [.. _firewall.Read()]))));
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
        FirewallElement[] elements = [.. Everything, new NetworkElement("cn-all", IPNetwork.Parse("10.1.2.3/32"), false)];
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
        Add(Beside);
        _firewall.Apply(new FirewallChange([], [Web, Beside]));
        Assert.Equal("", _host.Exec("nft", "list ruleset"));
    }

    [Fact]
    public void A_change_and_its_reverse_leave_what_was_there()
    {
        Add(Blue, Web);
        string before = _host.Exec("nft", "list ruleset");
        var change = new FirewallChange([Beside, Local], [Web]);
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
        Remove(Port(9, "172.20.0.2"), Beside);
        Assert.Equal(generation, NftDump.Generation(_socket));
        Remove(Blue, Web, Local);
        Remove(Blue, Web, Local);
        Assert.Equal("", _host.Exec("nft", "list ruleset"));
    }

    [Fact]
    public void A_host_port_that_maps_elsewhere_is_refused_by_name_and_nothing_of_the_change_is_made()
    {
        Add(Blue, Web);
        string before = _host.Exec("nft", "list ruleset");
        var error = Assert.Throws<ContainerNetException>(() => Add(Beside, Port(8081, "172.20.0.9"), Port(8080, "172.20.0.9")));
        Assert.Equal(ErrorKind.InUse, error.Kind);
        Assert.Equal("HostPortInUse", error.ErrorId);
        Assert.Contains("*:8080/tcp is already published, to 172.20.0.2:80", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, _host.Exec("nft", "list ruleset"));
        Assert.Equal("HostPortInUse", Assert.Throws<ContainerNetException>(() => Add(Local, Local with { ContainerPort = 81 })).ErrorId);
        Assert.Equal("FirewallNetworkExists", Assert.Throws<ContainerNetException>(() => Add(Blue with { Masquerade = false })).ErrorId);
    }

    [Fact]
    public void A_host_port_that_now_maps_elsewhere_is_not_removed()
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
    public void A_bridge_is_known_until_its_last_network_is_removed()
    {
        Add(Blue, Beside, Port(1, "172.20.0.2"));
        Remove(Blue);
        Assert.Contains("elements = { \"cn-blue\" }", _host.Exec("nft", "list set inet containernet bridges"), StringComparison.Ordinal);
        Remove(Beside);
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
        Refused("AddressFamilyMismatch", ErrorKind.InvalidArgument, Blue with { SnatAddress = IPAddress.Parse("fd00::1") });
        Refused("AddressFamilyMismatch", ErrorKind.InvalidArgument, Web with { HostAddress = IPAddress.IPv6Any });
        Refused("AddressFamilyMismatch", ErrorKind.InvalidArgument, Web6 with { HostAddress = IPAddress.Loopback });
        Refused("AddressFamilyMismatch", ErrorKind.InvalidArgument, Whole with { HostAddress = IPAddress.Parse("fd00::1") });
        Refused("HostAddressUnsupported", ErrorKind.Unsupported, Web6 with { HostAddress = IPAddress.IPv6Loopback });
        Refused("InvalidHostAddress", ErrorKind.InvalidArgument, Whole with { HostAddress = IPAddress.Loopback });
        Refused("InvalidHostAddress", ErrorKind.InvalidArgument, Whole with { HostAddress = IPAddress.Any });
        Refused("InvalidMacAddress", ErrorKind.InvalidArgument, Endpoint with { MacAddress = MacAddress.Parse("01:00:5e:00:00:01") });
        Refused("InvalidMacAddress", ErrorKind.InvalidArgument, Endpoint with { MacAddress = default });
        Refused("InvalidInterfaceName", ErrorKind.InvalidArgument, Endpoint with { Port = "a-name-of-16-byt" });
        Refused("InvalidPort", ErrorKind.InvalidArgument, Web with { Count = 0 });
        Refused("InvalidPort", ErrorKind.InvalidArgument, Web with { HostPort = 65535, Count = 2 });
        Refused("InvalidPort", ErrorKind.InvalidArgument, Web with { ContainerPort = 65535, Count = 2 });
        Refused("InvalidPort", ErrorKind.InvalidArgument, Web with { HostPort = 0 });
        Refused("InvalidPort", ErrorKind.InvalidArgument, Web with { ContainerPort = 0 });
        Refused("InvalidProtocol", ErrorKind.InvalidArgument, Web with { Protocol = (TransportProtocol)1 });
        Refused("InvalidInterfaceName", ErrorKind.InvalidArgument, Blue with { Bridge = "a-name-of-16-byt" });
        Refused("InvalidInterfaceName", ErrorKind.InvalidArgument, Blue with { Bridge = "" });
        Assert.Equal("", _host.Exec("nft", "list ruleset"));
    }

    [Fact]
    public void The_unspecified_address_is_every_address_of_its_family()
    {
        Add(Web with { HostAddress = IPAddress.Any }, Web6 with { HostAddress = IPAddress.IPv6Any });
        Assert.Equal([Web, Web6], _firewall.Read());
        Add(Web, Web6);
    }

    [Fact]
    public void Everything_that_was_added_is_removed_element_by_element()
    {
        Add(Everything);
        foreach (FirewallElement element in Everything)
        {
            Remove(element);
            Assert.DoesNotContain(element, _firewall.Read());
            Assert.Empty(_firewall.Damage());
        }
        Assert.Equal("", _host.Exec("nft", "list ruleset"));
    }

    [Fact]
    public void A_range_is_one_element_and_one_transaction()
    {
        Add(Blue);
        uint before = NftDump.Generation(_socket);
        PublishedPort all = Port(1, "172.20.0.2") with { ContainerPort = 1, Count = 65535 };
        Assert.Equal(["nft add element inet containernet published_ranges '{ tcp . 1-65535 : 172.20.0.2 }'"], _firewall.Describe(new FirewallChange([all], [])));
        Add(all);
        Assert.Equal(before + 1, NftDump.Generation(_socket));
        Assert.Equal(1, ElementCount("published_ranges"));
        Assert.Equal([Blue, all], _firewall.Read());
        Remove(all);
        Assert.Equal([Blue], _firewall.Read());
    }

    [Fact]
    public void A_shifted_range_of_any_length_is_added_and_removed_as_one()
    {
        PublishedPort shifted = Port(10_000, "172.20.0.2") with { ContainerPort = 20_000, Count = 40_000 };
        Add(Shifted, shifted);
        Assert.Equal(40_000, ElementCount("published"));
        Assert.Equal(new[] { Shifted, shifted }.ToHashSet(), [.. _firewall.Read().OfType<PublishedPort>()]);
        Add(Shifted, shifted);
        Remove(shifted);
        Assert.Equal([Shifted], _firewall.Read());
        Remove(Shifted);
        Assert.Equal("", _host.Exec("nft", "list ruleset"));
    }

    [Theory]
    [InlineData(8000, 8000, 11, 8005, 80, 1)]
    [InlineData(8000, 8000, 11, 8000, 80, 1)]
    [InlineData(8000, 8000, 11, 8010, 80, 1)]
    [InlineData(8005, 80, 1, 8000, 8000, 11)]
    [InlineData(8000, 8000, 11, 8010, 8010, 2)]
    [InlineData(8000, 8000, 11, 7000, 7000, 2000)]
    [InlineData(8000, 80, 3, 8002, 80, 1)]
    [InlineData(8000, 80, 3, 8002, 8002, 3)]
    [InlineData(8000, 8000, 11, 7999, 80, 2)]
    [InlineData(8000, 8000, 11, 7000, 80, 2000)]
    public void What_overlaps_a_published_port_or_range_is_refused(int host, int container, int count, int otherHost, int otherContainer, int otherCount)
    {
        PublishedPort there = Port((ushort)host, "172.20.0.2") with { ContainerPort = (ushort)container, Count = count };
        PublishedPort other = Port((ushort)otherHost, "172.20.0.3") with { ContainerPort = (ushort)otherContainer, Count = otherCount };
        Add(there);
        Assert.Equal("HostPortInUse", Assert.Throws<ContainerNetException>(() => Add(other)).ErrorId);
        Remove(other);
        Assert.Equal([there], _firewall.Read());
        PublishedPort onOneAddress = other with { HostAddress = IPAddress.Loopback };
        Add(onOneAddress, other with { Protocol = TransportProtocol.Udp });
        Assert.Equal("HostPortInUse", Assert.Throws<ContainerNetException>(() => Add(there with { HostAddress = IPAddress.Loopback })).ErrorId);
        _firewall.Apply(new FirewallChange([other], [there]));
        Assert.Contains(other, _firewall.Read());
    }

    [Fact]
    public void An_address_has_one_partner()
    {
        Add(Blue, Whole);
        Add(Whole);
        Assert.Equal("HostAddressInUse", Assert.Throws<ContainerNetException>(() => Add(Whole with { ContainerAddress = IPAddress.Parse("172.20.0.8") })).ErrorId);
        Assert.Equal("HostAddressInUse", Assert.Throws<ContainerNetException>(() => Add(Whole with { HostAddress = IPAddress.Parse("192.0.2.8") })).ErrorId);
        MappedAddress moved = Whole with { ContainerAddress = IPAddress.Parse("172.20.0.8") };
        _firewall.Apply(new FirewallChange([moved], [Whole]));
        Assert.Equal([Blue, moved], _firewall.Read());
    }

    [Fact]
    public void Networks_on_one_bridge_are_of_one_kind()
    {
        Add(Blue);
        Assert.Equal("FirewallNetworkExists", Assert.Throws<ContainerNetException>(() => Add(Blue6 with { Internal = true })).ErrorId);
        Assert.Equal("FirewallNetworkExists", Assert.Throws<ContainerNetException>(() => Add(Blue6 with { Isolated = true })).ErrorId);
        Assert.Equal("FirewallNetworkExists", Assert.Throws<ContainerNetException>(() => Add(Beside with { Masquerade = false })).ErrorId);
        Assert.Equal("FirewallNetworkExists", Assert.Throws<ContainerNetException>(() => Add(Beside with { SnatAddress = IPAddress.Parse("192.0.2.9") })).ErrorId);
        _firewall.Apply(new FirewallChange([Blue with { Internal = true }, Blue6 with { Internal = true }], [Blue]));
        Assert.Equal([Blue with { Internal = true }, Blue6 with { Internal = true }], _firewall.Read());
    }

    [Fact]
    public void The_bridges_table_is_there_while_there_are_endpoints()
    {
        Add(Blue, Web);
        Assert.DoesNotContain("table bridge", _host.Exec("nft", "list ruleset"), StringComparison.Ordinal);
        Add(Endpoint, Endpoint6);
        Add(Second6);
        Assert.Contains("table bridge containernet", _host.Exec("nft", "list ruleset"), StringComparison.Ordinal);
        Remove(Endpoint, Endpoint6);
        Assert.Contains("elements = { \"veth0123456\" }", _host.Exec("nft", "list set bridge containernet ports"), StringComparison.Ordinal);
        Remove(Second6);
        Assert.DoesNotContain("table bridge", _host.Exec("nft", "list ruleset"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rebuild_leaves_exactly_what_it_is_given_whatever_was_there_in_one_transaction()
    {
        Add(Everything);
        _host.Exec("nft", "delete chain inet containernet forward");
        _host.Exec("nft", "flush chain bridge containernet prerouting");
        _host.Exec("nft", "add element inet containernet bridges { \"another\" }");
        uint before = NftDump.Generation(_socket);
        _firewall.Rebuild([Blue, Web, Endpoint]);
        Assert.Equal(before + 1, NftDump.Generation(_socket));
        Assert.Equal([Blue, Web, Endpoint], _firewall.Read());
        Assert.Empty(_firewall.Damage());
        string listed = _host.Exec("nft", "list ruleset");
        Assert.DoesNotContain("another", listed, StringComparison.Ordinal);
        _firewall.Rebuild([Blue, Web, Endpoint]);
        Assert.Equal(listed, _host.Exec("nft", "list ruleset"));
        _firewall.Rebuild([Blue]);
        Assert.Equal([Blue], _firewall.Read());
        _firewall.Rebuild([]);
        Assert.Equal("", _host.Exec("nft", "list ruleset"));
        _firewall.Rebuild([]);
        Assert.Equal("HostPortInUse", Assert.Throws<ContainerNetException>(() => _firewall.Rebuild([Web, Web with { ContainerPort = 81 }])).ErrorId);
    }

    [Theory]
    [InlineData("flush chain inet containernet raw_prerouting", "Chain raw_prerouting of table inet containernet lacks the rule: ip daddr 127.0.0.0/8 iifname != \"lo\" drop")]
    [InlineData("delete chain inet containernet forward", "Chain forward of table inet containernet is missing.")]
    [InlineData("add chain inet containernet forward { policy drop ; }", "Chain forward of table inet containernet is { type filter hook Forward priority 0; policy Drop; } instead of { type filter hook Forward priority 0; policy Accept; }.")]
    [InlineData("add chain inet containernet extra", "Chain extra of table inet containernet was added by another program.")]
    [InlineData("add rule inet containernet forward tcp dport 22 accept", "Chain forward of table inet containernet has an unexpected rule (handle *).")]
    [InlineData("add set inet containernet extra { type ipv4_addr ; }", "Set extra of table inet containernet was added by another program.")]
    [InlineData("add table inet containernet { flags dormant ; }", "Table inet containernet is dormant, so its rules have no effect.")]
    [InlineData("flush set inet containernet bridges", "Set bridges of table inet containernet lacks the element: \"cn-blue\"")]
    [InlineData("add element inet containernet same_bridge { other . other }", "Set same_bridge of table inet containernet has 1 unexpected element(s).")]
    [InlineData("flush set bridge containernet macs", "Set macs of table bridge containernet lacks the element: \"veth0123456\" . 02:42:ac:14:00:02")]
    [InlineData("flush chain bridge containernet prerouting", "Chain prerouting of table bridge containernet lacks the rule: ether type ip iifname . ether saddr . ip saddr @endpoints accept")]
    public void Damage_is_reported_in_one_line(string command, string line)
    {
        Add(Blue, Endpoint);
        Assert.Empty(_firewall.Damage());
        _host.Exec("nft", command);
        string[] damage = [.. _firewall.Damage().Select(l => System.Text.RegularExpressions.Regex.Replace(l, "handle [0-9]+", "handle *"))];
        Assert.Equal(line, damage[0]);
        if (!command.StartsWith("flush chain", StringComparison.Ordinal)) Assert.Single(damage);
        _firewall.Rebuild([Blue, Endpoint]);
        Assert.Empty(_firewall.Damage());
    }

    [Fact]
    public void Rules_in_another_order_are_damage()
    {
        Add(Blue);
        _host.Exec("nft", "insert rule inet containernet forward oifname @bridges drop");
        string listed = _host.Exec("nft", "-a list chain inet containernet forward");
        string last = listed.Split('\n').Last(l => l.Contains("oifname @bridges drop", StringComparison.Ordinal));
        _host.Exec("nft", "delete rule inet containernet forward handle " + last.Split(' ')[^1]);
        Assert.Equal(["The rules of chain forward of table inet containernet are in another order."], _firewall.Damage());
    }

    [Fact]
    public void Nothing_is_no_damage() => Assert.Empty(_firewall.Damage());

    [Fact]
    public void A_change_that_a_damaged_table_cannot_take_says_so_and_changes_nothing()
    {
        Add(Blue, Web);
        foreach (string command in new[] { "flush chain inet containernet publish", "delete map inet containernet published" }) _host.Exec("nft", command);
        string before = _host.Exec("nft", "list ruleset");
        foreach (Action change in new Action[] { () => Add(Local, Port(1, "172.20.0.2")), () => Remove(Blue), () => Add(Blue, Web), () => _firewall.Read() })
        {
            var error = Assert.Throws<ContainerNetException>(change);
            Assert.Equal("FirewallDamaged", error.ErrorId);
            Assert.Contains("Set published of table inet containernet is missing.", error.Message, StringComparison.Ordinal);
            Assert.Equal(before, _host.Exec("nft", "list ruleset"));
        }
        _firewall.Rebuild([Blue, Web]);
        _host.Exec("nft", "flush set inet containernet bridges");
        Assert.Contains("lacks the element: \"cn-blue\"", Assert.Throws<ContainerNetException>(() => Remove(Blue)).Message, StringComparison.Ordinal);
        _firewall.Rebuild([Blue, Web]);
        Add(Local);
        Assert.Equal(3, _firewall.Read().Count);
    }

    [Fact]
    public void Elements_survive_a_journal()
    {
        string journal = Encoding.UTF8.GetString(StepKinds.Json.Write([new ChangeFirewall(new FirewallChange(Everything, [Web]))]));
        FirewallChange read = Assert.IsType<ChangeFirewall>(Assert.Single(StepKinds.Json.Read(journal))).Change;
        Assert.Equal(Everything, read.Add);
        Assert.Equal([Web], read.Remove);
    }

    [Fact]
    public void A_journal_of_an_earlier_version_names_no_address_where_it_means_all()
    {
        string journal = Encoding.UTF8.GetString(StepKinds.Json.Write([new ChangeFirewall(new FirewallChange([Web, Web6], []))]));
        string earlier = journal.Replace(",\"hostAddress\":\"0.0.0.0\"", "", StringComparison.Ordinal).Replace(",\"hostAddress\":\"::\"", "", StringComparison.Ordinal);
        Assert.DoesNotContain("hostAddress", earlier, StringComparison.Ordinal);
        Assert.Equal([Web, Web6], Assert.IsType<ChangeFirewall>(Assert.Single(StepKinds.Json.Read(earlier))).Change.Add);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _host.Dispose();
    }

    private static PublishedPort Port(ushort port, string container) => new(TransportProtocol.Tcp, IPAddress.Parse(container).AddressFamily.Unspecified(), port, IPAddress.Parse(container), 80);

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

using System.Text.Json.Nodes;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Host.Fields;

/// <summary>A machine with 200 of each: ours equals <c>ip -j -d</c>, field by field.</summary>
public sealed class FieldTests : IDisposable
{
    private static readonly NamespaceReference _here = NamespaceReference.Host;

    private readonly TestHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void Every_field_of_200_links_equals_ips()
    {
        Requires.LinkKind("bridge");
        NamespaceReference other = _host.NewNamespace("other");
        _host.IpBatch(_here, Links(_host.PathOf(other)));
        _host.WaitUntilUp(_here, "v0");

        Dictionary<int, NetAdapter> ours = _host.Net.Links.List(_here).ToDictionary(link => link.InterfaceIndex);
        JsonArray theirs = _host.IpJson(_here, "-d link");

        Assert.Equal(theirs.Count, ours.Count);
        Assert.InRange(ours.Count, 200, int.MaxValue);
        FieldComparison<NetAdapter> fields = LinkFields.Of(ours);
        AssertNone(theirs.SelectMany(item => fields.Differences(item!.AsObject(), ours[(int)item!["ifindex"]!])));
    }

    [Fact]
    public void One_link_requested_by_name_is_the_same_as_in_the_list()
    {
        _host.IpBatch(_here, Links(_host.PathOf(_host.NewNamespace("other"))).Take(60));
        _host.WaitUntilUp(_here, "v0");

        foreach (NetAdapter listed in _host.Net.Links.List(_here))
        {
            NetAdapter asked = _host.Net.Links.Get(_here, listed.Name);
            Assert.Equal(Text(listed), Text(asked));
        }
    }

    [Fact]
    public void Every_field_of_200_addresses_equals_ips()
    {
        _host.IpBatch(_here, [.. Base(), .. Addresses()]);

        IReadOnlyList<NetIPAddress> ours = _host.Net.Addresses.List(_here);
        List<(string Interface, JsonObject Address)> theirs = [.. _host.IpJson(_here, "-d addr").SelectMany(link => link!["addr_info"]!.AsArray().Where(address => address!.AsObject().Count > 0).Select(address => ((string)link["ifname"]!, address!.AsObject())))];

        Assert.Equal(theirs.Count, ours.Count);
        Assert.InRange(ours.Count, 200, int.MaxValue);
        AssertNone(Pairs(theirs, ours, LayerThreeFields.Addresses(),
            item => $"{item.Interface} {item.Address["local"]} {item.Address["address"]} {item.Address["prefixlen"]}",
            address => $"{address.InterfaceAlias} {address.IPAddressValue} {address.PeerAddressValue} {address.PrefixLength}",
            item => item.Address));
    }

    [Fact]
    public void Every_field_of_200_routes_equals_ips()
    {
        _host.IpBatch(_here, [.. Base(), "addr add 10.0.0.1/24 dev v0", "addr add fd00::1/64 dev v0 nodad"]);
        _host.WaitUntilUp(_here, "v0");
        _host.IpBatch(_here, Routes());

        IReadOnlyList<NetRoute> ours = _host.Net.Routes.List(_here);
        List<JsonObject> theirs = [.. _host.IpJson(_here, "-d -4 route show table all").Concat(_host.IpJson(_here, "-d -6 route show table all")).Select(item => item!.AsObject())];

        Assert.Equal(theirs.Count, ours.Count);
        Assert.InRange(ours.Count, 200, int.MaxValue);
        AssertNone(Pairs(theirs, ours, LayerThreeFields.Routes(),
            item => $"{(IsV6(item) ? 6 : 4)} {item["dst"]} {item["table"]} {item["metric"] ?? 0} {item["tos"]} {item["dev"]}",
            route => $"{(route.AddressFamily == IPAddressFamily.IPv6 ? 6 : 4)} {LayerThreeFields.Destination(route)} {LayerThreeFields.Table(route.Table)} {route.RouteMetric} {(route.TypeOfService == 0 ? "" : $"0x{route.TypeOfService:x2}")} {route.InterfaceAlias}",
            item => item));
    }

    [Fact]
    public void Every_field_of_200_neighbours_equals_ips()
    {
        _host.IpBatch(_here, [.. Base(), .. Neighbors()]);

        // Those of groups come and go by themselves, as the kernel sends to them.
        static bool IsGroup(string address) => address.StartsWith("ff02:", StringComparison.Ordinal) || address.StartsWith("224.", StringComparison.Ordinal);
        List<JsonObject> theirs = [.. _host.IpJson(_here, "-d neigh show nud all").Concat(_host.IpJson(_here, "-d neigh show proxy")).Select(item => item!.AsObject()).Where(item => !IsGroup((string)item["dst"]!))];
        NetNeighbor[] ours = [.. _host.Net.Neighbors.List(_here).Where(neighbor => !IsGroup(neighbor.IPAddressValue.ToString()))];

        Assert.Equal(theirs.Count, ours.Length);
        Assert.InRange(ours.Length, 200, int.MaxValue);
        AssertNone(Pairs(theirs, ours, LayerThreeFields.Neighbors(),
            item => $"{item["dst"]} {item["dev"]} {item.ContainsKey("proxy")}",
            neighbor => $"{neighbor.IPAddressValue} {neighbor.InterfaceAlias} {neighbor.IsProxy}",
            item => item));
    }

    private static IEnumerable<string> Links(string other)
    {
        yield return "link set lo up";
        for (int i = 0; i < 8; i++) yield return $"link add br{i} type bridge {BridgeOptions(i)}";
        for (int i = 0; i < 75; i++)
        {
            yield return $"link add v{i} type veth peer name w{i}";
            if (i % 3 == 0) yield return $"link set v{i} master br{i % 8}";
            if (i % 3 == 0) yield return $"link set v{i} type bridge_slave {PortOptions(i / 3)}";
            if (i % 2 == 0) yield return $"link set v{i} up";
            if (i % 4 == 0) yield return $"link set w{i} up";
            if (i % 5 == 0) yield return $"link set w{i} alias the-{i}th";
            if (i % 7 == 0) yield return $"link property add dev w{i} altname a-name-of-more-than-15-bytes-{i}";
            if (i % 11 == 0) yield return $"link set w{i} mtu {1400 + i} txqueuelen {500 + i} group {i} addrgenmode {(i % 2 == 0 ? "none" : "stable_secret")}".Replace(" addrgenmode stable_secret", "", StringComparison.Ordinal);
            if (i % 13 == 0) yield return $"link set w{i} promisc on allmulticast on arp off";
        }
        for (int i = 0; i < 4; i++) yield return $"link set br{i} up";
        for (int i = 0; i < 10; i++) yield return $"link add out{i} type veth peer name eth{i} netns {other}";
        string[] modes = ["private", "vepa", "bridge", "passthru", "source"];
        for (int i = 0; i < 20; i++) yield return $"link add m{i} link w{i * 3 + 1} type macvlan mode {modes[i % 5]} bcqueuelen {1000 + i}";
        yield return "link set m4 type macvlan macaddr add 02:11:22:33:44:55";
        yield return "link set m4 type macvlan macaddr add 02:11:22:33:44:66";
        string[] tunnels =
        [
            "remote 10.0.0.9 local 10.0.0.1 dev w1 ttl 9 nolearning", "group 239.1.1.1 dev w1 tos inherit ageing 200 maxaddress 50 srcport 1000 2000 df set proxy rsc l2miss l3miss udp6zerocsumrx noudpcsum",
            "remote fd00::9 local fd00::1 udp6zerocsumtx gbp tos 3 flowlabel 7", "group ff05::9 dev w1 df inherit", "dev w1",
        ];
        for (int i = 0; i < 20; i++) yield return $"link add x{i} type vxlan id {100 + i} dstport {4789 + i} {tunnels[i % 5]}";
        yield return "link add x20 type vxlan external dstport 4900";
        yield return "link add x21 type vxlan external gpe dstport 4901";
    }

    private static string BridgeOptions(int i) => (i % 4) switch
    {
        1 => "stp_state 1 forward_delay 400 hello_time 300 max_age 1500 ageing_time 10000 priority 4096 group_fwd_mask 8 no_linklocal_learn 1",
        2 => "mcast_snooping 0 mcast_router 2 mcast_querier 1 mcast_query_use_ifaddr 1 mcast_hash_max 1024 mcast_last_member_count 3 mcast_startup_query_count 4 mcast_stats_enabled 1 mcast_igmp_version 3 mcast_mld_version 2 nf_call_iptables 1",
        3 => "mcast_last_member_interval 200 mcast_membership_interval 20000 mcast_querier_interval 20500 mcast_query_interval 12000 mcast_query_response_interval 900 mcast_startup_query_interval 3000 group_address 01:80:c2:00:00:0d nf_call_ip6tables 1 nf_call_arptables 1",
        _ => "",
    };

    private static string PortOptions(int i) => (i % 5) switch
    {
        1 => "hairpin on isolated on guard on root_block on fastleave on priority 9 cost 77",
        2 => "learning off flood off mcast_flood off bcast_flood off mcast_router 2",
        3 => "proxy_arp on neigh_suppress on group_fwd_mask 8 mcast_to_unicast on",
        4 => "proxy_arp_wifi on locked on vlan_tunnel on",
        _ => "mcast_router 0",
    };

    private static string[] Base() => ["link set lo up", "link add v0 type veth peer name w0", "link add v1 type veth peer name w1", "link set v0 addrgenmode none", "link set v1 addrgenmode none", "link set v0 up", "link set w0 up", "link set v1 up", "link set w1 up"];

    private static IEnumerable<string> Addresses()
    {
        for (int i = 1; i <= 25; i++)
        {
            yield return $"addr add 10.0.0.{i}/24 dev v0";
            yield return $"addr add 10.1.{i}.1/24 brd + dev v0 label v0:{i} metric {i}";
            yield return $"addr add 10.2.0.{i} peer 10.3.0.{i}/32 dev v1 noprefixroute";
            yield return $"addr add 10.4.{i}.1/24 dev v1 scope {(i % 2 == 0 ? "link" : "host")} valid_lft {500 + i} preferred_lft {400 - i}";
            yield return $"addr add fd00::{i}/64 dev v0 nodad";
            yield return $"addr add fd01::{i}/64 dev v0 valid_lft {500 + i} preferred_lft {(i % 2 == 0 ? 0 : 300)}";
            yield return $"addr add fd02::{i} peer fd03::{i} dev v1 nodad metric {i}";
            yield return $"addr add fd04::{i}/64 dev v1 nodad {(i % 2 == 0 ? "mngtmpaddr" : "home noprefixroute")}";
        }
        yield return "addr add 224.1.1.1/32 dev v1 autojoin";
    }

    private static IEnumerable<string> Routes()
    {
        string[] refusals = ["blackhole", "unreachable", "prohibit", "throw"];
        yield return "route add default via 10.0.0.254";
        yield return "route add default via fd00::254 metric 5";
        yield return "nexthop add id 10 via 10.0.0.9 dev v0";
        yield return "nexthop add id 11 via fd00::9 dev v0";
        for (int i = 0; i < 20; i++)
        {
            yield return $"route add 10.10.{i}.0/24 via 10.0.0.9 metric {i} src 10.0.0.1 proto static";
            yield return $"route add 10.11.{i}.0/24 nexthop via 10.0.0.9 dev v0 weight {i + 1} nexthop via 172.31.0.8 dev v1 onlink nexthop dev v1";
            yield return $"route add 10.12.{i}.0/24 via inet6 fd00::{i + 2} dev v0 proto {(i % 2 == 0 ? "bgp" : "dhcp")}";
            yield return $"route add {refusals[i % 4]} 10.13.{i}.0/24 table {500 + i}";
            yield return $"route add 10.14.{i}.0/24 via 10.0.0.9 mtu {1300 + i} advmss 1200 initcwnd 20 initrwnd 30 window 1000 rtt 10 rttvar 20 hoplimit 9 quickack 1 congctl cubic rto_min 300ms ssthresh 10 cwnd 11 reordering 12";
            yield return $"route add 10.15.{i}.0/24 dev v1 tos 0x{(i % 2 == 0 ? "10" : "08")} scope link realm {i + 1}";
            yield return $"route add 10.16.{i}.1/32 nhid 10";
            yield return $"route add fd10:{i}::/64 via fd00::9 metric {i + 1} mtu 1300";
            yield return $"route add fd11:{i}::/64 nexthop via fd00::9 dev v0 weight {i + 2} nexthop via fd00::8 dev v0";
            yield return $"route add fd12:{i}::/64 dev v0 pref {(i % 2 == 0 ? "high" : "low")} expires 1000";
            yield return $"route add {refusals[i % 4]} fd13:{i}::/64 table {(i % 2 == 0 ? "main" : "700")}";
            yield return $"route add fd14:{i}::/64 nhid 11";
        }
        yield return "route add 10.17.0.0/24 via 172.31.0.1 dev v1 onlink";
    }

    private static IEnumerable<string> Neighbors()
    {
        string[] states = ["permanent", "stale", "noarp", "reachable", "permanent"];
        for (int i = 1; i <= 40; i++)
        {
            yield return $"neigh add 10.0.0.{i} lladdr 02:00:00:00:00:{i:x2} dev v0 nud {states[i % 5]} protocol {(i % 2 == 0 ? "static" : "bgp")}";
            yield return $"neigh add fd00::{i:x} lladdr 02:00:00:00:01:{i:x2} dev v1 nud {states[i % 5]} {(i % 2 == 0 ? "router" : "")}";
            yield return $"neigh add 10.0.1.{i} lladdr 02:00:00:00:02:{i:x2} dev v1 nud stale extern_learn";
            yield return $"neigh add proxy 10.0.2.{i} dev v0";
            yield return $"neigh add proxy fd01::{i:x} dev v1 {(i % 2 == 0 ? "router" : "")}";
        }
        // The kernel collects failed entries now and then, but not those that a program keeps (neigh_periodic_work in net/core/neighbour.c).
        yield return "neigh add 10.0.3.1 dev v0 nud failed extern_learn";
    }

    private static bool IsV6(JsonObject route) => route.ContainsKey("pref");

    // Two that are alike in the key, such as IPv6 routes side by side, are in the same order for both: it is the kernel's.
    private static IEnumerable<string> Pairs<TTheirs, TOurs>(IEnumerable<TTheirs> theirs, IEnumerable<TOurs> ours, FieldComparison<TOurs> fields, Func<TTheirs, string> theirKey, Func<TOurs, string> ourKey, Func<TTheirs, JsonObject> json)
    {
        ILookup<string, TOurs> byKey = ours.ToLookup(ourKey);
        foreach (IGrouping<string, TTheirs> group in theirs.GroupBy(theirKey))
        {
            TTheirs[] left = [.. group];
            TOurs[] right = [.. byKey[group.Key]];
            if (left.Length != right.Length) yield return $"{group.Key}: {left.Length} for ip and {right.Length} here";
            foreach (string difference in left.Zip(right).SelectMany(pair => fields.Differences(json(pair.First), pair.Second))) yield return difference;
        }
    }

    private static void AssertNone(IEnumerable<string> differences) => Assert.Equal("", string.Join('\n', differences));

    private static string Text(NetAdapter adapter) => System.Text.Json.JsonSerializer.Serialize(adapter);
}

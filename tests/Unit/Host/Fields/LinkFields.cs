using System.Globalization;

namespace ContainerNet.Tests.Host.Fields;

/// <summary>What each field of <c>ip -j -d link</c> is of ours.</summary>
internal static class LinkFields
{
    private const string Timers = "it is a timer, which runs on between two readers";

    // print_link_flags in iproute2, in its order; NO-CARRIER and M-DOWN are ip's own conclusions.
    private static readonly (AdapterFlags Flag, string Name)[] _flags =
    [
        (AdapterFlags.Loopback, "LOOPBACK"), (AdapterFlags.Broadcast, "BROADCAST"), (AdapterFlags.PointToPoint, "POINTOPOINT"), (AdapterFlags.Multicast, "MULTICAST"),
        (AdapterFlags.NoArp, "NOARP"), (AdapterFlags.AllMulticast, "ALLMULTI"), (AdapterFlags.Promiscuous, "PROMISC"), (AdapterFlags.Master, "MASTER"),
        (AdapterFlags.Slave, "SLAVE"), (AdapterFlags.Dynamic, "DYNAMIC"), (AdapterFlags.Up, "UP"), (AdapterFlags.LowerUp, "LOWER_UP"), (AdapterFlags.Dormant, "DORMANT"), (AdapterFlags.Echo, "ECHO"),
    ];

    public static FieldComparison<NetAdapter> Of(IReadOnlyDictionary<int, NetAdapter> all)
    {
        var fields = new FieldComparison<NetAdapter>();
        Common(fields, all);
        Bridge(fields);
        Port(fields, all);
        Macvlan(fields);
        Vxlan(fields, all);
        return fields;
    }

    private static void Common(FieldComparison<NetAdapter> fields, IReadOnlyDictionary<int, NetAdapter> all) => fields
        .Field("ifindex", link => link.InterfaceIndex)
        .Field("ifname", link => link.Name)
        .Field("link", link => link.Link)
        .Field("link_index", link => link.LinkIndex)
        .Field("link_netnsid", link => link.LinkNamespaceId)
        .Field("flags", link => Flags(link, all))
        .Field("mtu", link => link.MtuSize)
        .Field("qdisc", link => link.QueueDiscipline)
        .Field("master", link => link.Master)
        .Field("operstate", link => link.Status.ToString().ToUpperInvariant())
        .Field("linkmode", link => link.LinkMode == 0 ? "DEFAULT" : "DORMANT")
        .Field("group", link => link.Group == 0 ? "default" : link.Group.ToString(CultureInfo.InvariantCulture))
        .Field("txqlen", link => link.TransmitQueueLength)
        .Field("link_type", link => link.DeviceType switch { 1 => "ether", 772 => "loopback", 0xfffe => "none", int other => $"[{other}]" })
        .Field("address", link => link.LinkLayerAddress)
        .Field("broadcast", link => link.BroadcastAddress)
        .Field("promiscuity", link => link.Promiscuity)
        .Field("allmulti", link => link.AllMulticast)
        .Field("min_mtu", link => link.MinMtuSize)
        .Field("max_mtu", link => link.MaxMtuSize)
        .Field("inet6_addr_gen_mode", link => link.AddressGenerationMode?.ToString().ToLowerInvariant())
        .Field("num_tx_queues", link => link.TransmitQueues)
        .Field("num_rx_queues", link => link.ReceiveQueues)
        .Field("gso_max_size", link => link.Offload.GsoMaxSize)
        .Field("gso_max_segs", link => link.Offload.GsoMaxSegments)
        .Field("tso_max_size", link => link.Offload.TsoMaxSize)
        .Field("tso_max_segs", link => link.Offload.TsoMaxSegments)
        .Field("gro_max_size", link => link.Offload.GroMaxSize)
        .Without("they are other limits of what IPv4 alone may do, in iproute2 6.3 and later", "gso_ipv4_max_size", "gro_ipv4_max_size")
        .Field("ifalias", link => link.Description)
        .Field("altnames", link => link.AlternativeNames)
        .Field("linkinfo.info_kind", link => link.Kind)
        .Field("linkinfo.info_slave_kind", link => link.BridgePort is null ? "" : "bridge");

    private static void Bridge(FieldComparison<NetAdapter> fields)
    {
        void Add(string name, Func<BridgeDetails, object> ours) => fields.Field("linkinfo.info_data." + name, link => link.Details switch
        {
            BridgeDetails bridge => ours(bridge),
            // Kinds share some names.
            VxlanDetails vxlan when name == "ageing_time" => Seconds(vxlan.AgeingTimeValue),
            _ => null,
        });
        Add("forward_delay", bridge => Ticks(bridge.ForwardDelayValue));
        Add("hello_time", bridge => Ticks(bridge.HelloTimeValue));
        Add("max_age", bridge => Ticks(bridge.MaxAgeValue));
        Add("ageing_time", bridge => Ticks(bridge.AgeingTimeValue));
        Add("stp_state", bridge => bridge.StpState);
        Add("priority", bridge => bridge.Priority);
        Add("vlan_filtering", bridge => Bit(bridge.VlanFiltering));
        Add("vlan_protocol", bridge => bridge.VlanProtocol == 0x8100 ? "802.1Q" : "802.1ad");
        Add("vlan_default_pvid", bridge => bridge.DefaultVlan);
        Add("vlan_stats_enabled", bridge => Bit(bridge.VlanStatistics));
        Add("vlan_stats_per_port", bridge => Bit(bridge.VlanStatisticsPerPort));
        Add("bridge_id", bridge => BridgeId(bridge.BridgeId));
        Add("root_id", bridge => BridgeId(bridge.RootId));
        Add("root_port", bridge => bridge.RootPort);
        Add("root_path_cost", bridge => bridge.RootPathCost);
        Add("topology_change", bridge => Bit(bridge.TopologyChange));
        Add("topology_change_detected", bridge => Bit(bridge.TopologyChangeDetected));
        Add("group_fwd_mask", bridge => Mask(bridge.GroupForwardMask));
        Add("group_addr", bridge => bridge.GroupAddress);
        Add("no_linklocal_learn", bridge => Bit(bridge.NoLinkLocalLearning));
        Add("mcast_snooping", bridge => Bit(bridge.MulticastSnooping));
        Add("mcast_vlan_snooping", bridge => Bit(bridge.MulticastVlanSnooping));
        Add("mcast_router", bridge => bridge.MulticastRouter);
        Add("mcast_querier", bridge => Bit(bridge.MulticastQuerier));
        Add("mcast_query_use_ifaddr", bridge => Bit(bridge.Multicast.QueryUsesInterfaceAddress));
        Add("mcast_hash_elasticity", bridge => bridge.Multicast.HashElasticity);
        Add("mcast_hash_max", bridge => bridge.Multicast.HashMax);
        Add("mcast_last_member_cnt", bridge => bridge.Multicast.LastMemberCount);
        Add("mcast_startup_query_cnt", bridge => bridge.Multicast.StartupQueryCount);
        Add("mcast_last_member_intvl", bridge => Ticks(bridge.Multicast.LastMemberIntervalValue));
        Add("mcast_membership_intvl", bridge => Ticks(bridge.Multicast.MembershipIntervalValue));
        Add("mcast_querier_intvl", bridge => Ticks(bridge.Multicast.QuerierIntervalValue));
        Add("mcast_query_intvl", bridge => Ticks(bridge.Multicast.QueryIntervalValue));
        Add("mcast_query_response_intvl", bridge => Ticks(bridge.Multicast.QueryResponseIntervalValue));
        Add("mcast_startup_query_intvl", bridge => Ticks(bridge.Multicast.StartupQueryIntervalValue));
        Add("mcast_stats_enabled", bridge => Bit(bridge.Multicast.Statistics));
        Add("mcast_igmp_version", bridge => bridge.Multicast.IgmpVersion);
        Add("mcast_mld_version", bridge => bridge.Multicast.MldVersion);
        Add("nf_call_iptables", bridge => Bit(bridge.CallIptables));
        Add("nf_call_ip6tables", bridge => Bit(bridge.CallIp6tables));
        Add("nf_call_arptables", bridge => Bit(bridge.CallArptables));
        fields.Without(Timers, "linkinfo.info_data.hello_timer", "linkinfo.info_data.tcn_timer", "linkinfo.info_data.topology_change_timer", "linkinfo.info_data.gc_timer");
    }

    private static void Port(FieldComparison<NetAdapter> fields, IReadOnlyDictionary<int, NetAdapter> all)
    {
        void Add(string name, Func<BridgePortDetails, object> ours) => fields.Field("linkinfo.info_slave_data." + name, link => link.BridgePort is { } port ? ours(port) : null);
        Add("state", port => port.State.ToString().ToLowerInvariant());
        Add("priority", port => port.Priority);
        Add("cost", port => port.Cost);
        Add("hairpin", port => port.Hairpin);
        Add("guard", port => port.Guard);
        Add("root_block", port => port.RootBlock);
        Add("fastleave", port => port.FastLeave);
        Add("learning", port => port.Learning);
        Add("flood", port => port.Flood);
        Add("id", port => "0x" + Hex(port.Id));
        Add("no", port => "0x" + Hex(port.Number));
        Add("designated_port", port => port.DesignatedPort);
        Add("designated_cost", port => port.DesignatedCost);
        Add("bridge_id", port => BridgeId(port.BridgeId));
        Add("root_id", port => BridgeId(port.RootId));
        Add("topology_change_ack", port => Bit(port.TopologyChangeAcknowledged));
        Add("config_pending", port => Bit(port.ConfigurationPending));
        Add("proxy_arp", port => port.ProxyArp);
        Add("proxy_arp_wifi", port => port.ProxyArpWireless);
        Add("multicast_router", port => port.MulticastRouter);
        Add("mcast_flood", port => port.MulticastFlood);
        Add("bcast_flood", port => port.BroadcastFlood);
        Add("mcast_to_unicast", port => port.MulticastToUnicast);
        Add("neigh_suppress", port => port.NeighborSuppression);
        Add("group_fwd_mask", port => Mask(port.GroupForwardMask));
        Add("group_fwd_mask_str", port => "0x" + Hex(port.GroupForwardMask));
        Add("vlan_tunnel", port => port.VlanTunnel);
        Add("isolated", port => port.Isolated);
        Add("locked", port => port.Locked);
        Add("backup_port", port => all[port.BackupPortIndex].Name);
        fields.Without(Timers, "linkinfo.info_slave_data.hold_timer", "linkinfo.info_slave_data.message_age_timer", "linkinfo.info_slave_data.forward_delay_timer");
    }

    private static void Macvlan(FieldComparison<NetAdapter> fields)
    {
        void Add(string name, Func<MacvlanDetails, object> ours) => fields.Field("linkinfo.info_data." + name, link => link.Details is MacvlanDetails macvlan ? ours(macvlan) : null);
        Add("mode", macvlan => macvlan.Mode.ToString().ToLowerInvariant());
        Add("bcqueuelen", macvlan => macvlan.BroadcastQueueLength);
        Add("usedbcqueuelen", macvlan => macvlan.UsedBroadcastQueueLength);
        Add("macaddr_count", macvlan => macvlan.SourceAddresses.Count);
        Add("macaddr_data", macvlan => macvlan.SourceAddresses.Select(address => address.ToString()));
    }

    private static void Vxlan(FieldComparison<NetAdapter> fields, IReadOnlyDictionary<int, NetAdapter> all)
    {
        void Add(string name, Func<VxlanDetails, object?> ours) => fields.Field("linkinfo.info_data." + name, link => link.Details is VxlanDetails vxlan ? ours(vxlan) : null);
        Add("id", vxlan => vxlan.Id);
        Add("group", vxlan => vxlan.Remote);
        Add("group6", vxlan => vxlan.Remote);
        Add("remote", vxlan => vxlan.Remote);
        Add("remote6", vxlan => vxlan.Remote);
        Add("local", vxlan => vxlan.Local);
        Add("local6", vxlan => vxlan.Local);
        Add("link", vxlan => all[vxlan.LinkIndex].Name);
        Add("port_range.low", vxlan => vxlan.SourcePortLow);
        Add("port_range.high", vxlan => vxlan.SourcePortHigh);
        Add("port", vxlan => vxlan.Port);
        Add("learning", vxlan => vxlan.Learning);
        Add("ttl", vxlan => vxlan.TimeToLive);
        Add("tos", vxlan => "0x" + Hex(vxlan.TypeOfService));
        Add("label", vxlan => "0x" + Hex(vxlan.FlowLabel));
        Add("df", vxlan => vxlan.DontFragment switch { 0 => "unset", 1 => "set", _ => "inherit" });
        Add("ageing", vxlan => Seconds(vxlan.AgeingTimeValue));
        Add("limit", vxlan => vxlan.MaxEntries);
        Add("proxy", vxlan => vxlan.Proxy);
        Add("rsc", vxlan => vxlan.RouteShortCircuit);
        Add("l2miss", vxlan => vxlan.NotifiesLinkMiss);
        Add("l3miss", vxlan => vxlan.NotifiesAddressMiss);
        Add("udp_csum", vxlan => vxlan.UdpChecksum);
        Add("udp_zero_csum6_tx", vxlan => vxlan.UdpZeroChecksum6Send);
        Add("udp_zero_csum6_rx", vxlan => vxlan.UdpZeroChecksum6Receive);
        Add("gbp", vxlan => vxlan.GroupPolicy);
        Add("gpe", vxlan => vxlan.GenericProtocol);
        Add("external", vxlan => vxlan.IsExternal);
    }

    private static List<string> Flags(NetAdapter link, IReadOnlyDictionary<int, NetAdapter> all)
    {
        var names = new List<string>();
        if (link.Flags.HasFlag(AdapterFlags.Up) && !link.Flags.HasFlag(AdapterFlags.Running)) names.Add("NO-CARRIER");
        names.AddRange(_flags.Where(entry => link.Flags.HasFlag(entry.Flag)).Select(entry => entry.Name));
        if (link.Link is not null && !all[link.LinkIndex].IsEnabled) names.Add("M-DOWN");
        return names;
    }

    private static int Bit(bool value) => value ? 1 : 0;

    private static long Ticks(TimeSpan time) => (long)(time.TotalMilliseconds / 10);

    private static long Seconds(TimeSpan time) => (long)time.TotalSeconds;

    private static string Hex(uint value) => value.ToString("x", CultureInfo.InvariantCulture);

    // As %#x prints it.
    private static string Mask(uint value) => value == 0 ? "0" : "0x" + Hex(value);

    // ip leaves leading zeros out of the MAC address of a bridge's id.
    private static string BridgeId(string id)
    {
        string[] parts = id.Split('.');
        return $"{parts[0]}.{string.Join(':', parts[1].Split(':').Select(digits => digits.TrimStart('0') is { Length: > 0 } rest ? rest : "0"))}";
    }
}

using System.Globalization;
using System.Net.Sockets;

namespace ContainerNet.Tests.Host.Fields;

/// <summary>What each field of <c>ip -j -d addr</c>, <c>route</c> and <c>neigh</c> is of ours.</summary>
internal static class LayerThreeFields
{
    private static readonly Dictionary<string, RouteMetricKind> _metrics = new()
    {
        ["mtu"] = RouteMetricKind.Mtu, ["window"] = RouteMetricKind.Window, ["advmss"] = RouteMetricKind.AdvertisedSegmentSize, ["hoplimit"] = RouteMetricKind.HopLimit,
        ["initcwnd"] = RouteMetricKind.InitialCongestionWindow, ["initrwnd"] = RouteMetricKind.InitialReceiveWindow, ["quickack"] = RouteMetricKind.QuickAcknowledge,
        ["cwnd"] = RouteMetricKind.CongestionWindow, ["ssthresh"] = RouteMetricKind.SlowStartThreshold, ["reordering"] = RouteMetricKind.Reordering,
        ["rto_min"] = RouteMetricKind.MinimumRetransmissionTimeout, ["fastopen_no_cookie"] = RouteMetricKind.FastOpenWithoutCookie,
    };

    private static readonly (uint Flag, string Name)[] _nextHopFlags = [(1, "dead"), (4, "onlink"), (2, "pervasive"), (8, "offload"), (16, "linkdown"), (32, "unresolved")];

    public static FieldComparison<NetIPAddress> Addresses() => new FieldComparison<NetIPAddress>()
        .Field("family", address => address.AddressFamily == IPAddressFamily.IPv4 ? "inet" : "inet6")
        .Field("local", address => address.IPAddressValue)
        .Field("address", address => address.PeerAddressValue)
        .Field("prefixlen", address => address.PrefixLength)
        .Field("metric", address => address.RouteMetric)
        .Field("broadcast", address => address.BroadcastAddressValue)
        .Field("scope", address => Scope(address.Scope))
        .Field("label", address => address.Label)
        .Field("protocol", address => Protocol(address.ProtocolNumber))
        .Clock("valid_life_time", address => Lifetime(address.ValidLifetimeValue))
        .Clock("preferred_life_time", address => Lifetime(address.PreferredLifetimeValue))
        .Field("dynamic", address => !address.Flags.HasFlag(AddressFlags.Permanent))
        .Field("secondary", address => address.AddressFamily == IPAddressFamily.IPv4 && address.Flags.HasFlag(AddressFlags.Secondary))
        .Field("temporary", address => address.AddressFamily == IPAddressFamily.IPv6 && address.Flags.HasFlag(AddressFlags.Secondary))
        .Field("tentative", address => address.Flags.HasFlag(AddressFlags.Tentative))
        .Field("dadfailed", address => address.Flags.HasFlag(AddressFlags.DadFailed))
        .Field("deprecated", address => address.Flags.HasFlag(AddressFlags.Deprecated))
        .Field("nodad", address => address.Flags.HasFlag(AddressFlags.NoDad))
        .Field("optimistic", address => address.Flags.HasFlag(AddressFlags.Optimistic))
        .Field("home", address => address.Flags.HasFlag(AddressFlags.HomeAddress))
        .Field("mngtmpaddr", address => address.Flags.HasFlag(AddressFlags.ManageTemporary))
        .Field("noprefixroute", address => address.Flags.HasFlag(AddressFlags.NoPrefixRoute))
        .Field("autojoin", address => address.Flags.HasFlag(AddressFlags.AutoJoin))
        .Field("stable-privacy", address => address.Flags.HasFlag(AddressFlags.StablePrivacy));

    public static FieldComparison<NetRoute> Routes()
    {
        FieldComparison<NetRoute> fields = new FieldComparison<NetRoute>()
            .Field("type", route => route.Type.ToString().ToLowerInvariant())
            .Field("dst", Destination)
            .Field("from", route => route.SourcePrefixValue)
            .Field("gateway", route => route.NextHopValue)
            .Field("via.family", route => route.NextHopValue.AddressFamily == AddressFamily.InterNetwork ? "inet" : "inet6")
            .Field("via.host", route => route.NextHopValue)
            .Field("dev", route => route.InterfaceAlias)
            .Field("table", route => Table(route.Table))
            .Field("protocol", route => route.Protocol)
            .Field("scope", route => Scope(route.Scope))
            .Field("prefsrc", route => route.PreferredSourceValue)
            .Field("metric", route => route.RouteMetric)
            .Field("flags", route => Flags(route.Flags))
            .Field("pref", route => route.Preference switch { 0 => "medium", 1 => "high", _ => "low" })
            .Field("tos", route => $"0x{route.TypeOfService:x2}")
            .Field("flow.to", route => route.Realm & 0xffff)
            .Field("flow.from", route => route.Realm >> 16)
            .Field("nhid", route => route.NextHopId)
            .Clock("expires", route => (long)route.ExpiresValue!.Value.TotalSeconds)
            .Field("nexthops", route => route.NextHops.Select(way => NextHop(route, way)))
            .Field("metrics.congestion", route => route.CongestionControl)
            .Field("metrics.rtt", route => route.PathMetrics[RouteMetricKind.RoundTrip] / 8)
            .Field("metrics.rttvar", route => route.PathMetrics[RouteMetricKind.RoundTripVariance] / 4)
            .Without("it is a next-hop object, looked up by the id that is compared", "nh_info.id", "nh_info.gateway", "nh_info.dev", "nh_info.scope", "nh_info.protocol", "nh_info.flags");
        foreach ((string name, RouteMetricKind kind) in _metrics) fields.Field("metrics." + name, route => route.PathMetrics[kind]);
        return fields;
    }

    public static FieldComparison<NetNeighbor> Neighbors() => new FieldComparison<NetNeighbor>()
        .Field("dst", neighbor => neighbor.IPAddressValue)
        .Field("dev", neighbor => neighbor.InterfaceAlias)
        .Field("lladdr", neighbor => neighbor.LinkLayerAddress)
        .Field("state", neighbor => States(neighbor.State))
        .Field("router", neighbor => neighbor.IsRouter ? null : "no")
        .Field("proxy", neighbor => neighbor.IsProxy ? null : "no")
        .Field("extern_learn", neighbor => neighbor.IsExternallyLearned ? null : "no")
        .Field("managed", neighbor => neighbor.IsManaged ? null : "no")
        .Field("protocol", neighbor => Protocol(neighbor.ProtocolNumber));

    /// <summary>How ip prints a destination: a host without its length, the default route of IPv6 by name.</summary>
    public static string Destination(NetRoute route)
    {
        int bits = route.AddressFamily == IPAddressFamily.IPv4 ? 32 : 128;
        if (route.DestinationPrefixValue.PrefixLength == 0) return "default";
        return route.DestinationPrefixValue.PrefixLength == bits ? route.DestinationPrefixValue.BaseAddress.ToString() : route.DestinationPrefixValue.ToString();
    }

    public static string Table(uint table) => table switch { NetRoute.MainTable => "main", NetRoute.LocalTable => "local", 253 => "default", _ => table.ToString(CultureInfo.InvariantCulture) };

    private static string NextHop(NetRoute route, RouteNextHop way)
    {
        string gateway = way.NextHopValue.Equals(way.NextHopValue.AddressFamily.Unspecified()) ? ""
            : way.NextHopValue.AddressFamily == route.NextHopValue.AddressFamily ? $"gateway={way.NextHopValue} " : $"via.family=inet6 via.host={way.NextHopValue} ";
        return $"{gateway}dev={way.InterfaceAlias} weight={way.Weight} flags={string.Join(", ", Flags(way.Flags))}";
    }

    private static string Protocol(int number) => RouteProtocols.NameOf(number);

    private static IEnumerable<string> Flags(uint flags) => _nextHopFlags.Where(entry => (flags & entry.Flag) != 0).Select(entry => entry.Name);

    private static IEnumerable<string> States(NeighborState state)
        => Enum.GetValues<NeighborState>().Where(one => one != NeighborState.None && state.HasFlag(one)).Select(one => one.ToString().ToUpperInvariant());

    private static string Scope(NetworkScope scope) => scope.ToString().ToLowerInvariant();

    private static long Lifetime(TimeSpan? time) => time is null ? uint.MaxValue : (long)time.Value.TotalSeconds;
}

using System.Net;
using System.Text.Json.Serialization;

namespace ContainerNet;

/// <summary>What a route does with a packet (RTN_* in linux/rtnetlink.h).</summary>
public enum RouteType : long
{
    /// <summary>Unknown.</summary>
    Unspecified = 0,
    /// <summary>Sends it on.</summary>
    Unicast = 1,
    /// <summary>Takes it in.</summary>
    Local = 2,
    /// <summary>Takes it in, and sends it as a broadcast.</summary>
    Broadcast = 3,
    /// <summary>Takes it in, and sends it as unicast.</summary>
    Anycast = 4,
    /// <summary>Multicast.</summary>
    Multicast = 5,
    /// <summary>Drops it without a word.</summary>
    Blackhole = 6,
    /// <summary>Answers that the host is unreachable.</summary>
    Unreachable = 7,
    /// <summary>Answers that it is prohibited.</summary>
    Prohibit = 8,
    /// <summary>Goes on with the next table.</summary>
    Throw = 9,
}

/// <summary>One way of a route that has several.</summary>
public sealed class RouteNextHop
{
    [JsonConstructor]
    internal RouteNextHop(IPAddress nextHopValue) => NextHopValue = nextHopValue;

    /// <summary>The gateway; the unspecified address when the destination is on the link.</summary>
    [JsonIgnore]
    public string NextHop => NextHopValue.ToString();

    /// <summary>The same as a value.</summary>
    [JsonInclude, JsonPropertyName("nextHop")]
    internal IPAddress NextHopValue { get; init; }

    /// <summary>The interface's name.</summary>
    public required string InterfaceAlias { get; init; }

    /// <summary>The interface's index.</summary>
    public required int InterfaceIndex { get; init; }

    /// <summary>Its share, 1 or more.</summary>
    public required int Weight { get; init; }

    /// <summary>RTNH_F_*: 1 dead, 4 on the link, 16 link down.</summary>
    public uint Flags { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"via {NextHop} dev {InterfaceAlias} weight {Weight}";
}

/// <summary>What a route may say of its path besides the way (RTAX_* in linux/rtnetlink.h).</summary>
public enum RouteMetricKind : long
{
    /// <summary>Which of the others the kernel may not change: a bit for each.</summary>
    Lock = 1,
    /// <summary>The largest packet, in bytes.</summary>
    Mtu = 2,
    /// <summary>The largest TCP window, in bytes.</summary>
    Window = 3,
    /// <summary>The first guess at the round trip, in eighths of a millisecond.</summary>
    RoundTrip = 4,
    /// <summary>Its variance, in quarters of a millisecond.</summary>
    RoundTripVariance = 5,
    /// <summary>Where slow start ends.</summary>
    SlowStartThreshold = 6,
    /// <summary>The largest congestion window, in segments.</summary>
    CongestionWindow = 7,
    /// <summary>The TCP segment size that is requested, in bytes.</summary>
    AdvertisedSegmentSize = 8,
    /// <summary>How much reordering is expected, in segments.</summary>
    Reordering = 9,
    /// <summary>The time to live.</summary>
    HopLimit = 10,
    /// <summary>The first congestion window, in segments.</summary>
    InitialCongestionWindow = 11,
    /// <summary>TCP features: 1 ECN.</summary>
    Features = 12,
    /// <summary>The shortest retransmission timeout, in milliseconds.</summary>
    MinimumRetransmissionTimeout = 13,
    /// <summary>The first receive window, in segments.</summary>
    InitialReceiveWindow = 14,
    /// <summary>Whether data is acknowledged at once.</summary>
    QuickAcknowledge = 15,
    /// <summary>Whether TCP Fast Open works without a cookie.</summary>
    FastOpenWithoutCookie = 17,
}

/// <summary>A route as the kernel described it (RTM_NEWROUTE).</summary>
public sealed class NetRoute
{
    /// <summary>RT_TABLE_MAIN.</summary>
    public const uint MainTable = 254;

    /// <summary>RT_TABLE_LOCAL.</summary>
    public const uint LocalTable = 255;

    internal NetRoute(NamespaceReference place, IPNetwork destination, IPAddress nextHop) => (NamespaceValue, DestinationPrefixValue, NextHopValue) = (place, destination, nextHop);

    /// <summary>The namespace it is in; empty for the host's own.</summary>
    public string Namespace => NamespaceValue.ToString();

    /// <summary>The same as a value.</summary>
    internal NamespaceReference NamespaceValue { get; }

    /// <summary>Where it leads; 0.0.0.0/0 and ::/0 are the default routes.</summary>
    public string DestinationPrefix => DestinationPrefixValue.ToString();

    /// <summary>The same as a value.</summary>
    internal IPNetwork DestinationPrefixValue { get; }

    /// <summary>The gateway; as in NetTCPIP the unspecified address (0.0.0.0 or ::) when the destination is on the link.</summary>
    public string NextHop => NextHopValue.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress NextHopValue { get; }

    /// <summary>The interface's name; empty for a route that has none, such as a blackhole.</summary>
    public string InterfaceAlias { get; init; } = "";

    /// <summary>The interface's index; 0 when there is none.</summary>
    public int InterfaceIndex { get; init; }

    /// <summary>IPv4 or IPv6.</summary>
    public IPAddressFamily AddressFamily => (IPAddressFamily)DestinationPrefixValue.BaseAddress.AddressFamily;

    /// <summary>The lowest wins; 0 is the kernel's default for IPv4, 1024 for IPv6.</summary>
    public uint RouteMetric { get; init; }

    /// <summary>The table; 254 is main, 255 is local.</summary>
    public uint Table { get; init; } = MainTable;

    /// <summary>What it does with a packet.</summary>
    public RouteType Type { get; init; } = RouteType.Unicast;

    /// <summary>How far it reaches.</summary>
    public NetworkScope Scope { get; init; }

    /// <summary>Its origin, by number (RTPROT_*): 2 is the kernel, 3 is boot, 4 is an administrator.</summary>
    public int ProtocolNumber { get; init; }

    /// <summary>Its origin.</summary>
    public string Protocol => RouteProtocols.NameOf(ProtocolNumber);

    /// <summary>The source address that packets get; null when the kernel chooses.</summary>
    public string? PreferredSource => PreferredSourceValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress? PreferredSourceValue { get; init; }

    /// <summary>The largest packet on this route, in bytes; null when the interface's holds.</summary>
    public uint? MtuSize { get; init; }

    /// <summary>All that it says of its path, the MTU included; usually empty.</summary>
    public IReadOnlyDictionary<RouteMetricKind, uint> PathMetrics { get; init => field = Readable.Pairs(value); } = ReadableDictionary<RouteMetricKind, uint>.Empty;

    /// <summary>The TCP congestion control; empty for the system's.</summary>
    public string CongestionControl { get; init; } = "";

    /// <summary>IPv6: from which sources it is for; null for all.</summary>
    public string? SourcePrefix => SourcePrefixValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPNetwork? SourcePrefixValue { get; init; }

    /// <summary>IPv4: for which type of service it is; 0 for all.</summary>
    public byte TypeOfService { get; init; }

    /// <summary>IPv4: the realm, for counting; the source's in the upper half.</summary>
    public uint Realm { get; init; }

    /// <summary>The next-hop object that it uses; 0 for none.</summary>
    public uint NextHopId { get; init; }

    /// <summary>IPv6: when it expires; null for never.</summary>
    public string? Expires => ExpiresValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal TimeSpan? ExpiresValue { get; init; }

    /// <summary>The ways, where there are several; empty elsewhere.</summary>
    public IReadOnlyList<RouteNextHop> NextHops { get; init => field = Readable.List(value); } = ReadableList<RouteNextHop>.Empty;

    /// <summary>IPv6: the router's preference (RFC 4191): 0 medium, 1 high, 3 low.</summary>
    public int Preference { get; init; }

    /// <summary>RTNH_F_*: 1 dead, 4 on the link, 16 link down.</summary>
    public uint Flags { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{DestinationPrefixValue} via {NextHopValue} dev {InterfaceAlias}";
}

/// <summary>Names of routing protocols (RTPROT_* in linux/rtnetlink.h, /etc/iproute2/rt_protos).</summary>
internal static class RouteProtocols
{
    public const byte Kernel = 2, Boot = 3, Static = 4;

    public static string NameOf(int number) => number switch
    {
        0 => "unspec",
        1 => "redirect",
        Kernel => "kernel",
        Boot => "boot",
        Static => "static",
        9 => "ra",
        16 => "dhcp",
        186 => "bgp",
        188 => "ospf",
        _ => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };
}

using System.Net;
using System.Net.Sockets;

namespace ContainerNet;

/// <summary>What a route does with a packet (RTN_* in linux/rtnetlink.h).</summary>
public enum RouteType
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
/// <param name="NextHop">The gateway; the unspecified address when the destination is on the link.</param>
/// <param name="InterfaceAlias">The interface's name.</param>
/// <param name="InterfaceIndex">The interface's index.</param>
/// <param name="Weight">Its share, 1 or more.</param>
public sealed record RouteNextHop(IPAddress NextHop, string InterfaceAlias, int InterfaceIndex, int Weight);

/// <summary>A route as the kernel described it (RTM_NEWROUTE).</summary>
public sealed record NetRoute
{
    /// <summary>RT_TABLE_MAIN.</summary>
    public const uint MainTable = 254;

    /// <summary>RT_TABLE_LOCAL.</summary>
    public const uint LocalTable = 255;

    /// <summary>The namespace it is in; empty for the host's own.</summary>
    public required NamespaceReference Namespace { get; init; }

    /// <summary>Where it leads; 0.0.0.0/0 and ::/0 are the default routes.</summary>
    public required IPNetwork DestinationPrefix { get; init; }

    /// <summary>The gateway; as in NetTCPIP the unspecified address (0.0.0.0 or ::) when the destination is on the link.</summary>
    public required IPAddress NextHop { get; init; }

    /// <summary>The interface's name; empty for a route that has none, such as a blackhole.</summary>
    public string InterfaceAlias { get; init; } = "";

    /// <summary>The interface's index; 0 where there is none.</summary>
    public int InterfaceIndex { get; init; }

    /// <summary>IPv4 or IPv6.</summary>
    public AddressFamily AddressFamily => DestinationPrefix.BaseAddress.AddressFamily;

    /// <summary>The lowest wins; 0 is the kernel's default for IPv4, 1024 for IPv6.</summary>
    public uint RouteMetric { get; init; }

    /// <summary>The table; 254 is main, 255 is local.</summary>
    public uint Table { get; init; } = MainTable;

    /// <summary>What it does with a packet.</summary>
    public RouteType Type { get; init; } = RouteType.Unicast;

    /// <summary>How far it reaches.</summary>
    public NetworkScope Scope { get; init; }

    /// <summary>Who made it, by number (RTPROT_*): 2 is the kernel, 3 is boot, 4 is an administrator.</summary>
    public int ProtocolNumber { get; init; }

    /// <summary>Who made it.</summary>
    public string Protocol => RouteProtocols.NameOf(ProtocolNumber);

    /// <summary>The source address that packets get; null when the kernel chooses.</summary>
    public IPAddress? PreferredSource { get; init; }

    /// <summary>The largest packet on this route, in bytes; null when the interface's holds.</summary>
    public uint? MtuSize { get; init; }

    /// <summary>The ways, where there are several; empty elsewhere.</summary>
    public IReadOnlyList<RouteNextHop> NextHops { get; init; } = [];

    /// <summary>IPv6: the router's preference (RFC 4191): 0 medium, 1 high, 3 low.</summary>
    public int Preference { get; init; }

    /// <summary>RTNH_F_*: 1 dead, 4 on the link, 16 link down.</summary>
    public uint Flags { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{DestinationPrefix} via {NextHop} dev {InterfaceAlias}";
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

namespace ContainerNet.Netlink.Route;

/// <summary>Message types of rtnetlink (linux/rtnetlink.h).</summary>
internal static class RouteMessage
{
    public const ushort NewLink = 16, DeleteLink = 17, GetLink = 18, SetLink = 19;
    public const ushort NewAddress = 20, DeleteAddress = 21, GetAddress = 22;
    public const ushort NewRoute = 24, DeleteRoute = 25, GetRoute = 26;
    public const ushort NewNeighbor = 28, DeleteNeighbor = 29, GetNeighbor = 30;
    public const ushort GetNamespaceId = 90;
}

/// <summary>IFLA_* (linux/if_link.h).</summary>
internal static class LinkAttribute
{
    public const ushort Address = 1, Broadcast = 2, Name = 3, Mtu = 4, Link = 5, QueueDiscipline = 6;
    public const ushort Master = 10, QueueLength = 13, OperationalState = 16, LinkMode = 17, Info = 18, NetNamespacePid = 19, Alias = 20;
    public const ushort AddressFamilySpecific = 26, Group = 27, NetNamespaceDescriptor = 28, ExtendedMask = 29, Promiscuity = 30;
    public const ushort TransmitQueues = 31, ReceiveQueues = 32, LinkNamespaceId = 37, GsoMaxSegments = 40, GsoMaxSize = 41;
    public const ushort TargetNamespaceId = 46, MinMtu = 50, MaxMtu = 51, PropertyList = 52, AlternativeName = 53;
    public const ushort GroMaxSize = 58, TsoMaxSize = 59, TsoMaxSegments = 60, AllMulticast = 61;

    /// <summary>RTEXT_FILTER_SKIP_STATS: leaves the counters out of a dump (linux/rtnetlink.h).</summary>
    public const uint SkipStatistics = 1 << 3;
}

/// <summary>IFLA_INFO_* and what stands in IFLA_INFO_DATA (linux/if_link.h, linux/veth.h).</summary>
internal static class LinkInfoAttribute
{
    public const ushort Kind = 1, Data = 2, PortKind = 4, PortData = 5;
    public const ushort VethPeer = 1;
}

/// <summary>IFA_* (linux/if_addr.h).</summary>
internal static class AddressAttribute
{
    public const ushort Address = 1, Local = 2, Label = 3, Broadcast = 4, CacheInfo = 6, Flags = 8, RoutePriority = 9, Protocol = 11;
}

/// <summary>RTA_* and RTAX_* (linux/rtnetlink.h).</summary>
internal static class RouteAttribute
{
    public const ushort Destination = 1, Source = 2, OutputInterface = 4, Gateway = 5, Priority = 6, PreferredSource = 7, Metrics = 8, MultiPath = 9;
    public const ushort Table = 15, Via = 18, Preference = 20;
    public const ushort MetricMtu = 2;
}

/// <summary>NDA_* (linux/neighbour.h).</summary>
internal static class NeighborAttribute
{
    public const ushort Destination = 1, LinkLayerAddress = 2, Vlan = 5, Master = 9;
}

/// <summary>NETNSA_* (linux/net_namespace.h).</summary>
internal static class NamespaceAttribute
{
    public const ushort Id = 1, ProcessId = 2, Descriptor = 3;
}

/// <summary>IFLA_BR_*, in a bridge's IFLA_INFO_DATA (linux/if_link.h).</summary>
internal static class BridgeAttribute
{
    public const ushort ForwardDelay = 1, HelloTime = 2, MaxAge = 3, AgeingTime = 4, StpState = 5, Priority = 6, VlanFiltering = 7, GroupForwardMask = 9, RootId = 10, BridgeId = 11, RootPort = 12, RootPathCost = 13, GroupAddress = 20, MulticastRouter = 22, MulticastSnooping = 23, MulticastQuerier = 25, CallIptables = 36, CallIp6tables = 37, CallArptables = 38, DefaultVlan = 39;
}

/// <summary>IFLA_BRPORT_*, in a bridge port's IFLA_INFO_SLAVE_DATA (linux/if_link.h).</summary>
internal static class BridgePortAttribute
{
    public const ushort State = 1, Priority = 2, Cost = 3, Hairpin = 4, Learning = 8, Flood = 9, Number = 18, Isolated = 33;
}

/// <summary>IFLA_VXLAN_*, in a vxlan's IFLA_INFO_DATA (linux/if_link.h).</summary>
internal static class VxlanAttribute
{
    public const ushort Id = 1, Group = 2, Link = 3, Local = 4, TimeToLive = 5, Learning = 7, Ageing = 8, Port = 15, Group6 = 16, Local6 = 17;
}

namespace ContainerNet.Netlink.Route;

/// <summary>Message types of rtnetlink (linux/rtnetlink.h).</summary>
internal static class RouteMessage
{
    public const ushort NewLink = 16, DeleteLink = 17, GetLink = 18, SetLink = 19;
    public const ushort NewAddress = 20, DeleteAddress = 21, GetAddress = 22;
    public const ushort NewRoute = 24, DeleteRoute = 25, GetRoute = 26;
    public const ushort NewNeighbor = 28, DeleteNeighbor = 29, GetNeighbor = 30;
    public const ushort NewRule = 32, DeleteRule = 33, GetRule = 34;
    public const ushort GetNamespaceId = 90;
}

/// <summary>IFLA_* (linux/if_link.h).</summary>
internal static class LinkAttribute
{
    public const ushort Address = 1, Broadcast = 2, Name = 3, Mtu = 4, Link = 5, QueueDiscipline = 6;
    public const ushort Master = 10, QueueLength = 13, OperationalState = 16, LinkMode = 17, Info = 18, Alias = 20;
    public const ushort AddressFamilySpecific = 26, Group = 27, NetNamespaceDescriptor = 28, ExtendedMask = 29, Promiscuity = 30;
    public const ushort TransmitQueues = 31, ReceiveQueues = 32, LinkNamespaceId = 37, GsoMaxSegments = 40, GsoMaxSize = 41;
    public const ushort TargetNamespaceId = 46, MinMtu = 50, MaxMtu = 51, PropertyList = 52, AlternativeName = 53;
    public const ushort GroMaxSize = 58, TsoMaxSize = 59, TsoMaxSegments = 60, AllMulticast = 61;

    /// <summary>RTEXT_FILTER_SKIP_STATS: leaves the counters out of a dump (linux/rtnetlink.h).</summary>
    public const uint SkipStatistics = 1 << 3;
}

/// <summary>What stands in IFLA_AF_SPEC: a family's attributes each (linux/if_link.h), of IPv4 its kernel parameters by their numbers (linux/ip.h).</summary>
internal static class FamilyAttribute
{
    public const ushort IPv4 = 2, IPv4Parameters = 1, RouteLocalnet = 26;
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
    public const ushort Flow = 11, CacheInfo = 12, Table = 15, Via = 18, Preference = 20, NextHopId = 30;
    public const ushort MetricLock = 1, MetricMtu = 2, MetricCongestionControl = 16;
}

/// <summary>NDA_* (linux/neighbour.h).</summary>
internal static class NeighborAttribute
{
    public const ushort Destination = 1, LinkLayerAddress = 2, Vlan = 5, Master = 9, Protocol = 12, ExtendedFlags = 15;
}

/// <summary>NETNSA_* (linux/net_namespace.h).</summary>
internal static class NamespaceAttribute
{
    public const ushort Id = 1, ProcessId = 2, Descriptor = 3;
}

/// <summary>IFLA_BR_*, in a bridge's IFLA_INFO_DATA (linux/if_link.h).</summary>
internal static class BridgeAttribute
{
    public const ushort ForwardDelay = 1, HelloTime = 2, MaxAge = 3, AgeingTime = 4, StpState = 5, Priority = 6, VlanFiltering = 7, VlanProtocol = 8, GroupForwardMask = 9;
    public const ushort RootId = 10, BridgeId = 11, RootPort = 12, RootPathCost = 13, TopologyChange = 14, TopologyChangeDetected = 15, GroupAddress = 20;
    public const ushort MulticastRouter = 22, MulticastSnooping = 23, MulticastQueryUseAddress = 24, MulticastQuerier = 25, MulticastHashElasticity = 26, MulticastHashMax = 27;
    public const ushort MulticastLastMemberCount = 28, MulticastStartupQueryCount = 29, MulticastLastMemberInterval = 30, MulticastMembershipInterval = 31;
    public const ushort MulticastQuerierInterval = 32, MulticastQueryInterval = 33, MulticastQueryResponseInterval = 34, MulticastStartupQueryInterval = 35;
    public const ushort CallIptables = 36, CallIp6tables = 37, CallArptables = 38, DefaultVlan = 39, VlanStatistics = 41;
    public const ushort MulticastStatistics = 42, IgmpVersion = 43, MldVersion = 44, VlanStatisticsPerPort = 45, BooleanOptions = 46;

    // BR_BOOLOPT_* (linux/if_bridge.h), bits of the first half of IFLA_BR_MULTI_BOOLOPT.
    public const uint NoLinkLocalLearning = 1, MulticastVlanSnooping = 2;
}

/// <summary>IFLA_BRPORT_*, in a bridge port's IFLA_INFO_SLAVE_DATA (linux/if_link.h).</summary>
internal static class BridgePortAttribute
{
    public const ushort State = 1, Priority = 2, Cost = 3, Hairpin = 4, Guard = 5, RootBlock = 6, FastLeave = 7, Learning = 8, Flood = 9, ProxyArp = 10, ProxyArpWireless = 12;
    public const ushort RootId = 13, BridgeId = 14, DesignatedPort = 15, DesignatedCost = 16, Id = 17, Number = 18, TopologyChangeAcknowledged = 19, ConfigurationPending = 20;
    public const ushort MulticastRouter = 25, MulticastFlood = 27, MulticastToUnicast = 28, VlanTunnel = 29, BroadcastFlood = 30, GroupForwardMask = 31, NeighborSuppression = 32;
    public const ushort Isolated = 33, BackupPort = 34, Locked = 39;
}

/// <summary>IFLA_VXLAN_*, in a vxlan's IFLA_INFO_DATA (linux/if_link.h).</summary>
internal static class VxlanAttribute
{
    public const ushort Id = 1, Group = 2, Link = 3, Local = 4, TimeToLive = 5, TypeOfService = 6, Learning = 7, Ageing = 8, Limit = 9, PortRange = 10, Proxy = 11;
    public const ushort RouteShortCircuit = 12, LinkMiss = 13, AddressMiss = 14, Port = 15, Group6 = 16, Local6 = 17, UdpChecksum = 18, UdpZeroChecksum6Send = 19;
    public const ushort UdpZeroChecksum6Receive = 20, GroupPolicy = 23, CollectMetadata = 25, Label = 26, GenericProtocol = 27, InheritTimeToLive = 28, DontFragment = 29;
}

/// <summary>IFLA_MACVLAN_*, in a macvlan's IFLA_INFO_DATA (linux/if_link.h).</summary>
internal static class MacvlanAttribute
{
    public const ushort Mode = 1, Flags = 2, SourceAddress = 4, SourceAddresses = 5, BroadcastQueueLength = 7, UsedBroadcastQueueLength = 8;
}

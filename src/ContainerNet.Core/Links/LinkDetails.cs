using System.Net;

namespace ContainerNet;

/// <summary>What a kind of link adds to what every link has (IFLA_INFO_DATA).</summary>
public abstract record LinkDetails;

/// <summary>A bridge's own settings (IFLA_BR_* in linux/if_link.h).</summary>
public sealed record BridgeDetails : LinkDetails
{
    /// <summary>Time in the listening and learning states.</summary>
    public TimeSpan ForwardDelay { get; init; }

    /// <summary>Time between hello packets of the spanning tree.</summary>
    public TimeSpan HelloTime { get; init; }

    /// <summary>How long a hello packet is believed.</summary>
    public TimeSpan MaxAge { get; init; }

    /// <summary>How long a learned MAC address is kept.</summary>
    public TimeSpan AgeingTime { get; init; }

    /// <summary>Whether the spanning tree protocol runs: 0 no, 1 in the kernel, 2 in user space.</summary>
    public uint StpState { get; init; }

    /// <summary>Priority in the spanning tree.</summary>
    public ushort Priority { get; init; }

    /// <summary>Whether frames are filtered by VLAN.</summary>
    public bool VlanFiltering { get; init; }

    /// <summary>The VLAN of untagged frames.</summary>
    public ushort DefaultVlan { get; init; }

    /// <summary>The bridge's id: priority, a dot, its MAC address.</summary>
    public string BridgeId { get; init; } = "";

    /// <summary>The id of the spanning tree's root.</summary>
    public string RootId { get; init; } = "";

    /// <summary>The port that leads to the root; 0 on the root itself.</summary>
    public ushort RootPort { get; init; }

    /// <summary>The cost of the path to the root.</summary>
    public uint RootPathCost { get; init; }

    /// <summary>Which link-local group addresses are forwarded.</summary>
    public ushort GroupForwardMask { get; init; }

    /// <summary>The group address of the spanning tree.</summary>
    public MacAddress GroupAddress { get; init; }

    /// <summary>Whether multicast is sent only where somebody listens.</summary>
    public bool MulticastSnooping { get; init; }

    /// <summary>Multicast router mode.</summary>
    public byte MulticastRouter { get; init; }

    /// <summary>Whether the bridge asks for listeners itself.</summary>
    public bool MulticastQuerier { get; init; }

    /// <summary>Whether bridged IPv4 packets meet iptables.</summary>
    public bool CallIptables { get; init; }

    /// <summary>Whether bridged IPv6 packets meet ip6tables.</summary>
    public bool CallIp6tables { get; init; }

    /// <summary>Whether bridged ARP packets meet arptables.</summary>
    public bool CallArptables { get; init; }

    /// <summary>The EtherType of VLAN tags: 0x8100 (802.1Q) or 0x88a8 (802.1ad); 0 where the kernel has no VLAN filtering.</summary>
    public ushort VlanProtocol { get; init; }

    /// <summary>Whether packets are counted by VLAN.</summary>
    public bool VlanStatistics { get; init; }

    /// <summary>Whether packets are counted by VLAN and port.</summary>
    public bool VlanStatisticsPerPort { get; init; }

    /// <summary>Whether the spanning tree's topology is changing.</summary>
    public bool TopologyChange { get; init; }

    /// <summary>Whether this bridge itself found such a change.</summary>
    public bool TopologyChangeDetected { get; init; }

    /// <summary>Whether addresses are not learned from link-local frames (BR_BOOLOPT_NO_LL_LEARN).</summary>
    public bool NoLinkLocalLearning { get; init; }

    /// <summary>Whether multicast is followed by VLAN (BR_BOOLOPT_MCAST_VLAN_SNOOPING).</summary>
    public bool MulticastVlanSnooping { get; init; }

    /// <summary>How multicast listeners are followed.</summary>
    public BridgeMulticast Multicast { get; init; } = new();
}

/// <summary>How a bridge follows multicast listeners (IFLA_BR_MCAST_*; RFC 3376, RFC 3810).</summary>
public sealed record BridgeMulticast
{
    /// <summary>Whether queries are sent from the bridge's own address.</summary>
    public bool QueryUsesInterfaceAddress { get; init; }

    /// <summary>Kept by the kernel for old programs; always 16.</summary>
    public uint HashElasticity { get; init; }

    /// <summary>The most groups.</summary>
    public uint HashMax { get; init; }

    /// <summary>Queries sent when a listener leaves.</summary>
    public uint LastMemberCount { get; init; }

    /// <summary>Queries sent at the start.</summary>
    public uint StartupQueryCount { get; init; }

    /// <summary>Time between queries when a listener leaves.</summary>
    public TimeSpan LastMemberInterval { get; init; }

    /// <summary>How long a listener is believed.</summary>
    public TimeSpan MembershipInterval { get; init; }

    /// <summary>How long another querier is believed.</summary>
    public TimeSpan QuerierInterval { get; init; }

    /// <summary>Time between queries.</summary>
    public TimeSpan QueryInterval { get; init; }

    /// <summary>How long listeners may take to answer.</summary>
    public TimeSpan QueryResponseInterval { get; init; }

    /// <summary>Time between queries at the start.</summary>
    public TimeSpan StartupQueryInterval { get; init; }

    /// <summary>Whether multicast packets are counted.</summary>
    public bool Statistics { get; init; }

    /// <summary>Version of IGMP, 2 or 3.</summary>
    public byte IgmpVersion { get; init; }

    /// <summary>Version of MLD, 1 or 2.</summary>
    public byte MldVersion { get; init; }
}

/// <summary>How a macvlan treats its siblings (MACVLAN_MODE_* in linux/if_link.h).</summary>
public enum MacvlanMode
{
    /// <summary>Siblings reach each other only over an outside switch that sends frames back.</summary>
    Private = 1,
    /// <summary>The same, by the outside switch's choice (VEPA).</summary>
    Vepa = 2,
    /// <summary>Siblings reach each other.</summary>
    Bridge = 4,
    /// <summary>One child takes the parent over.</summary>
    Passthru = 8,
    /// <summary>Only listed source addresses are received.</summary>
    Source = 16,
}

/// <summary>A macvlan's settings (IFLA_MACVLAN_*).</summary>
/// <param name="Mode">How it treats its siblings.</param>
public sealed record MacvlanDetails(MacvlanMode Mode) : LinkDetails
{
    /// <summary>MACVLAN_FLAG_*: 1 keeps the parent from promiscuous mode (passthru), 2 delivers only to the listed sources.</summary>
    public ushort Flags { get; init; }

    /// <summary>Broadcast packets that the queue takes, as this link asks for.</summary>
    public uint BroadcastQueueLength { get; init; }

    /// <summary>Broadcast packets that the parent's queue takes: the most that any of its links asks for.</summary>
    public uint UsedBroadcastQueueLength { get; init; }

    /// <summary>In source mode, the addresses that are received.</summary>
    public IReadOnlyList<MacAddress> SourceAddresses { get; init; } = [];
}

/// <summary>A vxlan's settings (IFLA_VXLAN_*).</summary>
public sealed record VxlanDetails : LinkDetails
{
    /// <summary>The virtual network's number, 0 to 16,777,215.</summary>
    public uint Id { get; init; }

    /// <summary>The outer source address.</summary>
    public IPAddress? Local { get; init; }

    /// <summary>The outer destination of unknown and broadcast frames: a host or a group.</summary>
    public IPAddress? Remote { get; init; }

    /// <summary>The index of the link it sends over; 0 when routing decides.</summary>
    public int LinkIndex { get; init; }

    /// <summary>The outer UDP destination port; 4789 by IANA.</summary>
    public ushort Port { get; init; }

    /// <summary>Whether addresses are learned from arriving frames.</summary>
    public bool Learning { get; init; }

    /// <summary>The outer time to live; 0 means the system's default.</summary>
    public byte TimeToLive { get; init; }

    /// <summary>How long a learned entry is kept.</summary>
    public TimeSpan AgeingTime { get; init; }

    /// <summary>Whether the outer time to live is the inner one's.</summary>
    public bool InheritsTimeToLive { get; init; }

    /// <summary>The outer type of service; 1 means the inner one's.</summary>
    public byte TypeOfService { get; init; }

    /// <summary>The outer IPv6 flow label.</summary>
    public uint FlowLabel { get; init; }

    /// <summary>Whether outer IPv4 packets may not be cut: 0 they may, 1 they may not, 2 as the inner one says.</summary>
    public byte DontFragment { get; init; }

    /// <summary>The most learned entries; 0 for no limit.</summary>
    public uint MaxEntries { get; init; }

    /// <summary>The lowest outer source port; 0 when the system's range holds.</summary>
    public ushort SourcePortLow { get; init; }

    /// <summary>The highest outer source port; 0 when the system's range holds.</summary>
    public ushort SourcePortHigh { get; init; }

    /// <summary>Whether ARP requests are answered here.</summary>
    public bool Proxy { get; init; }

    /// <summary>Whether routed packets take the short way.</summary>
    public bool RouteShortCircuit { get; init; }

    /// <summary>Whether a program is told of unknown MAC addresses.</summary>
    public bool NotifiesLinkMiss { get; init; }

    /// <summary>Whether a program is told of unknown IP addresses.</summary>
    public bool NotifiesAddressMiss { get; init; }

    /// <summary>Whether IPv4 packets carry an UDP checksum.</summary>
    public bool UdpChecksum { get; init; }

    /// <summary>Whether IPv6 packets are sent without an UDP checksum.</summary>
    public bool UdpZeroChecksum6Send { get; init; }

    /// <summary>Whether IPv6 packets without an UDP checksum are received.</summary>
    public bool UdpZeroChecksum6Receive { get; init; }

    /// <summary>Whether the group policy extension is on.</summary>
    public bool GroupPolicy { get; init; }

    /// <summary>Whether the generic protocol extension is on.</summary>
    public bool GenericProtocol { get; init; }

    /// <summary>Whether id and remote come with each packet from outside, such as from a route or an eBPF program.</summary>
    public bool IsExternal { get; init; }
}

/// <summary>States of a bridge's port (BR_STATE_* in linux/if_bridge.h).</summary>
public enum BridgePortState
{
    /// <summary>Off.</summary>
    Disabled = 0,
    /// <summary>Listens to the spanning tree only.</summary>
    Listening = 1,
    /// <summary>Learns addresses.</summary>
    Learning = 2,
    /// <summary>Passes frames.</summary>
    Forwarding = 3,
    /// <summary>Held back by the spanning tree.</summary>
    Blocking = 4,
}

/// <summary>A bridge port's settings (IFLA_BRPORT_*).</summary>
public sealed record BridgePortDetails
{
    /// <summary>What it does with frames.</summary>
    public BridgePortState State { get; init; }

    /// <summary>Priority in the spanning tree.</summary>
    public ushort Priority { get; init; }

    /// <summary>Cost in the spanning tree.</summary>
    public uint Cost { get; init; }

    /// <summary>The port's number on its bridge.</summary>
    public ushort Number { get; init; }

    /// <summary>Whether a frame may leave by the port that it came in by.</summary>
    public bool Hairpin { get; init; }

    /// <summary>Whether addresses are learned here.</summary>
    public bool Learning { get; init; }

    /// <summary>Whether frames to unknown addresses are sent here.</summary>
    public bool Flood { get; init; }

    /// <summary>Whether it is kept apart from other isolated ports.</summary>
    public bool Isolated { get; init; }

    /// <summary>Whether frames from addresses that are not learned here are dropped.</summary>
    public bool Locked { get; init; }

    /// <summary>Whether spanning tree packets are dropped (BPDU guard).</summary>
    public bool Guard { get; init; }

    /// <summary>Whether it may not become the way to the root.</summary>
    public bool RootBlock { get; init; }

    /// <summary>Whether a leaving listener is believed at once.</summary>
    public bool FastLeave { get; init; }

    /// <summary>Whether multicast to unknown groups is sent here.</summary>
    public bool MulticastFlood { get; init; }

    /// <summary>Whether broadcasts are sent here.</summary>
    public bool BroadcastFlood { get; init; }

    /// <summary>Whether multicast is sent as unicast to each listener.</summary>
    public bool MulticastToUnicast { get; init; }

    /// <summary>Multicast router mode.</summary>
    public byte MulticastRouter { get; init; }

    /// <summary>Whether ARP requests for those behind it are answered by the bridge.</summary>
    public bool ProxyArp { get; init; }

    /// <summary>The same, with what 802.11 asks besides.</summary>
    public bool ProxyArpWireless { get; init; }

    /// <summary>Whether ARP and NDP requests to it are held back where the bridge knows the answer.</summary>
    public bool NeighborSuppression { get; init; }

    /// <summary>Whether VLANs are mapped to tunnel ids.</summary>
    public bool VlanTunnel { get; init; }

    /// <summary>Which link-local group addresses are forwarded.</summary>
    public ushort GroupForwardMask { get; init; }

    /// <summary>The port's id in the spanning tree: priority and number.</summary>
    public ushort Id { get; init; }

    /// <summary>The id of the port that the designated bridge reaches this link by.</summary>
    public ushort DesignatedPort { get; init; }

    /// <summary>The designated bridge's cost.</summary>
    public ushort DesignatedCost { get; init; }

    /// <summary>The id of the spanning tree's root as this port sees it.</summary>
    public string RootId { get; init; } = "";

    /// <summary>The id of the designated bridge.</summary>
    public string BridgeId { get; init; } = "";

    /// <summary>Whether the next hello packet acknowledges a change of the topology.</summary>
    public bool TopologyChangeAcknowledged { get; init; }

    /// <summary>Whether a hello packet waits to be sent.</summary>
    public bool ConfigurationPending { get; init; }

    /// <summary>The index of the port that takes over when this one has no carrier; 0 for none.</summary>
    public int BackupPortIndex { get; init; }
}

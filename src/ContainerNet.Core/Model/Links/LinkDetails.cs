namespace ContainerNet;

/// <summary>What a kind of link adds to what every link has (IFLA_INFO_DATA).</summary>
public abstract class LinkDetails;

/// <summary>A bridge's own settings (IFLA_BR_* in linux/if_link.h).</summary>
public sealed class BridgeDetails : LinkDetails
{
    /// <summary>Time in the listening and learning states.</summary>
    public string ForwardDelay => ForwardDelayValue.ToString();

    /// <summary>The same as a value.</summary>
    internal TimeSpan ForwardDelayValue { get; set; }

    /// <summary>Time between hello packets of the spanning tree.</summary>
    public string HelloTime => HelloTimeValue.ToString();

    /// <summary>The same as a value.</summary>
    internal TimeSpan HelloTimeValue { get; set; }

    /// <summary>How long a hello packet is believed.</summary>
    public string MaxAge => MaxAgeValue.ToString();

    /// <summary>The same as a value.</summary>
    internal TimeSpan MaxAgeValue { get; set; }

    /// <summary>How long a learned MAC address is kept.</summary>
    public string AgeingTime => AgeingTimeValue.ToString();

    /// <summary>The same as a value.</summary>
    internal TimeSpan AgeingTimeValue { get; set; }

    /// <summary>Whether the spanning tree protocol runs: 0 no, 1 in the kernel, 2 in user space.</summary>
    public uint StpState { get; internal set; }

    /// <summary>Priority in the spanning tree.</summary>
    public ushort Priority { get; internal set; }

    /// <summary>Whether frames are filtered by VLAN.</summary>
    public bool VlanFiltering { get; internal set; }

    /// <summary>The VLAN of untagged frames.</summary>
    public ushort DefaultVlan { get; internal set; }

    /// <summary>The bridge's id: priority, a dot, its MAC address.</summary>
    public string BridgeId { get; internal set; } = "";

    /// <summary>The id of the spanning tree's root.</summary>
    public string RootId { get; internal set; } = "";

    /// <summary>The port towards the root; 0 on the root itself.</summary>
    public ushort RootPort { get; internal set; }

    /// <summary>The cost of the path to the root.</summary>
    public uint RootPathCost { get; internal set; }

    /// <summary>Which link-local group addresses are forwarded.</summary>
    public ushort GroupForwardMask { get; internal set; }

    /// <summary>The group address of the spanning tree.</summary>
    public string GroupAddress { get; internal set; } = "";

    /// <summary>Whether multicast is sent only to ports with listeners.</summary>
    public bool MulticastSnooping { get; internal set; }

    /// <summary>Multicast router mode.</summary>
    public byte MulticastRouter { get; internal set; }

    /// <summary>Whether the bridge asks for listeners itself.</summary>
    public bool MulticastQuerier { get; internal set; }

    /// <summary>Whether bridged IPv4 packets meet iptables.</summary>
    public bool CallIptables { get; internal set; }

    /// <summary>Whether bridged IPv6 packets meet ip6tables.</summary>
    public bool CallIp6tables { get; internal set; }

    /// <summary>Whether bridged ARP packets meet arptables.</summary>
    public bool CallArptables { get; internal set; }

    /// <summary>The EtherType of VLAN tags: 0x8100 (802.1Q) or 0x88a8 (802.1ad); 0 where the kernel has no VLAN filtering.</summary>
    public ushort VlanProtocol { get; internal set; }

    /// <summary>Whether packets are counted by VLAN.</summary>
    public bool VlanStatistics { get; internal set; }

    /// <summary>Whether packets are counted by VLAN and port.</summary>
    public bool VlanStatisticsPerPort { get; internal set; }

    /// <summary>Whether the spanning tree's topology is changing.</summary>
    public bool TopologyChange { get; internal set; }

    /// <summary>Whether this bridge itself found such a change.</summary>
    public bool TopologyChangeDetected { get; internal set; }

    /// <summary>Whether addresses are not learned from link-local frames (BR_BOOLOPT_NO_LL_LEARN).</summary>
    public bool NoLinkLocalLearning { get; internal set; }

    /// <summary>Whether multicast is followed by VLAN (BR_BOOLOPT_MCAST_VLAN_SNOOPING).</summary>
    public bool MulticastVlanSnooping { get; internal set; }

    /// <summary>How multicast listeners are followed.</summary>
    public BridgeMulticast Multicast { get; internal set; } = new();

    /// <inheritdoc/>
    public override string ToString() => "bridge";
}

/// <summary>How a bridge follows multicast listeners (IFLA_BR_MCAST_*; RFC 3376, RFC 3810).</summary>
public sealed class BridgeMulticast
{
    /// <summary>Whether queries are sent from the bridge's own address.</summary>
    public bool QueryUsesInterfaceAddress { get; internal set; }

    /// <summary>Kept by the kernel for old programs; always 16.</summary>
    public uint HashElasticity { get; internal set; }

    /// <summary>The most groups.</summary>
    public uint HashMax { get; internal set; }

    /// <summary>Queries sent when a listener leaves.</summary>
    public uint LastMemberCount { get; internal set; }

    /// <summary>Queries sent at the start.</summary>
    public uint StartupQueryCount { get; internal set; }

    /// <summary>Time between queries when a listener leaves.</summary>
    public string LastMemberInterval => LastMemberIntervalValue.ToString();

    /// <summary>The same as a value.</summary>
    internal TimeSpan LastMemberIntervalValue { get; set; }

    /// <summary>How long a listener is believed.</summary>
    public string MembershipInterval => MembershipIntervalValue.ToString();

    /// <summary>The same as a value.</summary>
    internal TimeSpan MembershipIntervalValue { get; set; }

    /// <summary>How long another querier is believed.</summary>
    public string QuerierInterval => QuerierIntervalValue.ToString();

    /// <summary>The same as a value.</summary>
    internal TimeSpan QuerierIntervalValue { get; set; }

    /// <summary>Time between queries.</summary>
    public string QueryInterval => QueryIntervalValue.ToString();

    /// <summary>The same as a value.</summary>
    internal TimeSpan QueryIntervalValue { get; set; }

    /// <summary>How long listeners may take to answer.</summary>
    public string QueryResponseInterval => QueryResponseIntervalValue.ToString();

    /// <summary>The same as a value.</summary>
    internal TimeSpan QueryResponseIntervalValue { get; set; }

    /// <summary>Time between queries at the start.</summary>
    public string StartupQueryInterval => StartupQueryIntervalValue.ToString();

    /// <summary>The same as a value.</summary>
    internal TimeSpan StartupQueryIntervalValue { get; set; }

    /// <summary>Whether multicast packets are counted.</summary>
    public bool Statistics { get; internal set; }

    /// <summary>Version of IGMP, 2 or 3.</summary>
    public byte IgmpVersion { get; internal set; }

    /// <summary>Version of MLD, 1 or 2.</summary>
    public byte MldVersion { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => $"igmp {IgmpVersion}, mld {MldVersion}";
}

/// <summary>How a macvlan treats its siblings (MACVLAN_MODE_* in linux/if_link.h).</summary>
public enum MacvlanMode : long
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
public sealed class MacvlanDetails : LinkDetails
{
    /// <summary>How it treats its siblings.</summary>
    public MacvlanMode Mode { get; internal set; }

    /// <summary>MACVLAN_FLAG_*: 1 keeps the parent from promiscuous mode (passthru), 2 delivers only to the listed sources.</summary>
    public ushort Flags { get; internal set; }

    /// <summary>Broadcast packets that the queue takes, as this link asks for.</summary>
    public uint BroadcastQueueLength { get; internal set; }

    /// <summary>Broadcast packets that the parent's queue takes: the most that any of its links asks for.</summary>
    public uint UsedBroadcastQueueLength { get; internal set; }

    /// <summary>In source mode, the addresses that are received.</summary>
    public IReadOnlyList<string> SourceAddresses { get; internal set => field = Readable.List(value); } = ReadableList<string>.Empty;

    /// <inheritdoc/>
    public override string ToString() => $"macvlan {Mode}";
}

/// <summary>A vxlan's settings (IFLA_VXLAN_*).</summary>
public sealed class VxlanDetails : LinkDetails
{
    /// <summary>The virtual network's number, 0 to 16,777,215.</summary>
    public uint Id { get; internal set; }

    /// <summary>The outer source address.</summary>
    public string? Local { get; internal set; }

    /// <summary>The outer destination of unknown and broadcast frames: a host or a group.</summary>
    public string? Remote { get; internal set; }

    /// <summary>The index of the link it sends over; 0 when routing decides.</summary>
    public int LinkIndex { get; internal set; }

    /// <summary>The outer UDP destination port; 4789 by IANA.</summary>
    public ushort Port { get; internal set; }

    /// <summary>Whether addresses are learned from arriving frames.</summary>
    public bool Learning { get; internal set; }

    /// <summary>The outer time to live; 0 means the system's default.</summary>
    public byte TimeToLive { get; internal set; }

    /// <summary>How long a learned entry is kept.</summary>
    public string AgeingTime => AgeingTimeValue.ToString();

    /// <summary>The same as a value.</summary>
    internal TimeSpan AgeingTimeValue { get; set; }

    /// <summary>Whether the outer time to live is the inner one's.</summary>
    public bool InheritsTimeToLive { get; internal set; }

    /// <summary>The outer type of service; 1 means the inner one's.</summary>
    public byte TypeOfService { get; internal set; }

    /// <summary>The outer IPv6 flow label.</summary>
    public uint FlowLabel { get; internal set; }

    /// <summary>Whether outer IPv4 packets may not be cut: 0 they may, 1 they may not, 2 as the inner one says.</summary>
    public byte DontFragment { get; internal set; }

    /// <summary>The most learned entries; 0 for no limit.</summary>
    public uint MaxEntries { get; internal set; }

    /// <summary>The lowest outer source port; 0 when the system's range holds.</summary>
    public ushort SourcePortLow { get; internal set; }

    /// <summary>The highest outer source port; 0 when the system's range holds.</summary>
    public ushort SourcePortHigh { get; internal set; }

    /// <summary>Whether ARP requests are answered here.</summary>
    public bool Proxy { get; internal set; }

    /// <summary>Whether routed packets take the short way.</summary>
    public bool RouteShortCircuit { get; internal set; }

    /// <summary>Whether a program is notified of unknown MAC addresses.</summary>
    public bool NotifiesLinkMiss { get; internal set; }

    /// <summary>Whether a program is notified of unknown IP addresses.</summary>
    public bool NotifiesAddressMiss { get; internal set; }

    /// <summary>Whether IPv4 packets carry an UDP checksum.</summary>
    public bool UdpChecksum { get; internal set; }

    /// <summary>Whether IPv6 packets are sent without an UDP checksum.</summary>
    public bool UdpZeroChecksum6Send { get; internal set; }

    /// <summary>Whether IPv6 packets without an UDP checksum are received.</summary>
    public bool UdpZeroChecksum6Receive { get; internal set; }

    /// <summary>Whether the group policy extension is on.</summary>
    public bool GroupPolicy { get; internal set; }

    /// <summary>Whether the generic protocol extension is on.</summary>
    public bool GenericProtocol { get; internal set; }

    /// <summary>Whether id and remote come with each packet from outside, such as from a route or an eBPF program.</summary>
    public bool IsExternal { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => $"vxlan {Id}";
}

/// <summary>States of a bridge's port (BR_STATE_* in linux/if_bridge.h).</summary>
public enum BridgePortState : long
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
public sealed class BridgePortDetails
{
    /// <summary>What it does with frames.</summary>
    public BridgePortState State { get; internal set; }

    /// <summary>Priority in the spanning tree.</summary>
    public ushort Priority { get; internal set; }

    /// <summary>Cost in the spanning tree.</summary>
    public uint Cost { get; internal set; }

    /// <summary>The port's number on its bridge.</summary>
    public ushort Number { get; internal set; }

    /// <summary>Whether a frame may leave by the port that it came in by.</summary>
    public bool Hairpin { get; internal set; }

    /// <summary>Whether addresses are learned here.</summary>
    public bool Learning { get; internal set; }

    /// <summary>Whether frames to unknown addresses are sent here.</summary>
    public bool Flood { get; internal set; }

    /// <summary>Whether it is kept apart from other isolated ports.</summary>
    public bool Isolated { get; internal set; }

    /// <summary>Whether frames from addresses that are not learned here are dropped.</summary>
    public bool Locked { get; internal set; }

    /// <summary>Whether spanning tree packets are dropped (BPDU guard).</summary>
    public bool Guard { get; internal set; }

    /// <summary>Whether it may not become the way to the root.</summary>
    public bool RootBlock { get; internal set; }

    /// <summary>Whether a leaving listener is believed at once.</summary>
    public bool FastLeave { get; internal set; }

    /// <summary>Whether multicast to unknown groups is sent here.</summary>
    public bool MulticastFlood { get; internal set; }

    /// <summary>Whether broadcasts are sent here.</summary>
    public bool BroadcastFlood { get; internal set; }

    /// <summary>Whether multicast is sent as unicast to each listener.</summary>
    public bool MulticastToUnicast { get; internal set; }

    /// <summary>Multicast router mode.</summary>
    public byte MulticastRouter { get; internal set; }

    /// <summary>Whether ARP requests for those behind it are answered by the bridge.</summary>
    public bool ProxyArp { get; internal set; }

    /// <summary>The same, with what 802.11 asks besides.</summary>
    public bool ProxyArpWireless { get; internal set; }

    /// <summary>Whether ARP and NDP requests to it are held back where the bridge knows the answer.</summary>
    public bool NeighborSuppression { get; internal set; }

    /// <summary>Whether VLANs are mapped to tunnel ids.</summary>
    public bool VlanTunnel { get; internal set; }

    /// <summary>Which link-local group addresses are forwarded.</summary>
    public ushort GroupForwardMask { get; internal set; }

    /// <summary>The port's id in the spanning tree: priority and number.</summary>
    public ushort Id { get; internal set; }

    /// <summary>The id of the port that the designated bridge reaches this link by.</summary>
    public ushort DesignatedPort { get; internal set; }

    /// <summary>The designated bridge's cost.</summary>
    public ushort DesignatedCost { get; internal set; }

    /// <summary>The id of the spanning tree's root as this port sees it.</summary>
    public string RootId { get; internal set; } = "";

    /// <summary>The id of the designated bridge.</summary>
    public string BridgeId { get; internal set; } = "";

    /// <summary>Whether the next hello packet acknowledges a change of the topology.</summary>
    public bool TopologyChangeAcknowledged { get; internal set; }

    /// <summary>Whether a hello packet waits to be sent.</summary>
    public bool ConfigurationPending { get; internal set; }

    /// <summary>The index of the port that takes over when this one has no carrier; 0 for none.</summary>
    public int BackupPortIndex { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => $"{State}";
}

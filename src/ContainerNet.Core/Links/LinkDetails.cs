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
public sealed record MacvlanDetails(MacvlanMode Mode) : LinkDetails;

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
}

namespace ContainerNet;

/// <summary>State of an interface (RFC 2863 ifOperStatus; IF_OPER_* in linux/if.h).</summary>
public enum AdapterStatus : long
{
    /// <summary>The driver does not say.</summary>
    Unknown = 0,
    /// <summary>A component is missing.</summary>
    NotPresent = 1,
    /// <summary>Not able to pass packets.</summary>
    Down = 2,
    /// <summary>The layer below is down.</summary>
    LowerLayerDown = 3,
    /// <summary>In test mode.</summary>
    Testing = 4,
    /// <summary>Waiting for an event such as authentication.</summary>
    Dormant = 5,
    /// <summary>Able to pass packets.</summary>
    Up = 6,
}

/// <summary>What is set on an interface (IFF_* in linux/if.h).</summary>
[Flags]
public enum AdapterFlags : long
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>Set up by the administrator.</summary>
    Up = 1 << 0,
    /// <summary>Has a broadcast address.</summary>
    Broadcast = 1 << 1,
    /// <summary>Loopback.</summary>
    Loopback = 1 << 3,
    /// <summary>Point to point.</summary>
    PointToPoint = 1 << 4,
    /// <summary>Resources are allocated.</summary>
    Running = 1 << 6,
    /// <summary>No ARP.</summary>
    NoArp = 1 << 7,
    /// <summary>Receives all packets.</summary>
    Promiscuous = 1 << 8,
    /// <summary>Receives all multicast packets.</summary>
    AllMulticast = 1 << 9,
    /// <summary>Master of others (load balancing).</summary>
    Master = 1 << 10,
    /// <summary>Slave of another (load balancing).</summary>
    Slave = 1 << 11,
    /// <summary>Supports multicast.</summary>
    Multicast = 1 << 12,
    /// <summary>The address is lost when the interface goes down.</summary>
    Dynamic = 1 << 15,
    /// <summary>The layer below has a carrier.</summary>
    LowerUp = 1 << 16,
    /// <summary>Dormant.</summary>
    Dormant = 1 << 17,
    /// <summary>Echoes sent packets.</summary>
    Echo = 1 << 18,
}

/// <summary>How IPv6 link-local addresses are made (IN6_ADDR_GEN_MODE_* in linux/if_link.h).</summary>
public enum AddressGenerationMode : long
{
    /// <summary>From the MAC address (EUI-64).</summary>
    Eui64 = 0,
    /// <summary>None.</summary>
    None = 1,
    /// <summary>Stable and private (RFC 7217).</summary>
    StablePrivacy = 2,
    /// <summary>Random.</summary>
    Random = 3,
}

/// <summary>A network interface as the kernel described it (RTM_NEWLINK). An immutable view: read again to see what changed.</summary>
public sealed class NetAdapter
{
    internal NetAdapter(NamespaceReference place) => NamespaceValue = place;

    /// <summary>The namespace it is in, as requested; empty for the host's own.</summary>
    public string Namespace => NamespaceValue.ToString();

    /// <summary>The same as a value.</summary>
    internal NamespaceReference NamespaceValue { get; }

    /// <summary>The interface's name.</summary>
    public required string Name { get; init; }

    /// <summary>The name again, under the name that addresses and routes use for it.</summary>
    public string InterfaceAlias => Name;

    /// <summary>The index, unique within the namespace.</summary>
    public required int InterfaceIndex { get; init; }

    /// <summary>What made it: veth, bridge, dummy, macvlan, vxlan, …; empty for hardware and lo.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The layer below (ARPHRD_* in linux/if_arp.h): 1 is Ethernet, 772 is loopback.</summary>
    public int DeviceType { get; init; }

    /// <summary>The link-layer address in Linux's notation; empty when there is none.</summary>
    public string LinkLayerAddress { get; init; } = "";

    /// <summary>The link-layer address of those that have six bytes.</summary>
    public string? MacAddress => MacAddressValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal MacAddress? MacAddressValue { get; init; }

    /// <summary>The link-layer broadcast address, or the peer's of a tunnel.</summary>
    public string BroadcastAddress { get; init; } = "";

    /// <summary>The largest packet, in bytes.</summary>
    public uint MtuSize { get; init; }

    /// <summary>The smallest MTU that it accepts, in bytes.</summary>
    public uint MinMtuSize { get; init; }

    /// <summary>The largest MTU that it accepts, in bytes; 0 when there is no limit.</summary>
    public uint MaxMtuSize { get; init; }

    /// <summary>Whether packets pass.</summary>
    public AdapterStatus Status { get; init; }

    /// <summary>Whether the administrator has set it up.</summary>
    public bool IsEnabled => Flags.HasFlag(AdapterFlags.Up);

    /// <summary>All flags.</summary>
    public AdapterFlags Flags { get; init; }

    /// <summary>The bridge (or other master) that it is a port of; null where it is none.</summary>
    public string? Master { get; internal set; }

    /// <summary>The master's index; 0 when there is none.</summary>
    public int MasterIndex { get; init; }

    /// <summary>The index of what it is stacked on, or of a veth's peer; 0 when there is none.</summary>
    public int LinkIndex { get; init; }

    /// <summary>The name of that link, where it is in the same namespace.</summary>
    public string? Link { get; internal set; }

    /// <summary>The id of the namespace that link is in, where it is in another; -1 when that namespace has no id here.</summary>
    public int? LinkNamespaceId { get; init; }

    /// <summary>The administrator's description (<c>ip link set … alias</c>); empty when there is none.</summary>
    public string Description { get; init; } = "";

    /// <summary>Other names of the interface, which may be longer.</summary>
    public IReadOnlyList<string> AlternativeNames { get; init => field = Readable.List(value); } = ReadableList<string>.Empty;

    /// <summary>The queueing discipline.</summary>
    public string QueueDiscipline { get; init; } = "";

    /// <summary>Packets that the queue takes.</summary>
    public uint TransmitQueueLength { get; init; }

    /// <summary>Number of transmit queues.</summary>
    public uint TransmitQueues { get; init; }

    /// <summary>Number of receive queues.</summary>
    public uint ReceiveQueues { get; init; }

    /// <summary>The device group.</summary>
    public uint Group { get; init; }

    /// <summary>How many users want it promiscuous.</summary>
    public uint Promiscuity { get; init; }

    /// <summary>How many users want all multicast.</summary>
    public uint AllMulticast { get; init; }

    /// <summary>IF_LINK_MODE_*: 0 default, 1 dormant, 2 testing.</summary>
    public int LinkMode { get; init; }

    /// <summary>How IPv6 link-local addresses are made; null where IPv6 is absent.</summary>
    public AddressGenerationMode? AddressGenerationMode { get; init; }

    /// <summary>Limits of segmentation offload.</summary>
    public OffloadLimits Offload { get; init; } = new();

    /// <summary>What its kind adds: <see cref="BridgeDetails"/>, <see cref="MacvlanDetails"/>, <see cref="VxlanDetails"/>; null for others.</summary>
    public LinkDetails? Details { get; init; }

    /// <summary>What being a bridge's port adds; null where it is none.</summary>
    public BridgePortDetails? BridgePort { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>Limits of segmentation and receive offload, in bytes and segments (IFLA_GSO_*, IFLA_TSO_*, IFLA_GRO_*).</summary>
public sealed class OffloadLimits
{
    /// <summary>Largest packet that generic segmentation builds.</summary>
    public uint GsoMaxSize { get; init; }

    /// <summary>Most segments of it.</summary>
    public uint GsoMaxSegments { get; init; }

    /// <summary>Largest packet that the device segments.</summary>
    public uint TsoMaxSize { get; init; }

    /// <summary>Most segments of it.</summary>
    public uint TsoMaxSegments { get; init; }

    /// <summary>Largest packet that is put together on receive.</summary>
    public uint GroMaxSize { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"gso {GsoMaxSize}, tso {TsoMaxSize}, gro {GroMaxSize}";
}

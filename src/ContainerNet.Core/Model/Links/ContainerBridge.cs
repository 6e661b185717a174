namespace ContainerNet;

/// <summary>A bridge with its ports and its MAC table, as <c>brctl show</c>, <c>brctl showmacs</c> and <c>bridge fdb</c> show them.</summary>
public sealed class ContainerBridge
{
    /// <summary>The bridge as an interface.</summary>
    public required NetAdapter Adapter { get; init; }

    /// <summary>The namespace it is in; empty for the host's own.</summary>
    public string Namespace => NamespaceValue.ToString();

    /// <summary>The same as a value.</summary>
    internal NamespaceReference NamespaceValue => Adapter.NamespaceValue;

    /// <summary>Its name.</summary>
    public string Name => Adapter.Name;

    /// <summary>Its index.</summary>
    public int InterfaceIndex => Adapter.InterfaceIndex;

    /// <summary>Whether packets pass.</summary>
    public AdapterStatus Status => Adapter.Status;

    /// <summary>Its own settings.</summary>
    public BridgeDetails Details => (BridgeDetails)Adapter.Details!;

    /// <summary>Priority, a dot, and the MAC address.</summary>
    public string BridgeId => Details.BridgeId;

    /// <summary>Whether the spanning tree protocol runs.</summary>
    public bool StpEnabled => Details.StpState != 0;

    /// <summary>How long a learned MAC address is kept.</summary>
    public string AgeingTime => Details.AgeingTime;

    /// <summary>Whether frames are filtered by VLAN.</summary>
    public bool VlanFiltering => Details.VlanFiltering;

    /// <summary>Its ports, by index.</summary>
    public required IReadOnlyList<ContainerBridgePort> Ports { get; init => field = Readable.List(value); }

    /// <summary>Which MAC address is behind which port.</summary>
    public required IReadOnlyList<BridgeMacEntry> MacTable { get; init => field = Readable.List(value); }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>An interface that is a port of a bridge.</summary>
public sealed class ContainerBridgePort
{
    /// <summary>The port as an interface.</summary>
    public required NetAdapter Adapter { get; init; }

    /// <summary>The bridge's name.</summary>
    public required string BridgeName { get; init; }

    /// <summary>The namespace it is in; empty for the host's own.</summary>
    public string Namespace => NamespaceValue.ToString();

    /// <summary>The same as a value.</summary>
    internal NamespaceReference NamespaceValue => Adapter.NamespaceValue;

    /// <summary>The interface's name.</summary>
    public string Name => Adapter.Name;

    /// <summary>The interface's index.</summary>
    public int InterfaceIndex => Adapter.InterfaceIndex;

    /// <summary>Its settings as a port.</summary>
    public BridgePortDetails Details => Adapter.BridgePort ?? new BridgePortDetails();

    /// <summary>What it does with frames.</summary>
    public BridgePortState State => Details.State;

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>An entry of a bridge's MAC table (an RTM_NEWNEIGH of AF_BRIDGE).</summary>
public sealed class BridgeMacEntry
{
    internal BridgeMacEntry(MacAddress address) => MacAddressValue = address;

    /// <summary>The address.</summary>
    public string MacAddress => MacAddressValue.ToString();

    /// <summary>The same as a value.</summary>
    internal MacAddress MacAddressValue { get; }

    /// <summary>The port through which it is reached, or the interface that has it.</summary>
    public required string InterfaceAlias { get; init; }

    /// <summary>The VLAN; null where the bridge does not filter by VLAN.</summary>
    public int? Vlan { get; init; }

    /// <summary>Whether it never ages: an interface's own address, or one that was set by hand (NUD_PERMANENT).</summary>
    public bool IsPermanent { get; init; }

    /// <summary>Whether the interface itself listens for it, rather than the bridge forwarding to it (NTF_SELF).</summary>
    public bool IsSelf { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{MacAddressValue} {InterfaceAlias}";
}

/// <summary>Settings of a bridge; null leaves the kernel's default.</summary>
public sealed record BridgeSettings
{
    /// <summary>Whether the spanning tree protocol runs.</summary>
    public bool? Stp { get; init; }

    /// <summary>How long a learned MAC address is kept, to a hundredth of a second.</summary>
    public TimeSpan? AgeingTime { get; init; }

    /// <summary>Time in the listening and learning states, to a hundredth of a second.</summary>
    public TimeSpan? ForwardDelay { get; init; }

    /// <summary>Whether frames are filtered by VLAN.</summary>
    public bool? VlanFiltering { get; init; }

    /// <summary>The MTU in bytes.</summary>
    public uint? Mtu { get; init; }

    /// <summary>The MAC address; a random one when null.</summary>
    public MacAddress? Mac { get; init; }
}

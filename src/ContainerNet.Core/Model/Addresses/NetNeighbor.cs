using System.Net;

namespace ContainerNet;

/// <summary>What is known of a neighbour (NUD_* in linux/neighbour.h).</summary>
[Flags]
public enum NeighborState : long
{
    /// <summary>Nothing: made without a state.</summary>
    None = 0,
    /// <summary>Being resolved.</summary>
    Incomplete = 0x01,
    /// <summary>Confirmed not long ago.</summary>
    Reachable = 0x02,
    /// <summary>Not confirmed for a while.</summary>
    Stale = 0x04,
    /// <summary>Waiting before it is asked again.</summary>
    Delay = 0x08,
    /// <summary>Being asked again.</summary>
    Probe = 0x10,
    /// <summary>Does not answer.</summary>
    Failed = 0x20,
    /// <summary>Needs no asking.</summary>
    NoArp = 0x40,
    /// <summary>Set by the administrator.</summary>
    Permanent = 0x80,
}

/// <summary>An entry of the ARP or NDP table as the kernel described it (RTM_NEWNEIGH).</summary>
public sealed class NetNeighbor
{
    internal NetNeighbor(NamespaceReference place, IPAddress address) => (NamespaceValue, IPAddressValue) = (place, address);

    /// <summary>The namespace it is in; empty for the host's own.</summary>
    public string Namespace => NamespaceValue.ToString();

    /// <summary>The same as a value.</summary>
    internal NamespaceReference NamespaceValue { get; }

    /// <summary>The interface's name.</summary>
    public required string InterfaceAlias { get; init; }

    /// <summary>The interface's index.</summary>
    public required int InterfaceIndex { get; init; }

    /// <summary>The neighbour's address.</summary>
    public string IPAddress => IPAddressValue.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress IPAddressValue { get; }

    /// <summary>IPv4 or IPv6.</summary>
    public IPAddressFamily AddressFamily => (IPAddressFamily)IPAddressValue.AddressFamily;

    /// <summary>Its link-layer address; empty while it is not known.</summary>
    public string LinkLayerAddress { get; init; } = "";

    /// <summary>What is known of it.</summary>
    public NeighborState State { get; init; }

    /// <summary>Whether it is a router (NTF_ROUTER).</summary>
    public bool IsRouter { get; init; }

    /// <summary>Whether the host answers in its place (NTF_PROXY).</summary>
    public bool IsProxy { get; init; }

    /// <summary>Whether a program put it there, and keeps it up to date (NTF_EXT_LEARNED).</summary>
    public bool IsExternallyLearned { get; init; }

    /// <summary>Whether the kernel keeps asking for it by itself (NTF_EXT_MANAGED).</summary>
    public bool IsManaged { get; init; }

    /// <summary>Its origin, by number (RTPROT_*); 0 when unknown.</summary>
    public int ProtocolNumber { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{IPAddressValue} dev {InterfaceAlias}";
}

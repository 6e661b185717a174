using System.Net;

namespace ContainerNet;

/// <summary>What an address is good for right now, as NetTCPIP names it.</summary>
public enum AddressState : long
{
    /// <summary>Another host has it (IFA_F_DADFAILED).</summary>
    Duplicate,
    /// <summary>Not yet known to be unique (IFA_F_TENTATIVE).</summary>
    Tentative,
    /// <summary>Not for new connections (IFA_F_DEPRECATED).</summary>
    Deprecated,
    /// <summary>In use.</summary>
    Preferred,
}

/// <summary>Flags of an address (IFA_F_* in linux/if_addr.h).</summary>
[Flags]
public enum AddressFlags : long
{
    /// <summary>None.</summary>
    None = 0,
    /// <summary>IPv4: not the first of its network. IPv6: temporary.</summary>
    Secondary = 0x01,
    /// <summary>No duplicate address detection.</summary>
    NoDad = 0x02,
    /// <summary>Used before detection ends.</summary>
    Optimistic = 0x04,
    /// <summary>Duplicate address detection failed.</summary>
    DadFailed = 0x08,
    /// <summary>A mobile host's home address.</summary>
    HomeAddress = 0x10,
    /// <summary>Its preferred lifetime is over.</summary>
    Deprecated = 0x20,
    /// <summary>Detection has not ended.</summary>
    Tentative = 0x40,
    /// <summary>Has no lifetime.</summary>
    Permanent = 0x80,
    /// <summary>Its temporary addresses are managed by the kernel.</summary>
    ManageTemporary = 0x100,
    /// <summary>Makes no route for its prefix.</summary>
    NoPrefixRoute = 0x200,
    /// <summary>Joins multicast groups by itself.</summary>
    AutoJoin = 0x400,
    /// <summary>Stable and private.</summary>
    StablePrivacy = 0x800,
}

/// <summary>How far an address or route reaches (RT_SCOPE_* in linux/rtnetlink.h).</summary>
public enum NetworkScope : long
{
    /// <summary>Everywhere.</summary>
    Global = 0,
    /// <summary>Inside the site.</summary>
    Site = 200,
    /// <summary>On the link.</summary>
    Link = 253,
    /// <summary>On the host.</summary>
    Host = 254,
    /// <summary>Nowhere: the destination does not exist.</summary>
    Nowhere = 255,
}

/// <summary>An address of an interface as the kernel described it (RTM_NEWADDR).</summary>
public sealed class NetIPAddress
{
    internal NetIPAddress(NamespaceReference place, IPAddress address) => (NamespaceValue, IPAddressValue) = (place, address);

    /// <summary>The namespace it is in; empty for the host's own.</summary>
    public string Namespace => NamespaceValue.ToString();

    /// <summary>The same as a value.</summary>
    internal NamespaceReference NamespaceValue { get; }

    /// <summary>The interface's name.</summary>
    public required string InterfaceAlias { get; init; }

    /// <summary>The interface's index.</summary>
    public required int InterfaceIndex { get; init; }

    /// <summary>The interface's own address.</summary>
    public string IPAddress => IPAddressValue.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress IPAddressValue { get; }

    /// <summary>The length of its network's prefix, in bits.</summary>
    public required int PrefixLength { get; init; }

    /// <summary>IPv4 or IPv6.</summary>
    public IPAddressFamily AddressFamily => (IPAddressFamily)IPAddressValue.AddressFamily;

    /// <summary>The other end's address on a point-to-point link; null elsewhere.</summary>
    public string? PeerAddress => PeerAddressValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress? PeerAddressValue { get; init; }

    /// <summary>The broadcast address; null where none is set.</summary>
    public string? BroadcastAddress => BroadcastAddressValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress? BroadcastAddressValue { get; init; }

    /// <summary>How far it reaches.</summary>
    public NetworkScope Scope { get; init; }

    /// <summary>IPv4: the label, which is or begins with the interface's name; empty for IPv6.</summary>
    public string Label { get; init; } = "";

    /// <summary>All flags.</summary>
    public AddressFlags Flags { get; init; }

    /// <summary>What it is good for right now.</summary>
    public AddressState AddressState =>
        Flags.HasFlag(AddressFlags.DadFailed) ? AddressState.Duplicate
        : Flags.HasFlag(AddressFlags.Tentative) ? AddressState.Tentative
        : Flags.HasFlag(AddressFlags.Deprecated) ? AddressState.Deprecated
        : AddressState.Preferred;

    /// <summary>How long it stays; null for ever.</summary>
    public string? ValidLifetime => ValidLifetimeValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal TimeSpan? ValidLifetimeValue { get; init; }

    /// <summary>How long new connections use it; null for ever.</summary>
    public string? PreferredLifetime => PreferredLifetimeValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal TimeSpan? PreferredLifetimeValue { get; init; }

    /// <summary>The metric of the route that the address makes; 0 for the kernel's default.</summary>
    public uint RouteMetric { get; init; }

    /// <summary>Its origin, by number (IFAPROT_*): 0 is unknown, 1 the kernel for lo, 2 a router's advertisement, 3 the kernel for a link.</summary>
    public int ProtocolNumber { get; init; }

    /// <summary>The address with its prefix length.</summary>
    public InterfaceAddress ToInterfaceAddress() => new(IPAddressValue, PrefixLength);

    /// <inheritdoc/>
    public override string ToString() => $"{IPAddressValue}/{PrefixLength}";
}

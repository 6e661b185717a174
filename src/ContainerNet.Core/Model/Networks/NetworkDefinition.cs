using System.Net;
using ContainerNet.Networks.Drivers;

namespace ContainerNet;

/// <summary>What a new network is to be.</summary>
public sealed record NetworkDefinition
{
    /// <summary>Its name: a letter or digit, then letters, digits, '_', '.' and '-', as Docker has it.</summary>
    public required string Name { get; init; }

    /// <summary><c>bridge</c> or <c>macvlan</c>; of <c>host</c> and <c>null</c> there is one network each, always.</summary>
    public string Driver { get; init; } = NetworkDrivers.Bridge;

    /// <summary>The addresses its endpoints get theirs from; IPv4, /30 or shorter. The next free default pool when null.</summary>
    public IPNetwork? Subnet { get; init; }

    /// <summary>The bridge's own address, or the router of a macvlan network; the subnet's first when null.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>The part of the subnet that addresses are chosen from; all of it when null.</summary>
    public IPNetwork? IPRange { get; init; }

    /// <summary>Whether its endpoints get IPv6 addresses too. A subnet for them implies it.</summary>
    public bool EnableIPv6 { get; init; }

    /// <summary>The IPv6 addresses; a /64 of unique local addresses (RFC 4193) when null.</summary>
    public IPNetwork? IPv6Subnet { get; init; }

    /// <summary>The IPv6 gateway; the subnet's first address when null.</summary>
    public IPAddress? IPv6Gateway { get; init; }

    /// <summary>The part of the IPv6 subnet that addresses are chosen from; all of it when null.</summary>
    public IPNetwork? IPv6Range { get; init; }

    /// <summary>Addresses of either subnet that no endpoint gets, by name.</summary>
    public IReadOnlyDictionary<string, IPAddress> AuxAddress { get; init; } = new Dictionary<string, IPAddress>();

    /// <summary>Whether nothing passes between it and any other network.</summary>
    public bool Internal { get; init; }

    /// <summary>Whether its endpoints reach each other.</summary>
    public bool Icc { get; init; } = true;

    /// <summary>Whether its endpoints reach what the host serves, at whichever of its addresses; when null, unless the network is internal.</summary>
    public bool? HostAccess { get; init; }

    /// <summary>Whether what leaves the network gets an address of the host's.</summary>
    public bool Masquerade { get; init; } = true;

    /// <summary>The addresses that its packets leave with, at most one a family; that of the interface they leave by when there is none.</summary>
    public IReadOnlyList<IPAddress> SnatAddress { get; init; } = [];

    /// <summary>The host's address that its ports are published on where a publication names none; all when null.</summary>
    public IPAddress? HostBinding { get; init; }

    /// <summary>The bridge's name; <c>cn-</c> and ten characters of the id when null.</summary>
    public string? BridgeName { get; init; }

    /// <summary>The host's interface that a macvlan network is on.</summary>
    public string? Parent { get; init; }

    /// <summary>How endpoints of a macvlan network treat each other; bridge mode when null, as Docker has it.</summary>
    public MacvlanMode? MacvlanMode { get; init; }

    /// <summary>The MTU in bytes; the kernel's default when null.</summary>
    public uint? MtuSize { get; init; }

    /// <summary>What interfaces inside are called, before their number; <c>eth</c> when null.</summary>
    public string? InterfacePrefix { get; init; }

    /// <summary>What the user wants to remember of it.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}

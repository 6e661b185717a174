using System.Net;

namespace ContainerNet;

/// <summary>What daemon.json makes of the default network, the one that a container is on when nothing else is said.</summary>
/// <remarks>
/// <c>bip</c> decides: its subnet is the network's, and what lies outside of it (<c>fixed-cidr</c>, <c>default-gateway</c>) is
/// left out with a warning, because no bridge could reach it. dockerd refuses to start with such a file. Without <c>bip</c>,
/// <c>fixed-cidr</c> is the subnet.
/// </remarks>
public sealed class DefaultNetworkSettings
{
    /// <summary>The bridge's name when none is configured: a Docker on the same host keeps its docker0.</summary>
    public const string DefaultBridgeName = "cnet0";

    /// <summary>Whether there is a default network: unless <c>bridge</c> is <c>none</c>.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The bridge's name.</summary>
    public string BridgeName { get; init; } = DefaultBridgeName;

    /// <summary>The IPv4 subnet; null for the next of the pools.</summary>
    public string? Subnet => SubnetValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPNetwork? SubnetValue { get; init; }

    /// <summary>The bridge's own IPv4 address; null for the subnet's first.</summary>
    public string? BridgeAddress => BridgeAddressValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress? BridgeAddressValue { get; init; }

    /// <summary>The part of the subnet that endpoints get addresses from; null for all of it.</summary>
    public string? IPRange => IPRangeValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPNetwork? IPRangeValue { get; init; }

    /// <summary>The endpoints' IPv4 gateway; null for the bridge's address.</summary>
    public string? Gateway => GatewayValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress? GatewayValue { get; init; }

    /// <summary>Whether endpoints get IPv6 addresses.</summary>
    public bool IPv6 { get; init; }

    /// <summary>The IPv6 subnet; null for the next of the pools.</summary>
    public string? IPv6Subnet => IPv6SubnetValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPNetwork? IPv6SubnetValue { get; init; }

    /// <summary>The bridge's own IPv6 address; null for the subnet's first.</summary>
    public string? IPv6BridgeAddress => IPv6BridgeAddressValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress? IPv6BridgeAddressValue { get; init; }

    /// <summary>The part of the IPv6 subnet that endpoints get addresses from; null for all of it.</summary>
    public string? IPv6Range => IPv6RangeValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPNetwork? IPv6RangeValue { get; init; }

    /// <summary>The endpoints' IPv6 gateway; null for the bridge's address.</summary>
    public string? IPv6Gateway => IPv6GatewayValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress? IPv6GatewayValue { get; init; }

    /// <summary>The MTU in bytes; null for the kernel's default.</summary>
    public uint? Mtu { get; init; }

    /// <summary>Whether the endpoints reach each other.</summary>
    public bool Icc { get; init; } = true;

    /// <summary>Whether what leaves the network gets an address of the host's.</summary>
    public bool Masquerade { get; init; } = true;

    /// <summary>The host's address that ports are published on; null for all of them.</summary>
    public string? HostBinding => HostBindingValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress? HostBindingValue { get; init; }

    /// <inheritdoc/>
    public override string ToString() => BridgeName;
}

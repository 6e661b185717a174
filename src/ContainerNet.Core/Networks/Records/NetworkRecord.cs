using System.Collections.ObjectModel;
using System.Net;
using System.Text.Json.Serialization;
using ContainerNet.Firewall.Elements;
using ContainerNet.Networks.Drivers;
using ContainerNet.State;

namespace ContainerNet.Networks.Records;

/// <summary>A network as it is kept in the state.</summary>
/// <param name="Id">Unique.</param>
/// <param name="Name">Its name.</param>
/// <param name="Driver">What makes it: one of <see cref="NetworkDrivers"/>.</param>
/// <param name="Created">When it was made.</param>
internal sealed record NetworkRecord(string Id, string Name, string Driver, DateTimeOffset Created) : IJsonObject
{
    /// <summary>A new id: 64 hexadecimal digits. No other network, endpoint or container has it.</summary>
    public static string NewId() => Random.Shared.GetHexString(64, lowercase: true);

    private static readonly ReadOnlyDictionary<string, IPAddress> _none = ReadOnlyDictionary<string, IPAddress>.Empty;

    /// <summary>The IPv4 addresses; only networks without endpoints have none.</summary>
    public NetworkPool? IPv4 { get; init; }

    /// <summary>The IPv6 addresses, of a network that has both.</summary>
    public NetworkPool? IPv6 { get; init; }

    /// <summary>The bridge, of a bridge network.</summary>
    public string? Bridge { get; init; }

    /// <summary>The host's interface, of a macvlan network.</summary>
    public string? Parent { get; init; }

    /// <summary>How endpoints of a macvlan network treat each other.</summary>
    public MacvlanMode? MacvlanMode { get; init; }

    public bool Masquerade { get; init; }

    public bool Internal { get; init; }

    public bool Isolated { get; init; }

    /// <summary>Whether its endpoints reach what the host serves; when null, unless it is internal.</summary>
    public bool? HostAccess { get; init; }

    /// <summary>Whether ports of its endpoints can be published.</summary>
    [JsonIgnore]
    public bool PublishesPorts => Driver == NetworkDrivers.Bridge && !Internal;

    public IPAddress? SnatAddress { get; init; }

    public IPAddress? IPv6SnatAddress { get; init; }

    public IPAddress? HostBinding { get; init; }

    public uint? MtuSize { get; init; }

    public string? InterfacePrefix { get; init; }

    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <inheritdoc/>
    public void WriteMembers(JsonLine line)
    {
        line.Member("id"u8, Id);
        line.Member("name"u8, Name);
        line.Member("driver"u8, Driver);
        line.Member("created"u8, Created);
        line.Member("iPv4"u8, IPv4);
        line.Member("iPv6"u8, IPv6);
        line.Member("bridge"u8, Bridge);
        line.Member("parent"u8, Parent);
        line.Member("macvlanMode"u8, MacvlanMode?.ToString());
        line.Member("masquerade"u8, Masquerade);
        line.Member("internal"u8, Internal);
        line.Member("isolated"u8, Isolated);
        if (HostAccess is { } access) line.Member("hostAccess"u8, access);
        line.Member("snatAddress"u8, SnatAddress);
        line.Member("iPv6SnatAddress"u8, IPv6SnatAddress);
        line.Member("hostBinding"u8, HostBinding);
        line.Member("mtuSize"u8, MtuSize);
        line.Member("interfacePrefix"u8, InterfacePrefix);
        line.Member("labels"u8, Labels);
    }

    /// <summary>Its subnets, IPv4 first.</summary>
    public NetworkPool[] Pools() => (IPv4, IPv6) switch
    {
        (null, null) => [],
        ({ } only, null) => [only],
        (null, { } only) => [only],
        var (ipv4, ipv6) => [ipv4, ipv6],
    };

    /// <summary>Addresses of its subnets that others have, by name.</summary>
    public IReadOnlyDictionary<string, IPAddress> Auxiliary()
        => (IPv4?.Auxiliary, IPv6?.Auxiliary) is (null, null) ? _none : Pools().SelectMany(pool => pool.Auxiliary ?? _none).ToDictionary();

    /// <summary>The addresses that its packets leave with, at most one a family.</summary>
    public IPAddress[] SnatAddresses()
        => (SnatAddress, IPv6SnatAddress) is (null, null) ? [] : [.. new[] { SnatAddress, IPv6SnatAddress }.OfType<IPAddress>()];

    /// <summary>What the firewall knows of it; nothing of one without a bridge.</summary>
    public FirewallElement[] ToElements() => Bridge is null ? [] : Array.ConvertAll(Pools(), ToElement);

    private FirewallElement ToElement(NetworkPool pool)
    {
        IPAddress? snat = pool == IPv4 ? SnatAddress : IPv6SnatAddress;
        return new NetworkElement(Bridge!, pool.Subnet, Masquerade && !Internal) { Internal = Internal, Isolated = Isolated, HostAccess = HostAccess ?? !Internal, SnatAddress = Internal ? null : snat, NameServer = DefaultNetworks.IsDefault(Name) ? null : pool.OwnAddress() };
    }
}

/// <summary>A subnet of a network, and what of it is given out.</summary>
/// <param name="Subnet">The subnet.</param>
/// <param name="Gateway">The bridge's own address, or what a macvlan network's endpoints take for their router.</param>
internal sealed record NetworkPool(IPNetwork Subnet, IPAddress Gateway) : IJsonObject
{
    /// <summary>The bridge's own address where the gateway is another machine.</summary>
    public IPAddress? BridgeAddress { get; init; }

    /// <summary>The bridge's own address, whichever host is the gateway.</summary>
    public IPAddress OwnAddress() => BridgeAddress ?? Gateway;

    /// <summary>The part of the subnet that addresses are chosen from; all of it when null.</summary>
    public IPNetwork? Range { get; init; }

    /// <summary>Addresses that others have, by name.</summary>
    public IReadOnlyDictionary<string, IPAddress>? Auxiliary { get; init; }

    /// <inheritdoc/>
    public void WriteMembers(JsonLine line)
    {
        line.Member("subnet"u8, Subnet);
        line.Member("gateway"u8, Gateway);
        line.Member("bridgeAddress"u8, BridgeAddress);
        line.Member("range"u8, Range);
        line.Member("auxiliary"u8, Auxiliary);
    }

    /// <summary>What no endpoint gets.</summary>
    public IEnumerable<IPAddress> Reserved() => [Gateway, .. BridgeAddress is null ? [] : new[] { BridgeAddress }, .. Auxiliary?.Values ?? []];
}

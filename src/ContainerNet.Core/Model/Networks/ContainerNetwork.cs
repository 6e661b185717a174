using System.Net;

namespace ContainerNet;

/// <summary>A container network: for most a bridge with an address, and what the firewall does for it.</summary>
public sealed class ContainerNetwork
{
    /// <summary>64 hexadecimal digits, unique.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, unique on the host.</summary>
    public required string Name { get; init; }

    /// <summary>What makes it: <c>bridge</c>, <c>macvlan</c>, <c>host</c> or <c>null</c>.</summary>
    public required string Driver { get; init; }

    /// <summary>How far it reaches: <c>local</c>, one host.</summary>
    public string Scope { get; init; } = "local";

    /// <summary>The addresses its endpoints get theirs from; null where it gives out none.</summary>
    public string? Subnet => SubnetValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPNetwork? SubnetValue { get; init; }

    /// <summary>The endpoints' default gateway; of a bridge network the bridge's own address.</summary>
    public string? Gateway => GatewayValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress? GatewayValue { get; init; }

    /// <summary>The part of the subnet that addresses are chosen from; null for all of it.</summary>
    public string? IPRange => IPRangeValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPNetwork? IPRangeValue { get; init; }

    /// <summary>Addresses of the subnets that no endpoint gets because others have them, by name.</summary>
    public IReadOnlyDictionary<string, string> AuxAddress => Readable.Pairs(AuxAddressValue.ToDictionary(pair => pair.Key, pair => pair.Value.ToString()));

    /// <summary>The same as values.</summary>
    internal IReadOnlyDictionary<string, IPAddress> AuxAddressValue { get; init; } = new Dictionary<string, IPAddress>();

    /// <summary>Whether its endpoints have IPv6 addresses too.</summary>
    public bool EnableIPv6 => IPv6SubnetValue is not null;

    /// <summary>The IPv6 addresses its endpoints get theirs from.</summary>
    public string? IPv6Subnet => IPv6SubnetValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPNetwork? IPv6SubnetValue { get; init; }

    /// <summary>The endpoints' IPv6 default gateway.</summary>
    public string? IPv6Gateway => IPv6GatewayValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress? IPv6GatewayValue { get; init; }

    /// <summary>The part of the IPv6 subnet that addresses are chosen from; null for all of it.</summary>
    public string? IPv6Range => IPv6RangeValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPNetwork? IPv6RangeValue { get; init; }

    /// <summary>The bridge's name, of a bridge network.</summary>
    public string? BridgeName { get; init; }

    /// <summary>The host's interface that a macvlan network is on.</summary>
    public string? Parent { get; init; }

    /// <summary>How endpoints of a macvlan network treat each other.</summary>
    public MacvlanMode? MacvlanMode { get; init; }

    /// <summary>Whether nothing passes between it and any other network, the outside included.</summary>
    public bool Internal { get; init; }

    /// <summary>Whether its endpoints reach each other (Docker's enable_icc).</summary>
    public bool Icc { get; init; } = true;

    /// <summary>Whether what leaves the network gets an address of the host's.</summary>
    public bool Masquerade { get; init; }

    /// <summary>The addresses that its packets leave with, where they are not those of the interface they leave by.</summary>
    public IReadOnlyList<string> SnatAddress => Readable.List<string>([.. SnatAddressValue.Select(address => address.ToString())]);

    /// <summary>The same as values.</summary>
    internal IReadOnlyList<IPAddress> SnatAddressValue { get; init; } = [];

    /// <summary>The host's address that its ports are published on where a publication names none; null for all.</summary>
    public string? HostBinding => HostBindingValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress? HostBindingValue { get; init; }

    /// <summary>The MTU in bytes; null for the kernel's default.</summary>
    public uint? MtuSize { get; init; }

    /// <summary>What the user wants to remember of it.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init => field = Readable.Pairs(value); } = ReadableDictionary<string, string>.Empty;

    /// <summary>The same settings as Docker's driver options, as <c>docker network inspect</c> shows them.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init => field = Readable.Pairs(value); } = ReadableDictionary<string, string>.Empty;

    /// <summary>Whether it is there from the start and cannot be removed: <c>bridge</c>, <c>host</c> and <c>none</c>.</summary>
    public bool IsPredefined { get; init; }

    /// <summary>When it was made; of a default network that is not in use yet, never.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>How many endpoints it has.</summary>
    public int EndpointCount { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

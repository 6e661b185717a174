using System.Net;

namespace ContainerNet;

/// <summary>
/// What daemon.json configures. Each property holds what is in effect: the file's value, or Docker's default where the file
/// says nothing (no such key, null, an empty text, or an MTU of 0).
/// </summary>
public sealed class ContainerNetConfiguration
{
    /// <summary>The file that it was read from, whether there is one or not.</summary>
    public string? Path { get; internal set; }

    /// <summary>The keys that the file has, in its order.</summary>
    public IReadOnlyList<string> Keys { get; internal set => field = Readable.List(value); } = ReadableList<string>.Empty;

    /// <summary>What the file asks for and does not get, a sentence each, with key and line.</summary>
    public IReadOnlyList<string> Warnings { get; internal set => field = Readable.List(value); } = ReadableList<string>.Empty;

    /// <summary><c>bridge</c>: the name of the default network's bridge, or <c>none</c> for no default network.</summary>
    public string Bridge { get; internal set; } = DefaultNetworkSettings.DefaultBridgeName;

    /// <summary><c>bip</c>: the bridge's IPv4 address, and with it the default network's subnet.</summary>
    public string? Bip => BipValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal InterfaceAddress? BipValue { get; set; }

    /// <summary><c>bip6</c>: the bridge's IPv6 address, and with it the default network's subnet.</summary>
    public string? Bip6 => Bip6Value?.ToString();

    /// <summary>The same as a value.</summary>
    internal InterfaceAddress? Bip6Value { get; set; }

    /// <summary><c>fixed-cidr</c>: the part of the subnet that containers get addresses from.</summary>
    public string? FixedCidr => FixedCidrValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPNetwork? FixedCidrValue { get; set; }

    /// <summary><c>fixed-cidr-v6</c>: the same for IPv6.</summary>
    public string? FixedCidrV6 => FixedCidrV6Value?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPNetwork? FixedCidrV6Value { get; set; }

    /// <summary><c>default-gateway</c>: the containers' IPv4 gateway on the default network.</summary>
    public string? DefaultGateway => DefaultGatewayValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress? DefaultGatewayValue { get; set; }

    /// <summary><c>default-gateway-v6</c>: the same for IPv6.</summary>
    public string? DefaultGatewayV6 => DefaultGatewayV6Value?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress? DefaultGatewayV6Value { get; set; }

    /// <summary><c>mtu</c>: the default network's MTU in bytes.</summary>
    public uint? Mtu { get; internal set; }

    /// <summary><c>icc</c>: whether containers on the default network reach each other.</summary>
    public bool Icc { get; internal set; } = true;

    /// <summary><c>ip</c>: the host's address that ports are published on; null for all of them.</summary>
    public string? IP => IPValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress? IPValue { get; set; }

    /// <summary><c>ipv6</c>: whether containers on the default network get IPv6 addresses.</summary>
    public bool IPv6 { get; internal set; }

    /// <summary><c>ip-masq</c>: whether what leaves a network gets an address of the host's.</summary>
    public bool IPMasq { get; internal set; } = true;

    /// <summary><c>ip-forward</c>: whether the host's forwarding is turned on.</summary>
    public bool IPForward { get; internal set; } = true;

    /// <summary><c>iptables</c>: whether the firewall is changed at all, by whichever back end.</summary>
    public bool IPTables { get; internal set; } = true;

    /// <summary><c>ip6tables</c>: whether it is for IPv6.</summary>
    public bool IP6Tables { get; internal set; } = true;

    /// <summary><c>firewall-backend</c>: <c>nftables</c> or <c>iptables</c>.</summary>
    public string FirewallBackend { get; internal set; } = "nftables";

    /// <summary><c>dns</c>: the name servers of containers; the host's own when there are none.</summary>
    public IReadOnlyList<string> Dns => Readable.List<string>([.. DnsValue.Select(address => address.ToString())]);

    /// <summary>The same as values.</summary>
    internal IReadOnlyList<IPAddress> DnsValue { get; set; } = [];

    /// <summary><c>dns-opts</c>: options of the containers' resolv.conf.</summary>
    public IReadOnlyList<string> DnsOption { get; internal set => field = Readable.List(value); } = ReadableList<string>.Empty;

    /// <summary><c>dns-search</c>: the containers' search domains.</summary>
    public IReadOnlyList<string> DnsSearch { get; internal set => field = Readable.List(value); } = ReadableList<string>.Empty;

    /// <summary><c>default-address-pools</c>: where networks get subnets from. A family that the file has no pool of has its default.</summary>
    public IReadOnlyList<AddressPoolDefinition> DefaultAddressPools { get; internal set => field = Readable.List(value); } = Readable.List(ContainerNet.DefaultAddressPools.IPv4);

    /// <summary><c>default-network-opts</c>: by driver, options that each new network gets unless it has its own.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> DefaultNetworkOption { get; internal set => field = Readable.Pairs(value.ToDictionary(driver => driver.Key, driver => Readable.Pairs(driver.Value))); } = ReadableDictionary<string, IReadOnlyDictionary<string, string>>.Empty;

    /// <summary><c>hosts</c>: where a service listens.</summary>
    public IReadOnlyList<string> Hosts { get; internal set => field = Readable.List(value); } = ReadableList<string>.Empty;

    /// <summary>What all this makes of the default network.</summary>
    public DefaultNetworkSettings DefaultNetwork { get; internal set; } = new();

    /// <inheritdoc/>
    public override string ToString() => Path ?? nameof(ContainerNetConfiguration);
}

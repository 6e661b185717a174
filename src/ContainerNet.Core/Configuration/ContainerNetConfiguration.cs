using System.Net;
using ContainerNet.Configuration;

namespace ContainerNet;

/// <summary>
/// What daemon.json configures. Each property holds what is in effect: the file's value, or Docker's default where the file
/// says nothing (no such key, null, an empty text, or an MTU of 0).
/// </summary>
public sealed record ContainerNetConfiguration
{
    /// <summary>The file that it was read from, whether there is one or not.</summary>
    public string? Path { get; init; }

    /// <summary>The keys that the file has, in its order.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>What the file asks for and does not get, a sentence each, with key and line.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary><c>bridge</c>: the name of the default network's bridge, or <c>none</c> for no default network.</summary>
    public string Bridge { get; init; } = DefaultNetworkSettings.DefaultBridgeName;

    /// <summary><c>bip</c>: the bridge's IPv4 address, and with it the default network's subnet.</summary>
    public InterfaceAddress? Bip { get; init; }

    /// <summary><c>bip6</c>: the bridge's IPv6 address, and with it the default network's subnet.</summary>
    public InterfaceAddress? Bip6 { get; init; }

    /// <summary><c>fixed-cidr</c>: the part of the subnet that containers get addresses from.</summary>
    public IPNetwork? FixedCidr { get; init; }

    /// <summary><c>fixed-cidr-v6</c>: the same for IPv6.</summary>
    public IPNetwork? FixedCidrV6 { get; init; }

    /// <summary><c>default-gateway</c>: the containers' IPv4 gateway on the default network.</summary>
    public IPAddress? DefaultGateway { get; init; }

    /// <summary><c>default-gateway-v6</c>: the same for IPv6.</summary>
    public IPAddress? DefaultGatewayV6 { get; init; }

    /// <summary><c>mtu</c>: the default network's MTU in bytes.</summary>
    public uint? Mtu { get; init; }

    /// <summary><c>icc</c>: whether containers on the default network reach each other.</summary>
    public bool Icc { get; init; } = true;

    /// <summary><c>ip</c>: the host's address that ports are published on; null for all of them.</summary>
    public IPAddress? IP { get; init; }

    /// <summary><c>ipv6</c>: whether containers on the default network get IPv6 addresses.</summary>
    public bool IPv6 { get; init; }

    /// <summary><c>ip-masq</c>: whether what leaves a network gets an address of the host's.</summary>
    public bool IPMasq { get; init; } = true;

    /// <summary><c>ip-forward</c>: whether the host's forwarding is turned on.</summary>
    public bool IPForward { get; init; } = true;

    /// <summary><c>iptables</c>: whether the firewall is changed at all, by whichever back end.</summary>
    public bool IPTables { get; init; } = true;

    /// <summary><c>ip6tables</c>: whether it is for IPv6.</summary>
    public bool IP6Tables { get; init; } = true;

    /// <summary><c>firewall-backend</c>: <c>nftables</c> or <c>iptables</c>.</summary>
    public string FirewallBackend { get; init; } = "nftables";

    /// <summary><c>dns</c>: the name servers of containers; the host's own when there are none.</summary>
    public IReadOnlyList<IPAddress> Dns { get; init; } = [];

    /// <summary><c>dns-opts</c>: options of the containers' resolv.conf.</summary>
    public IReadOnlyList<string> DnsOption { get; init; } = [];

    /// <summary><c>dns-search</c>: the containers' search domains.</summary>
    public IReadOnlyList<string> DnsSearch { get; init; } = [];

    /// <summary><c>default-address-pools</c>: where networks get subnets from. A family that the file has no pool of has its default.</summary>
    public IReadOnlyList<AddressPoolDefinition> DefaultAddressPools { get; init; } = Configuration.DefaultAddressPools.IPv4;

    /// <summary><c>default-network-opts</c>: by driver, options that each new network gets unless it has its own.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> DefaultNetworkOption { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary><c>hosts</c>: where a service listens.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>What all this makes of the default network.</summary>
    public DefaultNetworkSettings DefaultNetwork { get; init; } = new();

    /// <inheritdoc/>
    public override string ToString() => Path ?? nameof(ContainerNetConfiguration);
}

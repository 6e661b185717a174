using System.Net;
using System.Security.Cryptography;
using System.Text;
using ContainerNet.Configuration;
using ContainerNet.Plans;

namespace ContainerNet.Networks;

/// <summary>The three networks that are always listed: bridge, host and none.</summary>
internal static class DefaultNetworks
{
    public const string BridgeName = "bridge";
    public const string HostName = "host";
    public const string NoneName = "none";

    /// <summary>Their ids follow from their names, so that they are the same before and after a first use.</summary>
    private static readonly NetworkRecord[] _fixed =
    [
        new(IdOf(HostName), HostName, NetworkDrivers.Host, default),
        new(IdOf(NoneName), NoneName, NetworkDrivers.Null, default),
    ];

    public static bool IsDefault(string name) => name is BridgeName or HostName or NoneName;

    /// <summary>The kept networks with the default ones that are not kept, those first.</summary>
    public static IEnumerable<NetworkRecord> With(IReadOnlyList<NetworkRecord> kept)
    {
        if (!kept.Any(network => network.Name == BridgeName)) yield return Unmade;
        foreach (NetworkRecord network in kept.Where(network => network.Name == BridgeName).Concat(_fixed).Concat(kept.Where(network => network.Name != BridgeName)))
            yield return network;
    }

    /// <summary>The one of all these with a name, or null.</summary>
    public static NetworkRecord? Find(IReadOnlyList<NetworkRecord> kept, string name)
    {
        foreach (NetworkRecord network in kept)
        {
            if (network.Name == name) return network;
        }
        return name == BridgeName ? Unmade : Array.Find(_fixed, network => network.Name == name);
    }

    /// <summary>The bridge network before its first use: it has no addresses yet.</summary>
    public static NetworkRecord Unmade { get; } = new(IdOf(BridgeName), BridgeName, NetworkDrivers.Bridge, default) { Masquerade = true };

    /// <summary>The steps that make the bridge network as it is configured, and what it is then.</summary>
    public static IReadOnlyList<Step> CreateSteps(PlanSession session, out NetworkRecord network)
    {
        DefaultNetworkSettings settings = session.Host.Configuration.Get().DefaultNetwork;
        if (!settings.Enabled)
            throw ContainerNetException.NotFound("NetworkNotFound", BridgeName, "There is no default network: the configuration says \"bridge\": \"none\".");
        network = ToRecord(session, settings);
        return NetworkOperations.CreateSteps(session, network);
    }

    private static NetworkRecord ToRecord(PlanSession session, DefaultNetworkSettings settings)
    {
        var definition = new NetworkDefinition
        {
            Name = BridgeName,
            Subnet = settings.Subnet,
            Gateway = settings.Gateway ?? settings.BridgeAddress,
            IPRange = settings.IPRange,
            EnableIPv6 = settings.IPv6,
            IPv6Subnet = settings.IPv6 ? settings.IPv6Subnet : null,
            IPv6Gateway = settings.IPv6 ? settings.IPv6Gateway ?? settings.IPv6BridgeAddress : null,
            IPv6Range = settings.IPv6 ? settings.IPv6Range : null,
        };
        IReadOnlyList<NetworkRecord> networks = session.Host.State.Networks;
        return Unmade with
        {
            Created = DateTimeOffset.UtcNow,
            Bridge = settings.BridgeName,
            IPv4 = WithBridge(SubnetChooser.IPv4(session, definition, networks), settings.Gateway, settings.BridgeAddress),
            IPv6 = WithBridge(SubnetChooser.IPv6(session, definition, networks), settings.IPv6Gateway, settings.IPv6BridgeAddress),
            Masquerade = settings.Masquerade,
            Isolated = !settings.Icc,
            HostBinding = settings.HostBinding,
            MtuSize = settings.Mtu,
        };
    }

    // A gateway that is configured apart is another machine on the bridge, which has an address of its own.
    private static NetworkPool? WithBridge(NetworkPool? pool, IPAddress? gateway, IPAddress? own)
    {
        if (pool is null || gateway is null || gateway.Equals(own)) return pool;
        return pool with { BridgeAddress = own ?? AddressPool.Next(pool.Subnet, pool.Range, new HashSet<IPAddress> { gateway }, last: null) };
    }

    private static string IdOf(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"containernet network {name}")));
}

using System.Net;
using ContainerNet.Configuration;
using ContainerNet.Networks.Drivers;
using ContainerNet.Networks.Ipam;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Networks.Endpoints;

/// <summary>Makes the default network at its first use.</summary>
internal static class DefaultNetwork
{
    /// <summary>The steps that make the bridge network as it is configured, and what it is then.</summary>
    public static IReadOnlyList<Step> CreateSteps(PlanSession session, out NetworkRecord network)
    {
        DefaultNetworkSettings settings = session.Host.Configuration.Get().DefaultNetwork;
        if (!settings.Enabled)
            throw ContainerNetException.NotFound("NetworkNotFound", DefaultNetworks.BridgeName, "There is no default network, because the configuration contains \"bridge\": \"none\".");
        network = ToRecord(session, settings);
        return NetworkSteps.Create(session, network);
    }

    private static NetworkRecord ToRecord(PlanSession session, DefaultNetworkSettings settings)
    {
        var definition = new NetworkDefinition
        {
            Name = DefaultNetworks.BridgeName,
            Subnet = settings.SubnetValue,
            Gateway = settings.GatewayValue ?? settings.BridgeAddressValue,
            IPRange = settings.IPRangeValue,
            EnableIPv6 = settings.IPv6,
            IPv6Subnet = settings.IPv6 ? settings.IPv6SubnetValue : null,
            IPv6Gateway = settings.IPv6 ? settings.IPv6GatewayValue ?? settings.IPv6BridgeAddressValue : null,
            IPv6Range = settings.IPv6 ? settings.IPv6RangeValue : null,
        };
        IReadOnlyList<NetworkRecord> networks = session.Host.State.Networks;
        return DefaultNetworks.Unmade with
        {
            Created = DateTimeOffset.UtcNow,
            Bridge = settings.BridgeName,
            IPv4 = WithBridge(SubnetChooser.IPv4(session, definition, networks), settings.GatewayValue, settings.BridgeAddressValue),
            IPv6 = WithBridge(SubnetChooser.IPv6(session, definition, networks), settings.IPv6GatewayValue, settings.IPv6BridgeAddressValue),
            Masquerade = settings.Masquerade,
            Isolated = !settings.Icc,
            HostBinding = settings.HostBindingValue,
            MtuSize = settings.Mtu,
        };
    }

    // A gateway that is configured apart is another machine on the bridge, which has an address of its own.
    private static NetworkPool? WithBridge(NetworkPool? pool, IPAddress? gateway, IPAddress? own)
    {
        if (pool is null || gateway is null || gateway.Equals(own)) return pool;
        return pool with { BridgeAddress = own ?? AddressPool.Next(pool.Subnet, pool.Range, new HashSet<IPAddress> { gateway }, last: null) };
    }
}

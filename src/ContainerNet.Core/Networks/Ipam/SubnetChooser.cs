using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;
using ContainerNet.Configuration;
using ContainerNet.Host.Routes;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Networks.Ipam;

/// <summary>Finds the subnet of a new network, or refuses the one that was requested.</summary>
internal static class SubnetChooser
{
    /// <summary>The definition's IPv4 addresses: those that are given, or the first default pool that overlaps no network, and nothing that the host uses (<see cref="HostAddresses"/>).</summary>
    public static NetworkPool IPv4(PlanSession session, NetworkDefinition definition, IReadOnlyList<NetworkRecord> networks)
    {
        IPNetwork subnet = definition.Subnet ?? Free(session, definition, networks, AddressFamily.InterNetwork);
        RequireFree(subnet, networks);
        return ToPool(definition, subnet, definition.Gateway, definition.IPRange);
    }

    /// <summary>The same for its IPv6 addresses, where the default pool is one of unique local addresses (RFC 4193); null where it has none.</summary>
    public static NetworkPool? IPv6(PlanSession session, NetworkDefinition definition, IReadOnlyList<NetworkRecord> networks)
    {
        if (definition.IPv6Subnet is null && !definition.EnableIPv6) return null;
        IPNetwork subnet = definition.IPv6Subnet ?? Free(session, definition, networks, AddressFamily.InterNetworkV6);
        RequireFree(subnet, networks);
        return ToPool(definition, subnet, definition.IPv6Gateway, definition.IPv6Range);
    }

    /// <summary>The definition's addresses in a subnet, with the first free one for a gateway that it does not name.</summary>
    public static NetworkPool ToPool(NetworkDefinition definition, IPNetwork subnet, IPAddress? gateway, IPNetwork? range)
    {
        Dictionary<string, IPAddress>? auxiliary = definition.AuxAddress.Count == 0 ? null : definition.AuxAddress.Where(aux => aux.Value.AddressFamily == subnet.BaseAddress.AddressFamily).ToDictionary();
        // Docker takes the gateway from the range where there is one.
        gateway ??= AddressPool.Next(subnet, range, auxiliary is null ? FrozenSet<IPAddress>.Empty : auxiliary.Values.ToHashSet(), last: null)
            ?? throw ContainerNetException.Invalid("InvalidIPRange", range ?? subnet, $"{range ?? subnet} has no address left for the gateway.");
        return new NetworkPool(subnet, gateway) { Range = range, Auxiliary = auxiliary is { Count: > 0 } ? auxiliary : null };
    }

    /// <summary>What of the host is hard to reach once a network has the subnets that it asks for, a sentence each.</summary>
    public static IEnumerable<string> OverlapsWithHost(PlanSession session, NetworkDefinition definition)
    {
        foreach (IPNetwork subnet in new[] { definition.Subnet, definition.IPv6Subnet }.OfType<IPNetwork>())
        {
            NetRoute? route = RouteOperations.List(session, NamespaceReference.Host).FirstOrDefault(route => route.DestinationPrefixValue.PrefixLength > 0 && route.DestinationPrefixValue.Overlaps(subnet));
            if (route is not null)
                yield return $"{subnet} overlaps with the host's route to {route.DestinationPrefix} through {route.InterfaceAlias}. The host and its containers cannot reach every address of both. Choose another subnet unless this is intended.";
        }
    }

    private static void RequireFree(IPNetwork subnet, IReadOnlyList<NetworkRecord> networks)
    {
        foreach (NetworkRecord network in networks)
        {
            if (Array.Find(network.Pools(), pool => pool.Subnet.Overlaps(subnet)) is { } overlapping)
                throw ContainerNetException.Exists("SubnetOverlaps", subnet, $"{subnet} overlaps with network '{network.Name}', which has {overlapping.Subnet}.");
        }
    }

    private static IPNetwork Free(PlanSession session, NetworkDefinition definition, IReadOnlyList<NetworkRecord> networks, AddressFamily family)
    {
        List<IPNetwork> taken = [.. networks.SelectMany(network => network.Pools()).Select(pool => pool.Subnet), .. HostAddresses.Read(session)];
        if (AddressPools.Next(session.Host.Configuration.Get().DefaultAddressPools, taken, family) is { } free) return free;
        throw ContainerNetException.InUse("NoFreeSubnet", definition.Name, $"Each default address pool overlaps with a network, or with a route, an address, a gateway, a tunnel or a name server of the host. Give network '{definition.Name}' an {(family == AddressFamily.InterNetwork ? "IPv4" : "IPv6")} subnet with -Subnet.");
    }
}

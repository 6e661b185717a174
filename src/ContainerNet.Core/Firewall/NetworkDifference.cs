using System.Net;

namespace ContainerNet.Firewall;

/// <summary>The networks that a change leads to.</summary>
internal static class NetworkDifference
{
    /// <summary>Removes and adds; throws when a network that is to be added is there in another form, or its bridge with another kind of network.</summary>
    public static List<NetworkElement> Apply(IEnumerable<NetworkElement> present, FirewallChange change)
    {
        var networks = present.ToDictionary(Key);
        foreach (NetworkElement network in change.Remove.OfType<NetworkElement>())
        {
            if (networks.TryGetValue(Key(network), out NetworkElement? there) && there == network) networks.Remove(Key(network));
        }
        foreach (NetworkElement network in change.Add.OfType<NetworkElement>())
        {
            if (!networks.TryAdd(Key(network), network) && networks[Key(network)] is var there && there != network) throw Exists(network, there);
        }
        CheckBridges(networks.Values);
        return [.. networks.Values];
    }

    private static (string, IPNetwork) Key(NetworkElement network) => (network.Bridge, network.Subnet);

    // Internal and isolated is a bridge, not a subnet.
    private static void CheckBridges(IEnumerable<NetworkElement> networks)
    {
        var kinds = new Dictionary<string, NetworkElement>();
        foreach (NetworkElement network in networks)
        {
            if (!kinds.TryAdd(network.Bridge, network) && kinds[network.Bridge] is var other && (other.Internal, other.Isolated) != (network.Internal, network.Isolated)) throw Exists(network, other);
        }
    }

    private static ContainerNetException Exists(NetworkElement network, NetworkElement there)
        => ContainerNetException.Exists("FirewallNetworkExists", network.Subnet,
            $"The firewall cannot take the network {network.Subnet} on {network.Bridge} {Kind(network)}: it has {there.Subnet} there already, {Kind(there)}. Remove that first.");

    private static string Kind(NetworkElement network)
    {
        string source = network.SnatAddress is { } address ? $"from {address}" : $"{(network.Masquerade ? "with" : "without")} masquerading";
        return source + (network.Internal ? ", internal" : "") + (network.Isolated ? ", isolated" : "");
    }
}

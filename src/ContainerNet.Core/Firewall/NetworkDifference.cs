namespace ContainerNet.Firewall;

/// <summary>The networks that a change leads to.</summary>
internal static class NetworkDifference
{
    /// <summary>Removes and adds; throws when a network that is to be added is there in another form.</summary>
    public static List<NetworkElement> Apply(IEnumerable<NetworkElement> present, FirewallChange change)
    {
        var networks = present.ToDictionary(Key);
        foreach (NetworkElement network in change.Remove.OfType<NetworkElement>())
        {
            if (networks.TryGetValue(Key(network), out NetworkElement? there) && there == network) networks.Remove(Key(network));
        }
        foreach (NetworkElement network in change.Add.OfType<NetworkElement>())
        {
            if (!networks.TryAdd(Key(network), network) && networks[Key(network)] != network) throw Exists(network);
        }
        return [.. networks.Values];
    }

    private static (string, System.Net.IPNetwork) Key(NetworkElement network) => (network.Bridge, network.Subnet);

    private static ContainerNetException Exists(NetworkElement network)
        => ContainerNetException.Exists("FirewallNetworkExists", network.Subnet,
            $"The firewall has the network {network.Subnet} on {network.Bridge} already, {(network.Masquerade ? "without" : "with")} masquerading. Remove that first.");
}

namespace ContainerNet.Firewall.Elements;

/// <summary>The networks that a change leads to.</summary>
internal static class NetworkDifference
{
    /// <summary>Removes and adds; throws when a network that is to be added is there in another form, or its bridge with another kind of network.</summary>
    public static List<NetworkElement> Apply(IEnumerable<NetworkElement> present, FirewallChange change)
    {
        List<NetworkElement> networks = [.. present];
        foreach (FirewallElement element in change.Remove)
        {
            if (element is NetworkElement network) networks.Remove(network);
        }
        foreach (FirewallElement element in change.Add)
        {
            if (element is NetworkElement network && !Contains(networks, network)) networks.Add(network);
        }
        return networks;
    }

    private static bool Contains(List<NetworkElement> networks, NetworkElement network)
    {
        foreach (NetworkElement there in networks)
        {
            if (there.Bridge != network.Bridge) continue;
            if (there == network) return true;
            if (there.Subnet == network.Subnet || !MayShare(there, network)) throw Exists(network, there);
        }
        return false;
    }

    // Internal and isolated is a bridge, not a subnet; and how it leaves, for each family.
    private static bool MayShare(NetworkElement one, NetworkElement other)
        => (one.Internal, one.Isolated, one.HostAccess) == (other.Internal, other.Isolated, other.HostAccess)
        && (one.Family != other.Family || one.Masquerade == other.Masquerade && Equals(one.SnatAddress, other.SnatAddress));

    private static ContainerNetException Exists(NetworkElement network, NetworkElement there)
        => ContainerNetException.Exists("FirewallNetworkExists", network.Subnet,
            $"The firewall cannot add the network {network.Subnet} on {network.Bridge} {Kind(network)}: {there.Subnet} is already there, {Kind(there)}. Remove that network first.");

    private static string Kind(NetworkElement network)
    {
        string source = network.SnatAddress is { } address ? $"from {address}" : $"{(network.Masquerade ? "with" : "without")} masquerading";
        return source + (network.Internal ? ", internal" : "") + (network.Isolated ? ", isolated" : "") + (network.HostAccess ? "" : ", without access to the host");
    }
}

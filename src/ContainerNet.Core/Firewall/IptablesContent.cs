using System.Net;

namespace ContainerNet.Firewall;

/// <summary>The elements that a change leads to.</summary>
internal static class IptablesContent
{
    /// <summary>Removes and adds, in one address family; throws when a port or an address of the host that is to be added leads elsewhere.</summary>
    public static List<FirewallElement> Apply(IReadOnlyList<FirewallElement> present, FirewallChange change)
    {
        PortDifference ports = PortDifference.Between(present.OfType<PublishedPort>(), change);
        List<PublishedPort> published = [.. present.OfType<PublishedPort>().Except(ports.Removed), .. ports.Added];
        RequireDisjoint(published);
        return
        [
            .. NetworkDifference.Apply(present.OfType<NetworkElement>(), change),
            .. published,
            .. Mapped(present.OfType<MappedAddress>(), change),
            .. present.OfType<EndpointElement>().Except(change.Remove.OfType<EndpointElement>()).Union(change.Add.OfType<EndpointElement>()),
        ];
    }

    /// <summary>Throws when two ranges share a host port.</summary>
    public static void RequireDisjoint(IEnumerable<PublishedPort> ports)
    {
        foreach (IGrouping<(TransportProtocol, IPAddress?), PublishedPort> place in ports.GroupBy(port => (port.Protocol, port.HostAddress)))
        {
            PublishedPort? before = null;
            foreach (PublishedPort port in place.OrderBy(port => port.HostPort))
            {
                if (before is not null && before.HostPort + before.Count > port.HostPort) throw InUse(port, before);
                before = port;
            }
        }
    }

    private static List<MappedAddress> Mapped(IEnumerable<MappedAddress> present, FirewallChange change)
    {
        List<MappedAddress> mapped = [.. present.Except(change.Remove.OfType<MappedAddress>())];
        foreach (MappedAddress address in change.Add.OfType<MappedAddress>())
        {
            MappedAddress? there = mapped.Find(other => other.HostAddress.Equals(address.HostAddress));
            if (there is null) mapped.Add(address);
            else if (there != address) throw InUse(there);
        }
        return mapped;
    }

    private static ContainerNetException InUse(PublishedPort port, PublishedPort there)
    {
        string host = $"{(object?)port.HostAddress ?? "*"}:{port.HostPort}/{port.Protocol.ToString().ToLowerInvariant()}";
        return ContainerNetException.Exists("HostPortInUse", host,
            $"The host port {host} is one of {there.Count} that are published from {there.HostPort} on, to {there.ContainerAddress}:{there.ContainerPort}. Remove that range first, or publish on another host port or address.");
    }

    private static ContainerNetException InUse(MappedAddress there)
        => ContainerNetException.Exists("HostAddressInUse", there.HostAddress, $"The host address {there.HostAddress} leads to {there.ContainerAddress} already. Remove that first, or take another host address.");
}

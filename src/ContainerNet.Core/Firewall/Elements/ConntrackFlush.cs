using ContainerNet.Netlink;
using ContainerNet.Netlink.Conntrack;

namespace ContainerNet.Firewall.Elements;

/// <summary>
/// Flows that began under rules which have changed: they would go on as before. What is unpublished ends, and a UDP client that
/// called before a port was published (it may keep its socket for hours) reaches the endpoint with its next packet.
/// </summary>
internal static class ConntrackFlush
{
    /// <summary>Forgets the flows that a change makes stale.</summary>
    public static void Forget(NetlinkSocket netfilter, FirewallChange change)
    {
        var stale = new List<ConntrackFilter>();
        foreach (FirewallElement element in change.Remove)
        {
            if (Ended(element) is { } filter) stale.Add(filter);
        }
        foreach (FirewallElement element in change.Add)
        {
            if (Begun(element) is { } filter) stale.Add(filter);
        }
        ConntrackTable.Flush(netfilter, stale);
    }

    private static ConntrackFilter? Ended(FirewallElement element) => element switch
    {
        PublishedPort port => new ConntrackFilter
        {
            Protocol = port.Protocol,
            OriginalDestinationPorts = new PortRange(port.HostPort, port.Count),
            ReplySource = port.ContainerAddress,
        },
        MappedAddress mapped => new ConntrackFilter { Address = mapped.ContainerAddress },
        EndpointElement endpoint => new ConntrackFilter { Address = endpoint.Address },
        _ => null,
    };

    private static ConntrackFilter? Begun(FirewallElement element) => element switch
    {
        PublishedPort { Protocol: TransportProtocol.Udp } port => new ConntrackFilter
        {
            Protocol = port.Protocol,
            OriginalDestination = port.IsOnAllAddresses ? null : port.HostAddress,
            OriginalDestinationPorts = new PortRange(port.HostPort, port.Count),
        },
        _ => null,
    };
}

using ContainerNet.Firewall;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Networks.Endpoints;

/// <summary>
/// What a container publishes while it comes to networks and leaves them. As with Docker, it publishes its ports on one of its
/// networks: when that is disconnected the next one takes them over, and without one they wait for the next connection.
/// </summary>
internal static class ContainerPublication
{
    /// <summary>What an endpoint of a container that runs is to publish: what is requested with it, and, where none of the container's networks publishes anything, what the container was started with.</summary>
    /// <param name="session">The operation.</param>
    /// <param name="container">The container.</param>
    /// <param name="network">The network that takes them over.</param>
    /// <param name="namespaceInode">Its namespace.</param>
    /// <param name="asked">What is requested with the endpoint.</param>
    public static IReadOnlyList<PortPublication> OnConnect(PlanSession session, EndpointOwner container, NetworkRecord network, ulong namespaceInode, IReadOnlyList<PortPublication> asked)
    {
        if (container.Publish.Count == 0 || !network.PublishesPorts) return asked;
        bool publishes = LiveEndpoints.Alive(session, session.Host.State.Endpoints.Where(endpoint => endpoint.NamespaceInode == namespaceInode && endpoint.Ports.Count > 0)).Count > 0;
        return publishes ? asked : [.. asked.Concat(container.Publish).Distinct()];
    }

    /// <summary>Gives the ports of containers' endpoints that are about to go to others of the same containers, under the same ports of the host.</summary>
    public static IEnumerable<Step> HandOver(PlanSession session, IReadOnlyList<EndpointRecord> leaving)
    {
        EndpointRecord[] publishers = [.. leaving.Where(endpoint => endpoint.Container is not null && endpoint.Ports.Count > 0)];
        if (publishers.Length == 0) yield break;
        HashSet<string> ids = [.. leaving.Select(endpoint => endpoint.Id)];
        HashSet<string> networks = [.. session.Host.State.Networks.Where(network => network.PublishesPorts).Select(network => network.Id)];
        foreach (IGrouping<ulong, EndpointRecord> place in publishers.GroupBy(endpoint => endpoint.NamespaceInode))
        {
            IEnumerable<EndpointRecord> staying = session.Host.State.Endpoints.Where(endpoint => endpoint.NamespaceInode == place.Key && !ids.Contains(endpoint.Id) && networks.Contains(endpoint.NetworkId));
            if (LiveEndpoints.Alive(session, staying) is not [var next, ..]) continue;
            // A port of an address family that the other network does not have leads nowhere any more.
            PortRecord[] ports = [.. place.SelectMany(endpoint => endpoint.Ports).Where(port => next.AddressLike(port.HostAddress) is not null && !next.Ports.Any(port.Collides))];
            if (ports.Length == 0) continue;
            yield return new SavePorts(next.Id, [.. next.Ports, .. ports], next.Ports);
            yield return ChangeFirewall.Adding(session.Host, [.. ports.Select(port => port.ToElement(next))]) with { Gone = [.. leaving.SelectMany(endpoint => endpoint.WaysIn())] };
        }
    }
}

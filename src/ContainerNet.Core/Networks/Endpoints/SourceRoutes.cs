using System.Buffers.Binary;
using System.Net;
using ContainerNet.Host.Routes;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Networks.Endpoints;

/// <summary>
/// How a namespace on several networks answers: what it sends from an endpoint's address leaves by that endpoint. Its default
/// route leads through one of its networks only, and packets sent through the others with this one's address are dropped as forged.
/// A rule leads from each address of an endpoint to a table of its own; the first endpoint of a namespace needs none.
/// </summary>
internal static class SourceRoutes
{
    /// <summary>The steps that route an endpoint's answers.</summary>
    public static IEnumerable<Step> Add(NetworkRecord network, EndpointRecord endpoint, NamespaceReference place)
    {
        if (!endpoint.RoutesBySource) yield break;
        foreach (AddRoute route in Routes(network, endpoint, place)) yield return route;
        foreach (SourceRule rule in Rules(endpoint)) yield return new AddSourceRule(rule) { Namespace = place };
    }

    /// <summary>The steps that take an endpoint's rules back. The routes go with the interface.</summary>
    public static IEnumerable<Step> Remove(PlanSession session, IEnumerable<EndpointRecord> leaving)
    {
        foreach (EndpointRecord endpoint in leaving)
        {
            NamespaceReference place = endpoint.Place();
            if (!endpoint.RoutesBySource || FileIdentity.Of(session.Host.Namespaces.PathOf(place))?.Inode != endpoint.NamespaceInode) continue;
            foreach (SourceRule rule in Rules(endpoint).Intersect(Present(session, place))) yield return new RemoveSourceRule(rule) { Namespace = place };
        }
    }

    /// <summary>Those of the steps that are left to do, with what they are about.</summary>
    public static IEnumerable<(Step Step, string Subject)> Missing(PlanSession session, NetworkRecord network, EndpointRecord endpoint, NamespaceReference place)
    {
        if (!endpoint.RoutesBySource) yield break;
        HashSet<(IPNetwork, uint)> routes = [.. RouteOperations.List(session, place).Select(route => (route.DestinationPrefixValue, route.Table))];
        foreach (AddRoute route in Routes(network, endpoint, place))
        {
            if (!routes.Contains((route.Entry.Destination, route.Entry.Table))) yield return (route, route.Entry.Arguments);
        }
        foreach (SourceRule rule in Rules(endpoint).Except(Present(session, place))) yield return (new AddSourceRule(rule) { Namespace = place }, rule.Arguments);
    }

    private static IEnumerable<AddRoute> Routes(NetworkRecord network, EndpointRecord endpoint, NamespaceReference place)
    {
        foreach (NetworkPool pool in network.Pools())
        {
            var onLink = new RouteEntry(pool.Subnet) { Interface = endpoint.Interface, Table = Table(endpoint), Scope = NetworkScope.Link };
            yield return new AddRoute(onLink) { Namespace = place };
            var beyond = new RouteEntry(new IPNetwork(pool.Subnet.BaseAddress.AddressFamily.Unspecified(), 0)) { Gateway = pool.Gateway, Interface = endpoint.Interface, Table = Table(endpoint) };
            yield return new AddRoute(beyond) { Namespace = place };
        }
    }

    private static IEnumerable<SourceRule> Rules(EndpointRecord endpoint) => endpoint.Addresses().Select(address => new SourceRule(address, Table(endpoint)));

    // The address read as a number: no other endpoint of the namespace has it, and the kernel's own tables have numbers below 256.
    private static uint Table(EndpointRecord endpoint) => BinaryPrimitives.ReadUInt32BigEndian(endpoint.Address.GetAddressBytes());

    private static List<SourceRule> Present(PlanSession session, NamespaceReference place)
    {
        var rules = new List<SourceRule>();
        foreach (byte family in new[] { IPAddress.Any.KernelFamily(), IPAddress.IPv6Any.KernelFamily() })
        {
            rules.AddRange(session.Route(place).Dump(writer => RuleReader.WriteRequest(writer, family), (in NetlinkMessage message) => RuleReader.Read(message), session.Cancellation));
        }
        return rules;
    }
}

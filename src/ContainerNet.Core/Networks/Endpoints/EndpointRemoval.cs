using ContainerNet.Firewall;
using ContainerNet.Firewall.Elements;
using ContainerNet.Host.Links;
using ContainerNet.Networks.Names;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Networks.Endpoints;

/// <summary>Detaches endpoints, and frees what endpoints without interfaces hold.</summary>
internal static class EndpointRemoval
{
    /// <summary>
    /// The steps that detach endpoints: their mappings and leases are removed first, then, beyond the point of no return, the
    /// interfaces that are still there. The firewall guards their ports until the interfaces are removed.
    /// </summary>
    public static IEnumerable<Step> DetachSteps(PlanSession session, IReadOnlyList<EndpointRecord> endpoints)
    {
        List<EndpointRecord> alive = LiveEndpoints.Alive(session, endpoints);
        return
        [
            .. Firewall(session.Host, endpoints.SelectMany(endpoint => endpoint.WaysIn())),
            .. ForgetSteps(session.Host, endpoints),
            .. ContainerPublication.HandOver(session, alive),
            .. SourceRoutes.Remove(session, alive),
            .. DefaultRoutes.HandOver(session, alive),
            .. DeleteInterfaces(alive, []),
            .. Firewall(session.Host, endpoints.SelectMany(endpoint => endpoint.Guards())),
        ];
    }

    /// <summary>Frees what endpoints without interfaces hold: ports, addresses, elements of the firewall.</summary>
    public static IEnumerable<Step> ReleaseSteps(HostContext host, IReadOnlyList<EndpointRecord> endpoints)
        => [.. Firewall(host, endpoints.SelectMany(endpoint => endpoint.ToElements())), .. ForgetSteps(host, endpoints)];

    /// <summary>The step that takes elements out of the firewall; none without elements.</summary>
    public static IEnumerable<Step> Firewall(HostContext host, IEnumerable<FirewallElement> removed)
    {
        FirewallElement[] elements = [.. removed];
        return elements.Length == 0 ? [] : [ChangeFirewall.Removing(host, elements)];
    }

    /// <summary>What ends endpoints in the kernel, and bridges with them: of a veth pair the end on the host takes the other along.</summary>
    public static IEnumerable<Step> DeleteInterfaces(IReadOnlyList<EndpointRecord> endpoints, IReadOnlyList<string> bridges)
    {
        ILookup<bool, EndpointRecord> byPlace = endpoints.ToLookup(endpoint => endpoint.HostInterface.Length > 0);
        return
        [
            .. byPlace[false].Select(endpoint => new DeleteLink(endpoint.Interface) { Namespace = endpoint.Place() }),
            .. DeleteLinks.Of([.. byPlace[true].Select(endpoint => endpoint.HostInterface), .. bridges]),
        ];
    }

    private static IEnumerable<Step> ForgetSteps(HostContext host, IReadOnlyList<EndpointRecord> endpoints)
    {
        if (endpoints.Count == 0) yield break;
        foreach (Step names in host.Names.Steps([], endpoints)) yield return names;
        foreach (EndpointRecord endpoint in endpoints) yield return new ForgetEndpoint(endpoint);
    }
}

using System.Net;
using System.Net.Sockets;
using ContainerNet.Host.Routes;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Networks.Endpoints;

/// <summary>A namespace's default route: it uses the first of its networks that is not internal, and moves when that one is disconnected.</summary>
internal static class DefaultRoutes
{
    /// <summary>The routes of a new endpoint, for each family that has none yet.</summary>
    /// <param name="session">The operation.</param>
    /// <param name="network">Its network.</param>
    /// <param name="interfaceName">Its interface.</param>
    /// <param name="place">Its namespace.</param>
    /// <param name="isFirst">Whether there is no other interface that routes could lead through.</param>
    public static AddRoute[] Add(PlanSession session, NetworkRecord network, string interfaceName, NamespaceReference place, bool isFirst)
    {
        if (network.Internal) return [];
        NetworkPool[] pools = network.Pools();
        if (!isFirst)
        {
            NetRoute[] present = [.. Present(session, place)];
            pools = Array.FindAll(pools, pool => !Array.Exists(present, route => route.DestinationPrefixValue.BaseAddress.AddressFamily == pool.Subnet.BaseAddress.AddressFamily));
        }
        return Array.ConvertAll(pools, pool => Add(pool, interfaceName, place));
    }

    /// <summary>Gives the default routes of endpoints that are about to go to others of the same namespaces.</summary>
    public static IEnumerable<Step> HandOver(PlanSession session, IReadOnlyList<EndpointRecord> leaving)
    {
        HashSet<string> ids = [.. leaving.Select(endpoint => endpoint.Id)];
        HashSet<ulong> places = [.. leaving.Select(endpoint => endpoint.NamespaceInode)];
        ILookup<ulong, EndpointRecord> others = session.Host.State.Endpoints.Where(endpoint => places.Contains(endpoint.NamespaceInode) && !ids.Contains(endpoint.Id)).ToLookup(endpoint => endpoint.NamespaceInode);
        foreach (EndpointRecord endpoint in leaving)
        {
            EndpointRecord[] staying = [.. others[endpoint.NamespaceInode]];
            if (staying.Length == 0) continue;
            foreach (Step step in HandOver(session, endpoint, staying)) yield return step;
        }
    }

    private static IEnumerable<Step> HandOver(PlanSession session, EndpointRecord endpoint, EndpointRecord[] staying)
    {
        NamespaceReference place = endpoint.Place();
        // A namespace that a process still holds outlives its name, which may belong to another namespace by now.
        if (FileIdentity.Of(session.Host.Namespaces.PathOf(place))?.Inode != endpoint.NamespaceInode) yield break;
        foreach (NetRoute route in Present(session, place).Where(route => route.InterfaceAlias == endpoint.Interface))
        {
            if (Next(session, staying, route.DestinationPrefixValue.BaseAddress.AddressFamily) is not { } next) continue;
            yield return new RemoveRoute(new RouteEntry(route.DestinationPrefixValue) { Gateway = route.NextHopValue, Interface = endpoint.Interface }) { Namespace = place };
            yield return Add(next.Pool, next.Interface, place);
        }
    }

    private static (NetworkPool Pool, string Interface)? Next(PlanSession session, EndpointRecord[] staying, AddressFamily family)
    {
        foreach (EndpointRecord endpoint in staying)
        {
            NetworkRecord? network = session.Host.State.Networks.FirstOrDefault(network => network.Id == endpoint.NetworkId && !network.Internal);
            if (network?.Pools().FirstOrDefault(pool => pool.Subnet.BaseAddress.AddressFamily == family) is { } pool) return (pool, endpoint.Interface);
        }
        return null;
    }

    private static AddRoute Add(NetworkPool pool, string interfaceName, NamespaceReference place)
        => new(new RouteEntry(new IPNetwork(pool.Subnet.BaseAddress.AddressFamily.Unspecified(), 0)) { Gateway = pool.Gateway, Interface = interfaceName }) { Namespace = place };

    private static IEnumerable<NetRoute> Present(PlanSession session, NamespaceReference place)
        => RouteOperations.List(session, place).Where(route => route.Table == NetRoute.MainTable && route.DestinationPrefixValue.PrefixLength == 0 && route.Type == RouteType.Unicast);
}

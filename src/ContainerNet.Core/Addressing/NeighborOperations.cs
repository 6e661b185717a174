using System.Net;
using System.Net.Sockets;
using ContainerNet.Links;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using ContainerNet.Plans;
using ContainerNet.Plans.Steps;

namespace ContainerNet.Addressing;

/// <summary>What can be done with neighbours. Each works in any namespace.</summary>
public sealed class NeighborOperations
{
    private readonly NetHost _host;

    internal NeighborOperations(NetHost host) => _host = host;

    /// <summary>All neighbours of a namespace, those that the host answers for included.</summary>
    public IReadOnlyList<NetNeighbor> List(NamespaceReference reference, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        using PlanSession session = _host.NewSession(cancellation);
        return List(session, reference);
    }

    /// <summary>Plans a neighbour. One that exists just so is left as it is.</summary>
    /// <exception cref="ContainerNetException">There is no such interface, or it has the neighbour with another address.</exception>
    public Plan<NetNeighbor> PlanAdd(NamespaceReference reference, NeighborEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Mac is null && !entry.Proxy)
            throw ContainerNetException.Invalid("MacAddressMissing", entry.Address, $"The neighbour {entry.Address} needs a link-layer address.");
        using PlanSession session = _host.NewSession();
        NetAdapter adapter = LinkOperations.Get(session, reference, entry.Interface);
        bool IsIt(NetNeighbor found) => found.InterfaceIndex == adapter.InterfaceIndex && found.IPAddress.Equals(entry.Address) && found.IsProxy == entry.Proxy;
        NetNeighbor? present = List(session, reference).FirstOrDefault(IsIt);
        bool same = present is not null && (entry.Proxy || present.State == entry.State && present.LinkLayerAddress == entry.Mac.ToString());
        if (present is not null && !same && present.State.HasFlag(NeighborState.Permanent))
            throw ContainerNetException.Exists("NeighborExists", entry.Address, $"'{adapter.Name}' has the neighbour {entry.Address} already, at {present.LinkLayerAddress}.");
        Step[] steps = same ? [] : [new AddNeighbor(entry with { Interface = adapter.Name }) { Namespace = reference }];
        // What the kernel learned by itself gives way, as with ip neigh replace.
        if (present is not null && !same) steps = [new RemoveNeighbor(EntryOf(present)) { Namespace = reference }, .. steps];
        return new Plan<NetNeighbor>(_host, $"Add neighbour {entry.Address} to '{adapter.Name}'", steps, running => List(running, reference).First(IsIt));
    }

    /// <summary>Plans to remove a neighbour.</summary>
    public Plan PlanRemove(NetNeighbor neighbor)
    {
        ArgumentNullException.ThrowIfNull(neighbor);
        return new Plan(_host, $"Remove neighbour {neighbor.IPAddress} from '{neighbor.InterfaceAlias}'", [new RemoveNeighbor(EntryOf(neighbor)) { Namespace = neighbor.Namespace }]);
    }

    private static List<NetNeighbor> List(PlanSession session, NamespaceReference reference)
    {
        IReadOnlyDictionary<int, string> names = InterfaceNames.Read(session, reference);
        List<NetNeighbor> neighbors = Dump(session, reference, names, proxies: false);
        neighbors.AddRange(Dump(session, reference, names, proxies: true));
        return neighbors;
    }

    private static List<NetNeighbor> Dump(PlanSession session, NamespaceReference reference, IReadOnlyDictionary<int, string> names, bool proxies)
        => session.Route(reference).Dump(
            writer =>
            {
                writer.BeginMessage(RouteMessage.GetNeighbor, MessageFlags.Dump, new NeighborHeader { Flags = proxies ? NeighborReader.ProxyFlag : (byte)0 });
                writer.EndMessage();
            },
            // A bridge's MAC table comes with the neighbours when no family is asked for; it is another thing.
            (in NetlinkMessage message) => NeighborReader.Read(message, reference, names) is { AddressFamily: AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 } neighbor ? neighbor : null,
            session.Cancellation);

    private static NeighborEntry EntryOf(NetNeighbor neighbor)
        => new(neighbor.InterfaceAlias, neighbor.IPAddress, MacAddress.TryParse(neighbor.LinkLayerAddress, out MacAddress mac) ? mac : null) { State = neighbor.State, Proxy = neighbor.IsProxy };
}

using System.Net;
using System.Net.Sockets;
using ContainerNet.Host.Links;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using ContainerNet.Plans;

namespace ContainerNet.Host.Neighbors;

/// <summary>What can be done with neighbours. Each works in any namespace.</summary>
public sealed class NeighborOperations
{
    private readonly HostContext _host;

    internal NeighborOperations(HostContext host) => _host = host;

    /// <summary>All neighbours of a namespace, those that the host answers for included.</summary>
    public IReadOnlyList<NetNeighbor> List(NamespaceReference reference, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        using PlanSession session = _host.NewSession(cancellation);
        return List(session, reference);
    }

    /// <summary>Plans a neighbour. One that already exists with the same settings is not changed.</summary>
    /// <exception cref="ContainerNetException">There is no such interface, or it has the neighbour with another address.</exception>
    public Plan<NetNeighbor> PlanAdd(NamespaceReference reference, NeighborEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (entry.Mac is null && !entry.Proxy)
            throw ContainerNetException.Invalid("MacAddressMissing", entry.Address, $"The neighbour {entry.Address} needs a link-layer address.");
        return new Plan<NetNeighbor>(_host, $"Add neighbour {entry.Address} to '{entry.Interface}'",
            session => AddSteps(session, reference, entry),
            session => Find(session, LinkOperations.Get(session, reference, entry.Interface), entry)
                ?? throw ContainerNetException.NotFound("NeighborNotFound", entry.Address, $"'{entry.Interface}' no longer has the neighbour {entry.Address}.")) { LocksState = false };
    }

    /// <summary>Plans to remove a neighbour.</summary>
    public Plan PlanRemove(NetNeighbor neighbor)
    {
        ArgumentNullException.ThrowIfNull(neighbor);
        return new Plan(_host, $"Remove neighbour {neighbor.IPAddressValue} from '{neighbor.InterfaceAlias}'", _ => [new RemoveNeighbor(EntryOf(neighbor)) { Namespace = neighbor.NamespaceValue }]) { LocksState = false };
    }

    private static IReadOnlyList<Step> AddSteps(PlanSession session, NamespaceReference reference, NeighborEntry entry)
    {
        NetAdapter adapter = LinkOperations.Get(session, reference, entry.Interface);
        Step add = new AddNeighbor(entry with { Interface = adapter.Name }) { Namespace = reference };
        if (Find(session, adapter, entry) is not { } present) return [add];
        if (entry.Proxy || present.State == entry.State && present.LinkLayerAddress == entry.Mac.ToString()) return [];
        if (present.State.HasFlag(NeighborState.Permanent))
            throw ContainerNetException.Exists("NeighborExists", entry.Address, $"'{adapter.Name}' already has the neighbour {entry.Address}, at {present.LinkLayerAddress}.");
        // What the kernel learned by itself gives way, as with ip neigh replace.
        return [new RemoveNeighbor(EntryOf(present)) { Namespace = reference }, add];
    }

    private static NetNeighbor? Find(PlanSession session, NetAdapter adapter, NeighborEntry entry)
        => List(session, adapter.NamespaceValue).FirstOrDefault(found => found.InterfaceIndex == adapter.InterfaceIndex && found.IPAddressValue.Equals(entry.Address) && found.IsProxy == entry.Proxy);

    private static List<NetNeighbor> List(PlanSession session, NamespaceReference reference)
    {
        InterfaceNames names = InterfaceNames.List(session.Route(reference), session.Cancellation);
        List<NetNeighbor> neighbors = Dump(session, reference, names, proxies: false);
        neighbors.AddRange(Dump(session, reference, names, proxies: true));
        return neighbors;
    }

    private static List<NetNeighbor> Dump(PlanSession session, NamespaceReference reference, InterfaceNames names, bool proxies)
        => session.Route(reference).Dump(
            writer =>
            {
                writer.BeginMessage(RouteMessage.GetNeighbor, MessageFlags.Dump, new NeighborHeader { Flags = proxies ? NeighborReader.ProxyFlag : (byte)0 });
                writer.EndMessage();
            },
            // A bridge's MAC table is part of the neighbours when no family is requested; it is not wanted here.
            (in NetlinkMessage message) => NeighborReader.Read(message, reference, names) is { AddressFamily: IPAddressFamily.IPv4 or IPAddressFamily.IPv6 } neighbor ? neighbor : null,
            session.Cancellation);

    private static NeighborEntry EntryOf(NetNeighbor neighbor)
        => new(neighbor.InterfaceAlias, neighbor.IPAddressValue, MacAddress.TryParse(neighbor.LinkLayerAddress, out MacAddress mac) ? mac : null) { State = neighbor.State, Proxy = neighbor.IsProxy };
}

using ContainerNet.Host.Namespaces;
using ContainerNet.Linux.NetNs;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Netlink.Route;
using ContainerNet.Plans;

namespace ContainerNet.Host.Links;

/// <summary>
/// Finds the other ends of veth pairs. The kernel tells a peer's index, and the id of its namespace when that is another:
/// the id is matched with named namespaces first, then with those of containers and of processes, each looked at once.
/// </summary>
internal sealed class VethPeers(PlanSession session, NamespaceReference reference, IReadOnlyList<NetAdapter> ends)
{
    private readonly Dictionary<int, NamespaceReference?> _namespaces = [];
    private readonly Dictionary<NamespaceReference, Dictionary<int, NetAdapter>> _links = [];
    private Dictionary<int, NamespaceReference>? _candidates;

    /// <summary>The other end; null where its namespace has no name, no process, and so no way in.</summary>
    public NetAdapter? PeerOf(NetAdapter end)
    {
        if (end.LinkIndex == 0) return null;
        NamespaceReference? place = end.LinkNamespaceId is { } id ? Find(id) : reference;
        return place is null ? null : Links(place).GetValueOrDefault(end.LinkIndex);
    }

    private NamespaceReference? Find(int id)
    {
        if (id < 0) return null;
        if (!_namespaces.TryGetValue(id, out NamespaceReference? place))
            _namespaces[id] = place = (_candidates ??= Candidates()).GetValueOrDefault(id);
        return place;
    }

    // Every namespace that can be named, by the id that ours gave it. Containers and processes are asked only when names do not do.
    private Dictionary<int, NamespaceReference> Candidates()
    {
        var found = new Dictionary<int, NamespaceReference>();
        HashSet<int> wanted = [.. ends.Where(end => end.LinkNamespaceId is >= 0).Select(end => end.LinkNamespaceId!.Value)];
        HostContext host = session.Host;
        Try(found, NamespaceReference.Host);
        foreach (string name in host.NamespaceDirectory.Names()) Try(found, NamespaceReference.Named(name));
        if (wanted.All(found.ContainsKey)) return found;
        foreach (NamespaceReference place in host.NamespaceUse.Containers().Select(places => places.First())) Try(found, place);
        if (wanted.All(found.ContainsKey)) return found;
        foreach (IGrouping<ulong, int> group in ProcessNamespaces.ByInode()) Try(found, NamespaceReference.OfProcess(group.Min()));
        return found;
    }

    private void Try(Dictionary<int, NamespaceReference> found, NamespaceReference candidate)
    {
        using FileDescriptor? descriptor = FileDescriptor.TryOpen(session.Host.Namespaces.PathOf(candidate), OpenFlags.ReadOnly);
        if (descriptor is null || !NamespaceIdentity.IsNamespace(FileIdentity.Of(descriptor))) return;
        if (NamespaceIds.IdOf(session.Route(reference), descriptor) is { } id) found.TryAdd(id, candidate);
    }

    private Dictionary<int, NetAdapter> Links(NamespaceReference place)
    {
        if (!_links.TryGetValue(place, out Dictionary<int, NetAdapter>? links))
            _links[place] = links = LinkOperations.List(session, place).ToDictionary(link => link.InterfaceIndex);
        return links;
    }
}

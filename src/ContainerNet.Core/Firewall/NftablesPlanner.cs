using ContainerNet.Netlink;
using ContainerNet.Netlink.Netfilter;

namespace ContainerNet.Firewall;

/// <summary>Works out what a change has to do to what is there, and reads no more of that than the change needs.</summary>
internal sealed class NftablesPlanner(NetlinkSocket socket, NftablesContent content)
{
    /// <summary>The transaction that makes the change.</summary>
    public NftablesTransaction Plan(FirewallChange change, NftablesFound found)
    {
        if (found.Tables.Count == 0 && change.Add.Count == 0) return new NftablesTransaction { Removed = [], Added = [] };
        NftablesTransaction routed = Routed(change, found, out IReadOnlyList<string>? bridges);
        NftablesTransaction guarded = Guarded(change, found);
        NftablesTransaction whole = new()
        {
            Deletes = [.. routed.Deletes, .. guarded.Deletes],
            Creates = [.. routed.Creates, .. guarded.Creates],
            Removed = [.. routed.Removed, .. guarded.Removed],
            Added = [.. routed.Added, .. guarded.Added],
        };
        return WithAccepts(whole, found, bridges);
    }

    /// <summary>The transaction that leaves exactly these elements, whatever is there.</summary>
    public NftablesTransaction PlanAnew(IReadOnlyList<FirewallElement> elements, NftablesFound found)
    {
        NftablesFound nothing = found with { Tables = [], ForwardChains = [], Elements = [] };
        NftablesTransaction anew = Plan(new FirewallChange(elements, []), nothing) with { Deletes = found.Tables };
        return WithAccepts(anew, found, [.. elements.OfType<NetworkElement>().Select(n => n.Bridge).Distinct()]);
    }

    // The part of the change that is in the table that routes; tells the bridges where it had to know them.
    private NftablesTransaction Routed(FirewallChange change, NftablesFound found, out IReadOnlyList<string>? bridges)
    {
        bool exists = found.Tables.Contains(NftablesTable.Definition);
        PortDifference ports = PortDifference.Between(found.Elements.OfType<PublishedPort>(), change);
        AddressDifference addresses = AddressDifference.Between(found.Elements.OfType<MappedAddress>(), change);
        HashSet<string> touched = [.. change.Remove.Concat(change.Add).OfType<NetworkElement>().Select(n => n.Bridge)];
        // A network on a bridge that is new shares nothing with those that are there: of them only the bridges are asked for.
        string[] others = exists && AddsNetworks(change, touched) ? [.. content.Bridges()] : [];
        if (touched.Overlaps(others)) others = [];
        List<NetworkElement> before = exists && touched.Count > 0 && others.Length == 0 ? content.Networks() : [];
        List<NetworkElement> after = NetworkDifference.Apply(before, change);
        bridges = !exists || touched.Count > 0 ? [.. others.Union(after.Select(n => n.Bridge))] : null;
        bool adds = after.Count > 0 || ports.Added.Count > 0 || addresses.Added.Count > 0;
        if (!exists && !adds) return new NftablesTransaction { Removed = [], Added = [] };
        if (exists && !adds && change.Remove.Any(e => e is not EndpointElement))
        {
            bridges ??= [.. content.Bridges()];
            if (bridges.Count == 0 && content.Ports().Count == ports.Removed.Count && content.MappedAddresses().Count == addresses.Removed.Count)
                return new NftablesTransaction { Deletes = [NftablesTable.Definition], Removed = [], Added = [] };
        }

        // Networks on one bridge share elements: those go with the last of them.
        (IEnumerable<NftablesElement> removed, IEnumerable<NftablesElement> added) = Difference(
            before.Where(n => touched.Contains(n.Bridge)).SelectMany(NftablesElement.Of),
            after.Where(n => touched.Contains(n.Bridge)).SelectMany(NftablesElement.Of));
        return new NftablesTransaction
        {
            Creates = exists ? [] : [NftablesTable.Definition],
            Removed = [.. ports.Removed.SelectMany(NftablesPort.Elements), .. addresses.Removed.SelectMany(NftablesElement.Of), .. removed],
            Added = [.. added, .. ports.Added.SelectMany(NftablesPort.Elements), .. addresses.Added.SelectMany(NftablesElement.Of)],
        };
    }

    private static bool AddsNetworks(FirewallChange change, HashSet<string> touched) => touched.Count > 0 && !change.Remove.OfType<NetworkElement>().Any();

    // The part of the change that is in the table that guards the bridges' ports.
    private NftablesTransaction Guarded(FirewallChange change, NftablesFound found)
    {
        bool exists = found.Tables.Contains(NftablesBridgeTable.Definition);
        bool removes = exists && change.Remove.OfType<EndpointElement>().Any();
        List<EndpointElement> before = removes ? content.Endpoints() : [.. found.Elements.OfType<EndpointElement>()];
        List<EndpointElement> after = [.. before.Except(change.Remove.OfType<EndpointElement>()).Union(change.Add.OfType<EndpointElement>())];
        if (after.Count == 0) return new NftablesTransaction { Deletes = removes ? [NftablesBridgeTable.Definition] : [], Removed = [], Added = [] };
        HashSet<string> touched = [.. change.Remove.Concat(change.Add).OfType<EndpointElement>().Select(e => e.Port)];
        (IEnumerable<NftablesElement> removed, IEnumerable<NftablesElement> added) = Difference(
            before.Where(e => touched.Contains(e.Port)).SelectMany(NftablesElement.Of),
            after.Where(e => touched.Contains(e.Port)).SelectMany(NftablesElement.Of));
        return new NftablesTransaction { Creates = exists ? [] : [NftablesBridgeTable.Definition], Removed = [.. removed], Added = [.. added] };
    }

    private NftablesTransaction WithAccepts(NftablesTransaction transaction, NftablesFound found, IReadOnlyList<string>? bridges)
    {
        List<NftablesForwardChain> chains = NftablesForwardChain.Read(socket, found.ForwardChains);
        if (chains.Count == 0) return transaction;
        bridges ??= [.. content.Bridges()];
        return transaction with { Forward = [.. chains.Select(chain => chain.Change(bridges))] };
    }

    private static (IEnumerable<NftablesElement> Removed, IEnumerable<NftablesElement> Added) Difference(IEnumerable<NftablesElement> before, IEnumerable<NftablesElement> after)
    {
        HashSet<NftablesElement> old = [.. before], wanted = [.. after];
        return (old.Except(wanted), wanted.Except(old));
    }
}

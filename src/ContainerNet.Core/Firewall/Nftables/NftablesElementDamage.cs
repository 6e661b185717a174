using ContainerNet.Netlink.Nftables;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Firewall.Nftables;

/// <summary>
/// Compares elements that follow from others with those others: a network's bridge has to be among the bridges, an
/// endpoint's port among the ports. Both tables have to be whole.
/// </summary>
internal sealed class NftablesElementDamage(NftablesContent content)
{
    /// <summary>What is missing or too much, each a line.</summary>
    public IEnumerable<string> Lines(IReadOnlyList<NftablesDefinition> tables)
    {
        foreach (NftablesDefinition table in tables)
        {
            ILookup<string, NftablesElement> wanted = Wanted(table).Distinct().ToLookup(e => e.Set.Name);
            // A port is one element, which follows from no other.
            foreach (NftSet set in table.Sets.Where(s => !NftablesAddressFamily.Both.Any(f => f.PortMaps.Contains(s))))
            {
                foreach (string line in Compare(table, set, [.. wanted[set.Name]])) yield return line;
            }
        }
    }

    private IEnumerable<NftablesElement> Wanted(NftablesDefinition table) => table == NftablesTable.Definition
        ? content.Networks().SelectMany(NftablesElement.Of).Concat(content.MappedAddresses().SelectMany(NftablesElement.Of))
        : content.Endpoints().SelectMany(NftablesElement.Of).Concat(content.IsolatedPorts().Select(NftablesElement.Of));

    private IEnumerable<string> Compare(NftablesDefinition table, NftSet set, List<NftablesElement> wanted)
    {
        HashSet<NftValue> there = [.. content.Elements(set).Select(e => e.Key)];
        foreach (NftablesElement element in wanted.Where(e => !there.Remove(e.Element.Key)))
            yield return $"Set {set.Name} of table {table.Name} lacks the element: {element.KeyText}";
        if (there.Count > 0) yield return $"Set {set.Name} of table {table.Name} has {there.Count} unexpected element(s).";
    }
}

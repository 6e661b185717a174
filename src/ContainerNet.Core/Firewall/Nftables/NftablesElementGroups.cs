using System.Collections;
using ContainerNet.Netlink.Nftables;

namespace ContainerNet.Firewall.Nftables;

/// <summary>Elements by the set that they are in, in the order they came in: those of a set go into one message.</summary>
internal sealed class NftablesElementGroups : IEnumerable<(NftSet Set, List<NftElement> Elements)>
{
    private readonly List<(NftSet Set, List<NftElement> Elements)> _groups = [];

    public bool IsEmpty => _groups.Count == 0;

    public void Add(NftablesElement element) => Of(element.Set).Add(element.Element);

    public void Add(IEnumerable<NftablesElement> elements)
    {
        foreach (NftablesElement element in elements) Add(element);
    }

    /// <summary>Whether there are elements of a table's sets.</summary>
    public bool Any(NftablesDefinition table) => _groups.Exists(group => group.Set.Family == table.Table.Family);

    /// <summary>Leaves the elements of a table's sets out.</summary>
    public void Clear(NftablesDefinition table) => _groups.RemoveAll(group => group.Set.Family == table.Table.Family);

    public List<(NftSet Set, List<NftElement> Elements)>.Enumerator GetEnumerator() => _groups.GetEnumerator();

    IEnumerator<(NftSet Set, List<NftElement> Elements)> IEnumerable<(NftSet Set, List<NftElement> Elements)>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // There are two dozen sets, each of which is one object: comparing those is faster than any hash.
    private List<NftElement> Of(NftSet set)
    {
        foreach ((NftSet other, List<NftElement> elements) in _groups)
        {
            if (ReferenceEquals(other, set)) return elements;
        }
        var first = new List<NftElement>();
        _groups.Add((set, first));
        return first;
    }
}

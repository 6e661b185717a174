using System.Collections.Frozen;
using ContainerNet.Netlink.Netfilter;

namespace ContainerNet.Netlink.Nftables.Text;

/// <summary>A set with its elements.</summary>
internal sealed record NftSetContent(NftSet Set, IReadOnlyList<NftElement> Elements)
{
    /// <summary>Whether it is part of one rule and has no name of its own.</summary>
    public bool IsAnonymous => Set.Flags.HasFlag(NftSetFlags.Anonymous);
}

/// <summary>All that a table holds.</summary>
internal sealed class NftTableContent(NftTable table, IReadOnlyList<NftSetContent> sets, IReadOnlyList<NftChain> chains, IReadOnlyList<NftRule> rules)
{
    private readonly FrozenDictionary<string, NftSetContent> _sets = sets.DistinctBy(s => s.Set.Name).ToFrozenDictionary(s => s.Set.Name);
    private readonly ILookup<string, NftRule> _rules = rules.ToLookup(r => r.Chain);

    public NftTable Table => table;

    public IReadOnlyList<NftSetContent> Sets => sets;

    public IReadOnlyList<NftChain> Chains => chains;

    /// <summary>The set of a name; null when there is none.</summary>
    public NftSetContent? Find(string set) => _sets.GetValueOrDefault(set);

    public IEnumerable<NftRule> RulesOf(NftChain chain) => _rules[chain.Name];

    public static NftTableContent Read(NetlinkSocket socket, NftTable table)
    {
        bool IsOfTable(NftFamily family, string name) => family == table.Family && name == table.Name;
        List<NftSet> sets = [.. NftDump.Sets(socket, table.Family).Where(s => IsOfTable(s.Family, s.Table))];
        return new NftTableContent(
            table,
            [.. sets.Select(s => new NftSetContent(s, NftDump.Elements(socket, s)))],
            [.. NftDump.Chains(socket, table.Family).Where(c => IsOfTable(c.Family, c.Table))],
            [.. NftDump.Rules(socket, table.Family).Where(r => IsOfTable(r.Family, r.Table))]);
    }
}

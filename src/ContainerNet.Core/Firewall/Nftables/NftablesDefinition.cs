using System.Collections.Immutable;
using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Nftables;

namespace ContainerNet.Firewall.Nftables;

/// <summary>A rule, with the words that nft takes for it.</summary>
internal sealed record NftablesRule(NftRule Rule, string Text)
{
    /// <summary>Whether it is inserted before the existing rules of its chain, or before the one at its position; otherwise it is appended.</summary>
    public bool AtHead { get; init; }
}

/// <summary>A table and all that is in it but the elements of its sets.</summary>
internal sealed record NftablesDefinition(
    NftTable Table, ImmutableArray<NftSet> Sets, ImmutableArray<NftChain> Chains, ImmutableArray<NftablesRule> Rules)
{
    /// <summary>The tables that the firewall may have: what routes and translates, and what guards the bridges' ports.</summary>
    public static readonly ImmutableArray<NftablesDefinition> All = [NftablesTable.Definition, NftablesBridgeTable.Definition];

    /// <summary>The table as nft names it: <c>inet containernet</c>.</summary>
    public string Name => $"{Table.Family.ToNftName()} {Table.Name}";

    /// <summary>What makes the table. It is always the same, so it is put together and written but once.</summary>
    public NftBatch Creation => field ??= Create().Encode();

    private NftBatch Create()
    {
        var batch = new NftBatch();
        batch.Add(Table);
        foreach (NftSet set in Sets) batch.Add(set);
        foreach (NftChain chain in Chains) batch.Add(chain);
        foreach (NftablesRule rule in Rules) batch.Add(rule.Rule);
        return batch;
    }
}

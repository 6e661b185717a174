using System.Collections.Immutable;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Nftables;
using ContainerNet.Netlink.Nftables.Expressions;

namespace ContainerNet.Firewall.Nftables;

/// <summary>Compares our tables in the kernel with how they are made.</summary>
internal sealed class NftablesDamage(NetlinkSocket socket, NftablesDefinition definition)
{
    private const uint DormantFlag = 1;

    private NftTable Table => definition.Table;

    /// <summary>What differs, each a line; none where the table is not there.</summary>
    public IEnumerable<string> Lines()
    {
        NftTable? there = NftDump.Tables(socket, Table.Family).Find(t => t.Name == Table.Name);
        if (there is null) return [];
        List<NftSet> sets = NftDump.Sets(socket, Table.Family).FindAll(s => s.Table == Table.Name);
        List<NftChain> chains = NftDump.Chains(socket, Table.Family).FindAll(c => c.Table == Table.Name);
        ILookup<string, NftRule> rules = NftDump.Rules(socket, Table.Family).Where(r => r.Table == Table.Name).ToLookup(r => r.Chain);
        return [.. CompareTable(there), .. CompareSets(sets), .. CompareChains(chains), .. chains.SelectMany(c => CompareRules(c.Name, [.. rules[c.Name]]))];
    }

    private IEnumerable<string> CompareTable(NftTable there)
    {
        if ((there.Flags & DormantFlag) != 0) yield return $"Table {definition.Name} is dormant, so its rules have no effect.";
    }

    private IEnumerable<string> CompareSets(List<NftSet> sets)
    {
        foreach (NftSet wanted in definition.Sets)
        {
            NftSet? there = sets.Find(s => s.Name == wanted.Name);
            if (there is null) yield return $"Set {wanted.Name} of table {definition.Name} is missing.";
            else if (Form(there) != Form(wanted)) yield return $"Set {wanted.Name} of table {definition.Name} is {Form(there)} instead of {Form(wanted)}.";
        }
        foreach (NftSet other in sets.Where(s => !definition.Sets.Any(w => w.Name == s.Name) && !s.Flags.HasFlag(NftSetFlags.Anonymous)))
            yield return $"Set {other.Name} of table {definition.Name} was added by another program.";
    }

    private IEnumerable<string> CompareChains(List<NftChain> chains)
    {
        foreach (NftChain wanted in definition.Chains)
        {
            NftChain? there = chains.Find(c => c.Name == wanted.Name);
            if (there is null) yield return $"Chain {wanted.Name} of table {definition.Name} is missing.";
            else if (there.Hook != wanted.Hook) yield return $"Chain {wanted.Name} of table {definition.Name} is {Form(there)} instead of {Form(wanted)}.";
        }
        foreach (NftChain other in chains.Where(c => !definition.Chains.Any(w => w.Name == c.Name)))
            yield return $"Chain {other.Name} of table {definition.Name} was added by another program.";
    }

    private IEnumerable<string> CompareRules(string chain, List<NftRule> rules)
    {
        List<NftablesRule> missing = [.. definition.Rules.Where(r => r.Rule.Chain == chain)];
        if (rules.Count == missing.Count && rules.Zip(missing).All(pair => Same(pair.First, pair.Second))) yield break;
        var added = new List<NftRule>();
        foreach (NftRule rule in rules)
        {
            int index = missing.FindIndex(wanted => Same(rule, wanted));
            if (index < 0) added.Add(rule);
            else missing.RemoveAt(index);
        }
        foreach (NftablesRule wanted in missing) yield return $"Chain {chain} of table {definition.Name} lacks the rule: {wanted.Text}";
        foreach (NftRule other in added) yield return $"Chain {chain} of table {definition.Name} has an unexpected rule (handle {other.Handle}).";
        if (missing.Count == 0 && added.Count == 0) yield return $"The rules of chain {chain} of table {definition.Name} are in another order.";
    }

    private static bool Same(NftRule there, NftablesRule wanted) => there.Expressions.Select(AsWritten).SequenceEqual(wanted.Rule.Expressions.Select(AsWritten));

    // Where one address was requested, the kernel answers with a range of one, and with the flags that it concluded.
    private static NftExpression AsWritten(NftExpression expression) => expression is not NftNat nat ? expression : nat with
    {
        AddressMax = nat.AddressMax == nat.Address ? null : nat.AddressMax,
        PortMax = nat.PortMax == nat.Port ? null : nat.PortMax,
        Flags = nat.Flags & ~(NftNatFlags.MapAddresses | NftNatFlags.ProtocolSpecified),
    };

    private static string Form(NftSet set)
        => $"{{ type {set.KeyType}{(set.DataType is null ? "" : $" : {set.DataType}")}; flags {set.AllFlags}; }}";

    private static string Form(NftChain chain)
        => chain.Hook is { } hook ? $"{{ type {hook.Type} hook {hook.Number} priority {hook.Priority}; policy {hook.Policy}; }}" : "on no hook";
}

using ContainerNet.Netlink.Netfilter;

namespace ContainerNet.Firewall;

/// <summary>What one change comes down to in nf_tables: as a batch for the kernel, and as the same in nft's words.</summary>
internal sealed class NftablesTransaction
{
    /// <summary>Whether the table has to be made first.</summary>
    public bool Creates { get; init; }

    /// <summary>Whether nothing is left, so that the whole table goes.</summary>
    public bool Deletes { get; init; }

    public required IReadOnlyList<NftablesElement> Removed { get; init; }

    public required IReadOnlyList<NftablesElement> Added { get; init; }

    /// <summary>The batch; empty when there is nothing to do.</summary>
    public NftBatch ToBatch()
    {
        var batch = new NftBatch();
        if (Deletes)
        {
            batch.Delete(NftablesTable.Table);
            return batch;
        }
        if (Creates) Create(batch);
        foreach (IGrouping<NftSet, NftablesElement> set in BySet(Removed)) batch.Delete(set.Key, set.Select(e => e.Element));
        foreach (IGrouping<NftSet, NftablesElement> set in BySet(Added)) batch.Add(set.Key, set.Select(e => e.Element));
        return batch;
    }

    /// <summary>The same as commands, one a line.</summary>
    public IReadOnlyList<string> ToCommands()
    {
        string table = TableText;
        if (Deletes) return [$"nft delete table {table}"];
        var commands = new List<string>();
        if (Creates) commands.AddRange(CreateCommands());
        foreach (IGrouping<NftSet, NftablesElement> set in BySet(Removed))
            commands.Add(Command("delete element", set.Key.Name, $"{{ {string.Join(", ", set.Select(e => e.KeyText))} }}"));
        foreach (IGrouping<NftSet, NftablesElement> set in BySet(Added))
            commands.Add(Command("add element", set.Key.Name, $"{{ {string.Join(", ", set.Select(ElementText))} }}"));
        return commands;
    }

    private static string TableText => $"{NftablesTable.Table.Family.ToNftName()} {NftablesTable.Table.Name}";

    private static void Create(NftBatch batch)
    {
        batch.Add(NftablesTable.Table);
        foreach (NftSet set in NftablesTable.Sets) batch.Add(set);
        foreach (NftChain chain in NftablesTable.Chains) batch.Add(chain);
        foreach (NftablesRule rule in NftablesTable.Rules) batch.Add(rule.Rule);
    }

    private static IEnumerable<string> CreateCommands()
    {
        yield return $"nft add table {TableText}";
        foreach (NftSet set in NftablesTable.Sets) yield return Command(set.DataType is null ? "add set" : "add map", set.Name, SetText(set));
        foreach (NftChain chain in NftablesTable.Chains) yield return chain.Hook is null ? $"nft add chain {TableText} {chain.Name}" : Command("add chain", chain.Name, HookText(chain.Hook));
        foreach (NftablesRule rule in NftablesTable.Rules) yield return Command("add rule", rule.Rule.Chain, rule.Text);
    }

    private static string SetText(NftSet set)
    {
        string type = set.DataType is null ? $"{set.KeyType}" : $"{set.KeyType} : {set.DataType}";
        return set.Flags.HasFlag(NftSetFlags.Interval) ? $"{{ type {type}; flags interval; }}" : $"{{ type {type}; }}";
    }

    private static string HookText(NftHook hook)
        => $"{{ type {hook.Type} hook {hook.Number.ToString().ToLowerInvariant()} priority {hook.Priority}; policy {hook.Policy.ToString().ToLowerInvariant()}; }}";

    private static string ElementText(NftablesElement element) => element.DataText is null ? element.KeyText : $"{element.KeyText} : {element.DataText}";

    // In single quotes nothing means anything to a shell but the quote itself, which an interface's name may hold.
    private static string Command(string verb, string name, string specification)
        => $"nft {verb} {TableText} {name} '{specification.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static IEnumerable<IGrouping<NftSet, NftablesElement>> BySet(IEnumerable<NftablesElement> elements) => elements.GroupBy(e => e.Set);
}

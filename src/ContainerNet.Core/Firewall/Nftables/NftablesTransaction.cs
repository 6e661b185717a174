using System.Runtime.InteropServices;
using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Nftables;
using ContainerNet.Netlink.Nftables.Text;

namespace ContainerNet.Firewall.Nftables;

/// <summary>What one change comes down to in nf_tables: as a batch for the kernel, and as the same in nft's words.</summary>
internal sealed class NftablesTransaction
{
    /// <summary>The tables that go as a whole, before anything else.</summary>
    public List<NftablesDefinition> Deletes { get; } = [];

    /// <summary>The tables that have to be made first.</summary>
    public List<NftablesDefinition> Creates { get; } = [];

    public NftablesElementGroups Removed { get; } = new();

    public NftablesElementGroups Added { get; } = new();

    /// <summary>What changes in others' tables.</summary>
    public List<NftablesForwardChange> Forward { get; } = [];

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => Deletes.Count + Creates.Count + Forward.Count == 0 && Removed.IsEmpty && Added.IsEmpty;

    /// <summary>The batch; empty when there is nothing to do.</summary>
    public NftBatch ToBatch()
    {
        var batch = new NftBatch();
        foreach (NftablesDefinition table in Deletes) batch.Delete(table.Table);
        foreach (NftablesDefinition table in Creates) batch.Add(table.Creation);
        foreach ((NftSet set, List<NftElement> elements) in Removed) batch.Delete(set, CollectionsMarshal.AsSpan(elements));
        foreach ((NftSet set, List<NftElement> elements) in Added) batch.Add(set, CollectionsMarshal.AsSpan(elements));
        foreach (NftablesForwardChange change in Forward) Change(batch, change);
        return batch;
    }

    /// <summary>The same as commands, one a line.</summary>
    public IReadOnlyList<string> ToCommands()
        =>
        [
            .. Deletes.Select(table => $"nft delete table {table.Name}"),
            .. Creates.SelectMany(CreateCommands),
            .. Removed.Select(group => ElementsCommand("delete element", group, e => e.KeyText)),
            .. Added.Select(group => ElementsCommand("add element", group, ElementText)),
            .. Forward.SelectMany(ChangeCommands),
        ];

    private static void Change(NftBatch batch, NftablesForwardChange change)
    {
        foreach (NftRule rule in change.Removed) batch.Delete(rule);
        foreach (NftChain chain in change.Deletes) batch.Delete(chain);
        foreach (NftChain chain in change.Creates) batch.Add(chain);
        foreach (NftablesRule rule in change.Added)
        {
            if (rule.AtHead) batch.Insert(rule.Rule);
            else batch.Add(rule.Rule);
        }
    }

    private static IEnumerable<string> CreateCommands(NftablesDefinition table)
    {
        yield return $"nft add table {table.Name}";
        foreach (NftSet set in table.Sets) yield return Command(set.DataType is null ? "add set" : "add map", set, SetText(set));
        foreach (NftChain chain in table.Chains)
        {
            yield return chain.Hook is { } hook
                ? Command("add chain", TableName(chain.Family, chain.Table), chain.Name, HookText(hook))
                : ChainCommand("add", chain);
        }
        foreach (NftablesRule rule in table.Rules) yield return RuleCommand(rule);
    }

    private static IEnumerable<string> ChangeCommands(NftablesForwardChange change) =>
    [
        .. change.Removed.Select(rule => $"nft delete rule {TableName(rule.Family, rule.Table)} {rule.Chain} handle {rule.Handle}"),
        .. change.Deletes.Select(chain => ChainCommand("delete", chain)),
        .. change.Creates.Select(chain => ChainCommand("add", chain)),
        .. change.Added.Select(RuleCommand),
    ];

    private static string ChainCommand(string verb, NftChain chain) => $"nft {verb} chain {TableName(chain.Family, chain.Table)} {chain.Name}";

    private static string SetText(NftSet set)
    {
        if (NftTypeOf.Read(set.TypeOf) is { } expressions) return $"{{ typeof {expressions}; }}";
        string type = set.DataType is null ? $"{set.KeyType}" : $"{set.KeyType} : {set.DataType}";
        return set.Flags.HasFlag(NftSetFlags.Interval) ? $"{{ type {type}; flags interval; }}" : $"{{ type {type}; }}";
    }

    private static string HookText(NftHook hook)
        => $"{{ type {hook.Type} hook {hook.Number.ToString().ToLowerInvariant()} priority {hook.Priority}; policy {hook.Policy.ToString().ToLowerInvariant()}; }}";

    private static string ElementsCommand(string verb, (NftSet Set, List<NftElement> Elements) group, Func<NftablesElement, string> text)
        => Command(verb, group.Set, $"{{ {string.Join(", ", group.Elements.Select(e => text(new NftablesElement(group.Set, e))))} }}");

    private static string ElementText(NftablesElement element)
    {
        string key = element.Comment is { } comment ? $"{element.KeyText} comment \"{comment}\"" : element.KeyText;
        return element.DataText is null ? key : $"{key} : {element.DataText}";
    }

    private static string RuleCommand(NftablesRule rule) => Command(rule.AtHead ? "insert rule" : "add rule", TableName(rule.Rule.Family, rule.Rule.Table), rule.Rule.Position == 0 ? rule.Rule.Chain : $"{rule.Rule.Chain} handle {rule.Rule.Position}", rule.Text);

    private static string Command(string verb, NftSet set, string specification) => Command(verb, TableName(set.Family, set.Table), set.Name, specification);

    // In single quotes nothing means anything to a shell but the quote itself, which an interface's name may hold.
    private static string Command(string verb, string table, string name, string specification)
        => $"nft {verb} {table} {name} '{specification.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string TableName(NftFamily family, string table) => $"{family.ToNftName()} {table}";
}

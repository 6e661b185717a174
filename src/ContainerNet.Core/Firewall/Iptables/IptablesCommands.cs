using System.Text;

namespace ContainerNet.Firewall.Iptables;

/// <summary>The commands that make one set of rules out of another: for <c>iptables-restore</c>, and for a shell.</summary>
internal sealed class IptablesCommands
{
    // To take a rule out, each rule before it is compared with it: for many rules it is faster to fill the chain again.
    private const int MaxDeletions = 100;

    private readonly IptablesFamily _family;
    private readonly List<(string Table, string Text)> _commands = [];

    private IptablesCommands(IptablesFamily family) => _family = family;

    /// <summary>Whether there is nothing to do.</summary>
    public bool IsEmpty => _commands.Count == 0;

    /// <summary>Compares two sets of rules of a family.</summary>
    public static IptablesCommands Between(IptablesFamily family, IptablesRuleset present, IptablesRuleset wanted)
    {
        var commands = new IptablesCommands(family);
        foreach (string table in family.Tables) commands.Change(table, present, wanted);
        return commands;
    }

    /// <summary>What <c>iptables-restore --noflush</c> reads.</summary>
    public string ToRestore()
    {
        var text = new StringBuilder();
        foreach (IGrouping<string, (string Table, string Text)> table in _commands.GroupBy(command => command.Table))
        {
            text.Append('*').Append(table.Key).Append('\n');
            foreach ((_, string command) in table) text.Append(command).Append('\n');
            text.Append("COMMIT\n");
        }
        return text.ToString();
    }

    /// <summary>The same as lines for a shell.</summary>
    public IEnumerable<string> ToShell() => _commands.Select(command => $"{_family.Program} -t {command.Table} {Quoted(command.Text)}");

    private void Change(string table, IptablesRuleset present, IptablesRuleset wanted)
    {
        IptablesChain[] created = [.. In(table, wanted.Chains).Except(present.Chains.Keys)], gone = [.. In(table, present.Chains).Except(wanted.Chains.Keys)];
        IptablesChain[] jumping = [.. In(table, wanted.Jumps).Union(In(table, present.Jumps)).Where(chain => !SameJumps(chain, present, wanted))];

        foreach (IptablesChain chain in created) Add(table, $"-N {chain.Name}");
        foreach (IptablesChain chain in jumping)
        {
            foreach (string jump in present.Jumps.GetValueOrDefault(chain) ?? []) Add(table, $"-D {chain.Name} {jump}");
        }
        foreach (IptablesChain chain in In(table, wanted.Chains)) Fill(chain, present.Chains.GetValueOrDefault(chain) ?? [], wanted.Chains[chain]);
        foreach (IptablesChain chain in jumping)
        {
            foreach (string jump in wanted.Jumps.GetValueOrDefault(chain) ?? []) Add(table, $"-I {chain.Name} 1 {jump}");
        }
        // Chains can refer to each other, so all are emptied before any is removed.
        foreach (IptablesChain chain in gone) Add(table, $"-F {chain.Name}");
        foreach (IptablesChain chain in gone) Add(table, $"-X {chain.Name}");
    }

    private void Fill(IptablesChain chain, List<string> present, List<string> wanted)
    {
        if (present.SequenceEqual(wanted)) return;
        var remaining = wanted.ToHashSet();
        List<string> kept = [.. present.Where(remaining.Contains)];
        bool appends = present.Count - kept.Count <= MaxDeletions && kept.Count <= wanted.Count && kept.SequenceEqual(wanted.Take(kept.Count));
        if (appends)
        {
            foreach (string rule in present.Where(rule => !remaining.Contains(rule))) Add(chain.Table, $"-D {chain.Name} {rule}");
        }
        else
        {
            Add(chain.Table, $"-F {chain.Name}");
        }
        foreach (string rule in wanted.Skip(appends ? kept.Count : 0)) Add(chain.Table, $"-A {chain.Name} {rule}");
    }

    private static bool SameJumps(IptablesChain chain, IptablesRuleset present, IptablesRuleset wanted)
        => !present.Overtaken.Contains(chain) && (present.Jumps.GetValueOrDefault(chain) ?? []).SequenceEqual(wanted.Jumps.GetValueOrDefault(chain) ?? []);

    private static IEnumerable<IptablesChain> In(string table, Dictionary<IptablesChain, List<string>> chains) => chains.Keys.Where(chain => chain.Table == table);

    private void Add(string table, string text) => _commands.Add((table, text));

    // Our rules contain nothing special to a shell except the brackets around an IPv6 address.
    private static string Quoted(string text) => string.Join(' ', text.Split(' ').Select(word => word.Contains('[', StringComparison.Ordinal) ? $"'{word}'" : word));
}

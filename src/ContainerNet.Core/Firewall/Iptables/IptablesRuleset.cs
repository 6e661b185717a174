using System.Text;
using ContainerNet.Firewall.Nftables;

namespace ContainerNet.Firewall.Iptables;

/// <summary>A chain of a table.</summary>
internal readonly record struct IptablesChain(string Table, string Name);

/// <summary>Our chains with their rules, and the rules of other chains that lead into them. A rule is as <c>iptables-save</c> writes it, without its <c>-A CHAIN</c>.</summary>
internal sealed class IptablesRuleset
{
    private const string Prefix = "CONTAINERNET";

    /// <summary>Our chains.</summary>
    public Dictionary<IptablesChain, List<string>> Chains { get; } = [];

    /// <summary>The jumps into ours by the chain that they are in.</summary>
    public Dictionary<IptablesChain, List<string>> Jumps { get; } = [];

    /// <summary>The chains whose first rule is another than the jump.</summary>
    public HashSet<IptablesChain> Overtaken { get; } = [];

    /// <summary>Docker Engine's bridges, as far as its rules tell them.</summary>
    public SortedSet<string> DockerBridges { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether there is neither a chain nor a jump.</summary>
    public bool IsEmpty => Chains.Count == 0 && Jumps.Count == 0;

    /// <summary>Adds a chain of ours with its rules, and a jump to it at the head of each chain named.</summary>
    /// <param name="table">The table.</param>
    /// <param name="name">The chain's name.</param>
    /// <param name="rules">Its rules.</param>
    /// <param name="jumps">The built-in chains that jump to it, each with what it asks for before it does.</param>
    public void Add(string table, string name, IEnumerable<string> rules, params ReadOnlySpan<(string Chain, string Condition)> jumps)
    {
        Chains.Add(new IptablesChain(table, name), [.. rules]);
        foreach ((string chain, string condition) in jumps) Jumps.Add(new IptablesChain(table, chain), [$"{condition} -j {name}".TrimStart()]);
    }

    /// <summary>The rules of one of our chains; none where it is not there.</summary>
    public IReadOnlyList<string> Rules(string table, string name) => Chains.GetValueOrDefault(new IptablesChain(table, name)) ?? [];

    /// <summary>Takes what is ours out of the output of <c>iptables-save</c>.</summary>
    public static IptablesRuleset Parse(string saved)
    {
        var found = new IptablesRuleset();
        var begun = new HashSet<IptablesChain>();
        string table = "";
        foreach (ReadOnlySpan<char> line in saved.AsSpan().EnumerateLines())
        {
            if (line is ['*', .. var name]) table = name.ToString();
            else if (line is [':', .. var declared] && Word(declared) is var chain && IsOurs(chain)) found.Chains.TryAdd(new IptablesChain(table, chain), []);
            else if (line.StartsWith("-A ")) found.ParseRule(table, line[3..], begun);
        }
        return found;
    }

    /// <summary>The same as <c>iptables-save</c> lists it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (string table in Chains.Keys.Concat(Jumps.Keys).Select(chain => chain.Table).Distinct())
        {
            text.AppendLine($"*{table}");
            foreach (IptablesChain chain in Chains.Keys.Where(chain => chain.Table == table)) text.AppendLine($":{chain.Name} -");
            foreach ((IptablesChain chain, List<string> rules) in Jumps.Concat(Chains).Where(chain => chain.Key.Table == table))
            {
                foreach (string rule in rules) text.AppendLine($"-A {chain.Name} {rule}");
            }
        }
        return text.ToString();
    }

    private void ParseRule(string table, ReadOnlySpan<char> line, HashSet<IptablesChain> begun)
    {
        string name = Word(line);
        var chain = new IptablesChain(table, name);
        string rule = line[name.Length..].Trim().ToString();
        bool first = begun.Add(chain);
        if (Chains.TryGetValue(chain, out List<string>? rules))
        {
            rules.Add(rule);
            return;
        }
        string target = Target(rule);
        if (table == "filter" && (target == DockerChains.Publish || DockerChains.Contains(name)) && Outgoing(rule) is { } docker) DockerBridges.Add(docker);
        if (!IsOurs(target)) return;
        if (!Jumps.TryGetValue(chain, out List<string>? jumps)) Jumps.Add(chain, jumps = []);
        jumps.Add(rule);
        if (!first && jumps.Count == 1) Overtaken.Add(chain);
    }

    private static bool IsOurs(string chain) => chain == Prefix || chain.StartsWith(Prefix + "-", StringComparison.Ordinal);

    // A jump to a chain has no options, so that its name is the last word.
    private static string Target(string rule)
    {
        int last = rule.TrimEnd().LastIndexOf(' ') + 1;
        return last >= 3 && rule.AsSpan(last - 3, 3) is "-j " or "-g " ? rule[last..].TrimEnd() : "";
    }

    // The interface that a rule is about what leaves by, as iptables-save writes it: "! -o" is about all others, and a '+' begins many.
    private static string? Outgoing(string rule)
    {
        string[] words = rule.Split(' ');
        int option = Array.IndexOf(words, "-o");
        return option >= 0 && option + 1 < words.Length && words.ElementAtOrDefault(option - 1) != "!" && !words[option + 1].EndsWith('+') ? words[option + 1] : null;
    }

    private static string Word(ReadOnlySpan<char> text) => (text.IndexOf(' ') is >= 0 and var end ? text[..end] : text).ToString();
}

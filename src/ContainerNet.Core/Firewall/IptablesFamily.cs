namespace ContainerNet.Firewall;

/// <summary>One of the packet filters that the programs of iptables change: IPv4's, IPv6's, or the bridge's.</summary>
internal abstract class IptablesFamily
{
    /// <summary>The program: <c>iptables</c>, <c>ip6tables</c> or <c>ebtables</c>.</summary>
    public abstract string Program { get; }

    /// <summary>The tables, in the order that they are changed.</summary>
    public abstract IReadOnlyList<string> Tables { get; }

    /// <summary>What ends a table in the input of <c>iptables-restore</c>.</summary>
    public virtual string EndOfTable => "COMMIT\n";

    /// <summary>The command that makes a chain.</summary>
    public virtual string Create(string chain) => $"-N {chain}";

    /// <summary>Whether an element is one of this family.</summary>
    public abstract bool Holds(FirewallElement element);

    /// <summary>The rules that elements of this family are; none without elements.</summary>
    /// <param name="elements">The elements.</param>
    /// <param name="dockerBridges">Bridges of Docker's: what goes there is left to its own rules.</param>
    public abstract IptablesRuleset Rules(IReadOnlyList<FirewallElement> elements, IReadOnlyCollection<string> dockerBridges);

    /// <summary>The elements that rules are.</summary>
    public abstract List<FirewallElement> Read(IptablesRuleset rules);

    /// <summary>The word behind an option of a rule; null where the rule does not have it.</summary>
    protected static string? Value(string rule, string option)
    {
        bool found = false;
        foreach (Range word in rule.AsSpan().Split(' '))
        {
            if (found) return rule[word];
            found = rule.AsSpan(word).SequenceEqual(option);
        }
        return null;
    }
}

using ContainerNet.Firewall.Elements;

namespace ContainerNet.Firewall.Iptables;

/// <summary>One of the packet filters that the programs of iptables change: IPv4's or IPv6's.</summary>
internal abstract class IptablesFamily
{
    /// <summary>The program: <c>iptables</c> or <c>ip6tables</c>.</summary>
    public abstract string Program { get; }

    /// <summary>The tables, in the order that they are changed.</summary>
    public abstract IReadOnlyList<string> Tables { get; }

    /// <summary>Whether an element is one of this family.</summary>
    public abstract bool Holds(FirewallElement element);

    /// <summary>The rules that elements of this family are; none without elements.</summary>
    /// <param name="elements">The elements.</param>
    /// <param name="dockerBridges">Docker's bridges: packets to them are left to Docker's own rules.</param>
    public abstract IptablesRuleset Rules(IReadOnlyList<FirewallElement> elements, IReadOnlyCollection<string> dockerBridges);

    /// <summary>The elements that rules are.</summary>
    public abstract List<FirewallElement> Read(IptablesRuleset rules);

    /// <summary>The word after an option of a rule; null where the rule does not have it.</summary>
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

namespace ContainerNet.Firewall.Iptables;

/// <summary>Finds what is not as the elements of a family ask for.</summary>
internal static class IptablesDamage
{
    /// <summary>Each difference as a line.</summary>
    public static IEnumerable<string> Of(IptablesFamily family, IptablesRuleset present)
    {
        IptablesRuleset wanted = family.Rules(family.Read(present), present.DockerBridges);
        // What remains when the rules are missing from which an element is read.
        if (wanted.IsEmpty) return present.Chains.Keys.Select(chain => $"{Place(family, chain)} exists, although ContainerNet has no elements.");
        return
        [
            .. wanted.Chains.Keys.Except(present.Chains.Keys).Select(chain => $"{Place(family, chain)} is missing."),
            .. present.Chains.Keys.Except(wanted.Chains.Keys).Select(chain => $"{Place(family, chain)} was added by another program."),
            .. wanted.Chains.SelectMany(chain => Differences(family, chain.Key, present.Chains.GetValueOrDefault(chain.Key) ?? [], chain.Value)),
            .. wanted.Jumps.SelectMany(chain => Differences(family, chain.Key, present.Jumps.GetValueOrDefault(chain.Key) ?? [], chain.Value)),
            .. present.Jumps.Where(chain => !wanted.Jumps.ContainsKey(chain.Key)).SelectMany(chain => Differences(family, chain.Key, chain.Value, [])),
            .. present.Overtaken.Select(chain => $"{Place(family, chain)} has other rules before the jump to ContainerNet's chain."),
        ];
    }

    private static IEnumerable<string> Differences(IptablesFamily family, IptablesChain chain, List<string> present, List<string> wanted)
    {
        string[] missing = [.. wanted.Except(present)], added = [.. present.Except(wanted)];
        foreach (string rule in missing) yield return $"{Place(family, chain)} lacks the rule {rule}";
        foreach (string rule in added) yield return $"{Place(family, chain)} has an unexpected rule: {rule}";
        if (missing.Length + added.Length == 0 && !present.SequenceEqual(wanted)) yield return $"{Place(family, chain)} has its rules in another order or more than once.";
    }

    private static string Place(IptablesFamily family, IptablesChain chain) => $"{family.Program} -t {chain.Table}: {chain.Name}";
}

using ContainerNet.Netlink;
using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Netfilter.Expressions;

namespace ContainerNet.Firewall;

/// <summary>
/// The FORWARD chains of iptables' filter tables. Where one drops what nothing accepts (Docker Engine and ufw set that
/// policy), what our own table accepts is dropped there all the same: each of our bridges gets two accepts at its end,
/// behind what others drop on purpose, in a form that iptables lists as its own.
/// </summary>
internal sealed class NftablesForwardChain(NftChain chain, IReadOnlyList<NftRule> rules)
{
    private const string Comment = "ContainerNet";

    public static readonly NftChain[] All = [new(NftFamily.IPv4, "filter", "FORWARD"), new(NftFamily.IPv6, "filter", "FORWARD")];

    /// <summary>The chain with our rules in it.</summary>
    public static NftablesForwardChain Read(NetlinkSocket socket, NftChain chain) => new(chain, NftDump.Rules(socket, chain));

    /// <summary>Whether a chain drops what no rule of it accepts.</summary>
    public static bool Drops(NftChain chain) => chain.Hook is { Number: NftHookNumber.Forward, Policy: NftPolicy.Drop };

    /// <summary>The accepts that the chain lacks for bridges.</summary>
    public IEnumerable<NftablesRule> Missing(IEnumerable<string> bridges)
    {
        if (!Drops(chain)) return [];
        HashSet<(NftMetaKey, string)> present = [.. rules.Select(Way).OfType<(NftMetaKey, string)>()];
        return bridges.SelectMany(b => new[] { (NftMetaKey.InputInterfaceName, b), (NftMetaKey.OutputInterfaceName, b) }).Where(way => !present.Contains(way)).Select(Accept);
    }

    /// <summary>The accepts for bridges that are not ours any more.</summary>
    public IEnumerable<NftRule> Stale(IEnumerable<string> bridges)
    {
        HashSet<string> ours = [.. bridges];
        return rules.Where(rule => Way(rule) is var (_, bridge) && !ours.Contains(bridge));
    }

    private NftablesRule Accept((NftMetaKey Key, string Bridge) way)
    {
        string name = way.Key == NftMetaKey.InputInterfaceName ? "iifname" : "oifname";
        var rule = new NftRule(chain.Family, chain.Table, chain.Name,
        [
            new NftMeta(way.Key), NftablesExpressions.Is(NftablesExpressions.InterfaceName(way.Bridge)),
            new NftCounter(), NftablesExpressions.Verdict(NftVerdict.Accept),
        ])
        { UserData = NftComment.Of(Comment) };
        return new NftablesRule(rule, $"{name} \"{way.Bridge}\" counter accept comment \"{Comment}\"");
    }

    // iptables-restore writes the same rule with a match of its own for the comment, and the name without its padding.
    private static (NftMetaKey, string)? Way(NftRule rule)
    {
        bool ours = NftComment.Read(rule.UserData) == Comment
            || rule.Expressions.OfType<NftOther>().Any(e => e.Kind == "match" && e.Data.Span.IndexOf("ContainerNet\0"u8) >= 0);
        if (!ours || rule.Expressions.Length < 2 || rule.Expressions[0] is not NftMeta { Key: NftMetaKey.InputInterfaceName or NftMetaKey.OutputInterfaceName } meta) return null;
        return rule.Expressions[1] is NftCompare { Operator: NftCompareOperator.Equal } name
            ? (meta.Key, System.Text.Encoding.UTF8.GetString(name.Value.Span.TrimEnd((byte)0)))
            : null;
    }
}

using System.Text;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Netfilter.Expressions;

namespace ContainerNet.Firewall;

/// <summary>
/// The FORWARD chain of one of iptables' filter tables. Where it drops what nothing accepts (Docker Engine and ufw set that
/// policy), what our own table accepts is dropped there all the same. At its end then, behind what others drop on purpose,
/// stands a jump to a chain of ours that accepts what comes from our bridges or goes to them, but for what goes to a bridge of
/// Docker's: what that publishes is accepted by then, and the rest is for the policy. iptables lists all of it as its own.
/// </summary>
internal sealed class NftablesForwardChain
{
    private const string Name = "FORWARD", AcceptName = "CONTAINERNET-ACCEPT";

    /// <summary>The chains to find, of both families.</summary>
    public static readonly NftChain[] All = [.. new[] { NftFamily.IPv4, NftFamily.IPv6 }.SelectMany(family => new[] { Name, AcceptName }.Select(name => new NftChain(family, "filter", name)))];

    private readonly NftChain _chain, _accepts;
    private readonly bool _exists;
    private readonly List<NftRule> _jumps, _rules;
    private readonly HashSet<string> _dockers;

    private NftablesForwardChain(NetlinkSocket socket, NftChain chain, bool exists)
    {
        _chain = chain;
        _accepts = new NftChain(chain.Family, chain.Table, AcceptName);
        _exists = exists;
        List<NftRule> others = NftDump.Rules(socket, chain);
        _jumps = others.FindAll(rule => Verdict(rule) == NftVerdict.Jump(AcceptName));
        _rules = NftDump.Rules(socket, _accepts);
        _dockers = [.. others.Concat(NftDump.Rules(socket, chain with { Name = DockerChains.Bridge })).Where(LeadsToDocker).Select(rule => Way(rule)!.Value.Interface)];
    }

    /// <summary>The chains in which there is something to do or to keep, out of those that were found.</summary>
    public static List<NftablesForwardChain> Read(NetlinkSocket socket, IReadOnlyList<NftChain> found)
    {
        bool Accepts(NftChain forward) => found.Any(chain => chain.Family == forward.Family && chain.Name == AcceptName);
        return [.. found.Where(chain => chain.Name == Name && (Drops(chain) || Accepts(chain))).Select(chain => new NftablesForwardChain(socket, chain, Accepts(chain)))];
    }

    /// <summary>What has to change for bridges of ours; nothing where all is there.</summary>
    public NftablesForwardChange Change(IReadOnlyCollection<string> bridges)
    {
        List<ForwardWay> wanted = Wanted(bridges);
        List<NftRule> kept = Kept(wanted);
        bool needed = wanted.Count > 0;
        return new NftablesForwardChange
        {
            Creates = needed && !_exists ? [_accepts] : [],
            Deletes = !needed && _exists ? [_accepts] : [],
            Removed = [.. needed ? [] : _jumps, .. _rules.Except(kept)],
            Added = [.. wanted.Except(kept.Select(rule => Way(rule)!.Value)).Select(Rule), .. needed && _jumps.Count == 0 ? [Jump] : Array.Empty<NftablesRule>()],
        };
    }

    /// <summary>The same in words, each difference a line.</summary>
    public IEnumerable<string> Damage(IReadOnlyCollection<string> bridges)
    {
        if (!Drops(_chain)) return [];
        NftablesForwardChange change = Change(bridges);
        return
        [
            .. change.Added.Select(rule => $"Chain {rule.Rule.Chain} of {Table} lacks the rule: {rule.Text}"),
            .. change.Removed.Select(rule => $"Chain {rule.Chain} of {Table} has a rule too many: {(Way(rule) is { } way ? Text(way) : $"handle {rule.Handle}")}"),
        ];
    }

    private string Table => $"table {_chain.Family.ToNftName()} {_chain.Table}";

    private NftablesRule Jump => new(new NftRule(_chain.Family, _chain.Table, Name, [new NftCounter(), NftablesExpressions.Verdict(NftVerdict.Jump(AcceptName))]), $"counter jump {AcceptName}");

    private static bool Drops(NftChain chain) => chain.Hook is { Number: NftHookNumber.Forward, Policy: NftPolicy.Drop };

    private List<ForwardWay> Wanted(IReadOnlyCollection<string> bridges) => !Drops(_chain) || bridges.Count == 0 ? [] :
    [
        .. _dockers.Except(bridges).Select(bridge => new ForwardWay(NftMetaKey.OutputInterfaceName, bridge, NftVerdictCode.Return)),
        .. bridges.Select(bridge => new ForwardWay(NftMetaKey.InputInterfaceName, bridge, NftVerdictCode.Accept)),
        .. bridges.Select(bridge => new ForwardWay(NftMetaKey.OutputInterfaceName, bridge, NftVerdictCode.Accept)),
    ];

    // What returns has an effect before what accepts only.
    private List<NftRule> Kept(IEnumerable<ForwardWay> wanted)
    {
        var missing = wanted.ToHashSet();
        var kept = new List<NftRule>();
        foreach (NftRule rule in _rules)
        {
            if (Way(rule) is not { } way || !missing.Remove(way)) continue;
            kept.Add(rule);
            if (way.Verdict == NftVerdictCode.Accept) missing.RemoveWhere(other => other.Verdict == NftVerdictCode.Return);
        }
        return kept;
    }

    private NftablesRule Rule(ForwardWay way)
    {
        var rule = new NftRule(_chain.Family, _chain.Table, AcceptName,
            [new NftMeta(way.Key), NftablesExpressions.Is(NftablesExpressions.InterfaceName(way.Interface)), new NftCounter(), NftablesExpressions.Verdict(new NftVerdict(way.Verdict))]);
        return new NftablesRule(rule, Text(way)) { AtHead = way.Verdict == NftVerdictCode.Return };
    }

    private static string Text(ForwardWay way)
        => $"{(way.Key == NftMetaKey.InputInterfaceName ? "iifname" : "oifname")} \"{way.Interface}\" counter {new NftVerdict(way.Verdict)}";

    private static bool LeadsToDocker(NftRule rule) => Verdict(rule) == NftVerdict.Jump(DockerChains.Publish) && Way(rule) is { Key: NftMetaKey.OutputInterfaceName };

    private static NftVerdict? Verdict(NftRule rule) => rule.Expressions is [.., NftImmediate { Destination: NftRegister.Verdict, Data.Verdict: { } verdict }] ? verdict : null;

    // iptables-restore writes the name without its padding; without the zero at its end it is the beginning of names.
    private static ForwardWay? Way(NftRule rule)
        => rule.Expressions is [NftMeta { Key: NftMetaKey.InputInterfaceName or NftMetaKey.OutputInterfaceName } meta, NftCompare { Operator: NftCompareOperator.Equal } name, NftCounter, _]
            && name.Value.Span is [.., 0] && Verdict(rule) is { } verdict
            ? new ForwardWay(meta.Key, Encoding.UTF8.GetString(name.Value.Span.TrimEnd((byte)0)), verdict.Code)
            : null;

    private readonly record struct ForwardWay(NftMetaKey Key, string Interface, NftVerdictCode Verdict);
}

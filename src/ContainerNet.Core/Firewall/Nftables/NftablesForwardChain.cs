using System.Text;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Nftables;
using ContainerNet.Netlink.Nftables.Expressions;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Firewall.Nftables;

/// <summary>
/// A chain of another tool's that decides on what the host forwards, such as FORWARD of iptables' filter tables. Where it drops
/// what nothing accepts, by its policy (Docker Engine and ufw set that one) or by its last rule, what our own table accepts is
/// dropped there all the same. So its end, after the deliberate drops of others, has a jump to our chain that accepts
/// packets from our bridges or to them, except those to a Docker bridge: what that publishes is accepted by
/// then, and the rest is for the policy. The other tool lists all of it as its own. A table that has an owner (firewalld can
/// have one) takes no rule of ours.
/// </summary>
internal sealed class NftablesForwardChain
{
    private const string AcceptName = "CONTAINERNET-ACCEPT";

    private readonly NftChain _chain, _accepts;
    private readonly bool _exists, _drops, _isOwned;

    // The rule that drops all remaining packets; null when the policy does, or when nothing does.
    private readonly NftRule? _end;
    private readonly List<NftRule> _jumps, _rules;
    private readonly HashSet<string> _dockers;

    private NftablesForwardChain(NetlinkSocket socket, NftChain chain, bool exists, bool isOwned)
    {
        _isOwned = isOwned;
        _chain = chain;
        _accepts = new NftChain(chain.Family, chain.Table, AcceptName);
        _exists = exists;
        List<NftRule> others = NftDump.Rules(socket, chain);
        _jumps = others.FindAll(rule => Verdict(rule) == NftVerdict.Jump(AcceptName));
        _end = others.LastOrDefault() is { } last && DropsAll(last) ? last : null;
        _drops = chain.Hook!.Policy == NftPolicy.Drop || _end is not null;
        _rules = exists ? NftDump.Rules(socket, _accepts) : [];
        _dockers = [.. others.Concat(NftDump.Rules(socket, chain with { Name = DockerChains.Bridge })).Where(LeadsToDocker).Select(rule => Way(rule)!.Value.Interface)];
    }

    /// <summary>The chains in which there is something to do or to keep.</summary>
    public static List<NftablesForwardChain> Read(NetlinkSocket socket)
    {
        List<NftChain> chains = NftDump.Chains(socket);
        NftChain[] forward = [.. chains.Where(IsForward)];
        if (forward.Length == 0) return [];
        HashSet<(NftFamily, string)> owned = [.. NftDump.Tables(socket).Where(table => table.IsOwned).Select(table => (table.Family, table.Name))];
        bool Accepts(NftChain chain) => chains.Exists(other => (other.Family, other.Table, other.Name) == (chain.Family, chain.Table, AcceptName));
        return [.. forward.Select(chain => new NftablesForwardChain(socket, chain, Accepts(chain), owned.Contains((chain.Family, chain.Table)))).Where(chain => chain._drops || chain._exists)];
    }

    /// <summary>Whether it is one of iptables', which shows and changes it as its own.</summary>
    public bool IsOfIptables => _chain is { Family: NftFamily.IPv4 or NftFamily.IPv6, Table: "filter", Name: "FORWARD" };

    /// <summary>The changes for our bridges; empty when everything is in place.</summary>
    public NftablesForwardChange Change(IReadOnlyCollection<string> bridges)
    {
        if (_isOwned) return new NftablesForwardChange();
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
        if (!_drops) return [];
        if (_isOwned) return bridges.Count == 0 ? [] : [$"Chain {_chain.Name} of {Table} drops packets by default, and only its owner can change it. Configure the owner to accept packets from and to {string.Join(", ", bridges)}."];
        NftablesForwardChange change = Change(bridges);
        return
        [
            .. change.Added.Select(rule => $"Chain {rule.Rule.Chain} of {Table} lacks the rule: {rule.Text}"),
            .. change.Removed.Select(rule => $"Chain {rule.Chain} of {Table} has an unexpected rule: {(Way(rule) is { } way ? Text(way) : $"handle {rule.Handle}")}"),
        ];
    }

    private string Table => $"table {_chain.Family.ToNftName()} {_chain.Table}";

    private NftablesRule Jump
    {
        get
        {
            var rule = new NftRule(_chain.Family, _chain.Table, _chain.Name, [new NftCounter(), NftablesExpressions.Verdict(NftVerdict.Jump(AcceptName))]) { Position = _end?.Handle ?? 0 };
            return new NftablesRule(rule, $"counter jump {AcceptName}") { AtHead = _end is not null };
        }
    }

    private static bool IsForward(NftChain chain)
        => chain is { Family: NftFamily.IPv4 or NftFamily.IPv6 or NftFamily.Inet, Hook: { Type: "filter", Number: NftHookNumber.Forward } } && chain.Table != NftablesTable.Name;

    private static bool DropsAll(NftRule rule)
        => rule.Expressions is [.., NftReject] or [.., NftImmediate { Destination: NftRegister.Verdict, Data.Verdict.Code: NftVerdictCode.Drop }] && rule.Expressions[..^1].All(expression => expression is NftCounter or NftLog);

    private List<ForwardWay> Wanted(IReadOnlyCollection<string> bridges) => !_drops || bridges.Count == 0 ? [] :
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

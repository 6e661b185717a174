using System.Collections.Immutable;
using System.Net;
using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Nftables;
using ContainerNet.Netlink.Nftables.Expressions;
using ContainerNet.Netlink.Nftables.Values;
using static ContainerNet.Firewall.Nftables.NftablesExpressions;

namespace ContainerNet.Firewall.Nftables;

/// <summary>
/// The table that routes, translates and hides. Its chains and rules are always the same: networks and ports are elements
/// of its sets and maps, so that the thousandth costs no packet more than the first.
/// </summary>
internal static class NftablesTable
{
    public const string Name = "containernet";
    private const string PublishChain = "publish";
    private const string LeaveChain = "leave";
    private const byte LoopbackNetwork = 127;
    private const byte Icmp = 1, Icmpv6 = 58;
    private const uint SourceAddressOffset = 12;
    private const uint DestinationAddressOffset = 16;
    private const uint DestinationAddress6Offset = 24;

    /// <summary>Our bridges.</summary>
    public static readonly NftSet Bridges = Set("bridges", NftDataType.InterfaceName);

    /// <summary>Those of them that nothing passes from or to.</summary>
    public static readonly NftSet Internal = Set("internal", NftDataType.InterfaceName);

    /// <summary>Those whose endpoints do not reach what the host serves.</summary>
    public static readonly NftSet WithoutHost = Set("without_host", NftDataType.InterfaceName);

    /// <summary>Each bridge with itself: nft compares a name with constants only, so a way from a bridge to itself is an element too.</summary>
    public static readonly NftSet SameBridge = Set("same_bridge", NftDataType.Concatenate(NftDataType.InterfaceName, NftDataType.InterfaceName));

    /// <summary>The same for bridges whose endpoints reach each other through published ports only.</summary>
    public static readonly NftSet Isolated = Set("isolated", NftDataType.Concatenate(NftDataType.InterfaceName, NftDataType.InterfaceName));

    public static readonly NftablesDefinition Definition = new(
        new NftTable(NftFamily.Inet, Name),
        [Bridges, Internal, WithoutHost, SameBridge, Isolated, .. NftablesAddressFamily.IPv4.Sets, .. NftablesAddressFamily.IPv6.Sets],
        [
            new(NftFamily.Inet, Name, PublishChain),
            new(NftFamily.Inet, Name, LeaveChain),
            Chain("raw_prerouting", "filter", NftHookNumber.PreRouting, -300),
            Chain("prerouting", "nat", NftHookNumber.PreRouting, -100),
            Chain("output", "nat", NftHookNumber.Output, -100),
            Chain("postrouting", "nat", NftHookNumber.PostRouting, 100),
            Chain("forward", "filter", NftHookNumber.Forward, 0),
            Chain("input", "filter", NftHookNumber.Input, 0),
        ],
        [
            .. NftablesAddressFamily.IPv4.PublishRules(PublishChain),
            .. NftablesAddressFamily.IPv6.PublishRules(PublishChain),
            .. LeaveRules(LeaveChain),
            .. LocalRules(),
            .. PostroutingRules("postrouting"),
            .. ForwardRules("forward"),
            .. HostRules("input"),
        ]);

    public static NftablesRule Rule(string chain, string text, ImmutableArray<NftExpression> expressions)
        => new(new NftRule(NftFamily.Inet, Name, chain, expressions), text);

    private static NftExpression[] ToThisHost
        => [new NftFib(NftFibFlags.DestinationAddress, NftFibResult.AddressType), Is(NftValue.Host(NftFib.Local))];

    private static IEnumerable<NftablesRule> LocalRules()
    {
        // A bridge routes 127.0.0.0/8 so that the host reaches what it publishes there; no other host may do that. The kernel itself
        // takes ::1 from no neighbour.
        yield return Rule("raw_prerouting", "ip daddr 127.0.0.0/8 iifname != \"lo\" drop",
            [.. Family(NftFamily.IPv4), .. Loopback(DestinationAddressOffset), From(NftRegister.R1), IsNot(InterfaceName("lo")), Verdict(NftVerdict.Drop)]);
        // Frames that a bridge forwards arrive here only with br_netfilter; then the forward chain decides on them.
        yield return Rule("raw_prerouting", $"iifname . iifname @isolated meta mark set meta mark | 0x{SeenMark:x8}",
            [From(NftRegister.R1), From(NftRegister.R2), In(Isolated), .. SetMark(SeenMark)]);
        // Nothing that is translated finds its way back to ::1: the kernel looks for that address on lo only (rt6_need_strict).
        yield return Rule("output", "ip6 daddr ::1 return",
            [.. Family(NftFamily.IPv6), new NftPayload(NftPayloadBase.Network, DestinationAddress6Offset, 16), Is(new NftValue(IPAddress.IPv6Loopback.GetAddressBytes())), Verdict(new NftVerdict(NftVerdictCode.Return))]);
        foreach (NftablesAddressFamily family in NftablesAddressFamily.Both)
        {
            yield return family.AskRule("prerouting");
            yield return family.AskedFromElsewhereRule("input");
        }
        foreach (string chain in new[] { "prerouting", "output" })
            yield return Rule(chain, $"fib daddr type local jump {PublishChain}", [.. ToThisHost, Verdict(NftVerdict.Jump(PublishChain))]);
    }

    private static IEnumerable<NftablesRule> LeaveRules(string chain)
    {
        foreach (NftablesRule rule in NftablesAddressFamily.Both.SelectMany(family => family.LeavingRules(chain))) yield return rule;
        // Packets to another network carry the rewritten address by now.
        yield return Rule(chain, "iifname . oifname != @isolated accept", [.. Way, NotIn(Isolated), Verdict(NftVerdict.Accept)]);
    }

    private static IEnumerable<NftablesRule> PostroutingRules(string chain)
    {
        // The answer to the host that called a port at 127.0.0.1 has to come back to an address that is routed.
        yield return Rule(chain, "ip saddr 127.0.0.0/8 oifname @bridges masquerade",
            [.. Family(NftFamily.IPv4), .. Loopback(SourceAddressOffset), To(NftRegister.R1), In(Bridges), new NftMasquerade()]);
        yield return Rule(chain, $"iifname @bridges iifname . oifname != @same_bridge jump {LeaveChain}",
            [From(NftRegister.R1), In(Bridges), .. Way, NotIn(SameBridge), Verdict(NftVerdict.Jump(LeaveChain))]);
        foreach (NftablesAddressFamily family in NftablesAddressFamily.Both) yield return family.HairpinRule(chain, Bridges);
    }

    private static IEnumerable<NftablesRule> ForwardRules(string chain)
    {
        yield return Rule(chain, "iifname . oifname @same_bridge accept", [.. Way, In(SameBridge), Verdict(NftVerdict.Accept)]);
        // Before what is established: a network that becomes internal keeps no connection.
        yield return Rule(chain, "iifname @internal iifname . oifname != @isolated drop",
            [From(NftRegister.R1), In(Internal), .. Way, NotIn(Isolated), Verdict(NftVerdict.Drop)]);
        yield return Rule(chain, "oifname @internal iifname . oifname != @isolated drop",
            [To(NftRegister.R1), In(Internal), .. Way, NotIn(Isolated), Verdict(NftVerdict.Drop)]);
        yield return Rule(chain, "ct state established,related accept",
            [new NftConntrack(NftConntrackKey.State), .. AnyBit((uint)(ConntrackState.Established | ConntrackState.Related)), Verdict(NftVerdict.Accept)]);
        yield return Rule(chain, "oifname @bridges ct status dnat accept",
            [To(NftRegister.R1), In(Bridges), .. WasDnated, Verdict(NftVerdict.Accept)]);
        // From another bridge or from outside, to a port that is not published; packets from our bridges to the outside continue.
        yield return Rule(chain, "oifname @bridges drop", [To(NftRegister.R1), In(Bridges), Verdict(NftVerdict.Drop)]);
    }

    // Endpoints without access to the host can still resolve neighbours and names, and send answers.
    private static IEnumerable<NftablesRule> HostRules(string chain)
    {
        yield return Rule(chain, "iifname != @without_host accept", [From(NftRegister.R1), NotIn(WithoutHost), Verdict(NftVerdict.Accept)]);
        yield return Rule(chain, "ct state established,related accept",
            [new NftConntrack(NftConntrackKey.State), .. AnyBit((uint)(ConntrackState.Established | ConntrackState.Related)), Verdict(NftVerdict.Accept)]);
        foreach ((string name, byte protocol) in new[] { ("icmp", Icmp), ("ipv6-icmp", Icmpv6) })
            yield return Rule(chain, $"meta l4proto {name} accept", [Protocol, Is(NftValue.Of(protocol)), Verdict(NftVerdict.Accept)]);
        yield return Rule(chain, "th dport 53 accept", [new NftPayload(NftPayloadBase.Transport, 2, 2), Is(new NftValue([0, 53])), Verdict(NftVerdict.Accept)]);
        yield return Rule(chain, "drop", [Verdict(NftVerdict.Drop)]);
    }

    private static NftExpression[] Way => [From(NftRegister.R1), To(NftRegister.R2)];

    private static NftExpression[] Loopback(uint offset)
        => [new NftPayload(NftPayloadBase.Network, offset, 1), Is(NftValue.Of(LoopbackNetwork))];

    private static NftSet Set(string name, NftDataType key) => new(NftFamily.Inet, Name, name, key);

    private static NftChain Chain(string name, string type, NftHookNumber hook, int priority)
        => new(NftFamily.Inet, Name, name) { Hook = new NftHook(type, hook, priority) };
}

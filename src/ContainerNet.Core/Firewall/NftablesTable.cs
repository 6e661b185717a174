using System.Collections.Immutable;
using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Netfilter.Expressions;

namespace ContainerNet.Firewall;

/// <summary>A rule, with the words that nft takes for it.</summary>
internal sealed record NftablesRule(NftRule Rule, string Text);

/// <summary>
/// The one table. Its chains and rules are always the same: networks and ports are elements of its sets and maps, so that
/// the thousandth costs no packet more than the first. What holds IPv4 addresses has the plain name; IPv6 gets a twin.
/// </summary>
internal static class NftablesTable
{
    private const string Name = "containernet";
    private const string PublishChain = "publish";
    private const byte LoopbackNetwork = 127;
    private const uint SourceAddressOffset = 12;
    private const uint DestinationAddressOffset = 16;
    private const uint DestinationPortOffset = 2;

    /// <summary>Container address and port.</summary>
    private static readonly NftDataType Target = NftDataType.Concatenate(NftDataType.Ipv4Addr, NftDataType.InetService);

    private static readonly NftDataType SubnetAndBridge = NftDataType.Concatenate(NftDataType.Ipv4Addr, NftDataType.InterfaceName);

    public static readonly NftTable Table = new(NftFamily.Inet, Name);

    /// <summary>Our bridges.</summary>
    public static readonly NftSet Bridges = Set("bridges", NftDataType.InterfaceName);

    /// <summary>Each bridge with itself: nft compares a name with constants only, so a way from a bridge to itself is an element too.</summary>
    public static readonly NftSet SameBridge = Set("same_bridge", NftDataType.Concatenate(NftDataType.InterfaceName, NftDataType.InterfaceName));

    /// <summary>Subnets, each with its bridge.</summary>
    public static readonly NftSet Networks = Set("networks", SubnetAndBridge) with { Flags = NftSetFlags.Interval };

    /// <summary>Those of them that leave with the host's address.</summary>
    public static readonly NftSet Masqueraded = Set("masqueraded", SubnetAndBridge) with { Flags = NftSetFlags.Interval };

    /// <summary>Ports published on every address of the host.</summary>
    public static readonly NftSet Published
        = Set("published", NftDataType.Concatenate(NftDataType.InetProto, NftDataType.InetService)) with { DataType = Target };

    /// <summary>Ports published on one address of the host; they go before those on every address.</summary>
    public static readonly NftSet PublishedByAddress
        = Set("published_by_address", NftDataType.Concatenate(NftDataType.InetProto, NftDataType.Ipv4Addr, NftDataType.InetService)) with { DataType = Target };

    public static readonly ImmutableArray<NftSet> Sets = [Bridges, SameBridge, Networks, Masqueraded, Published, PublishedByAddress];

    public static readonly ImmutableArray<NftChain> Chains =
    [
        new(NftFamily.Inet, Name, PublishChain),
        Chain("raw_prerouting", "filter", NftHookNumber.PreRouting, -300),
        Chain("prerouting", "nat", NftHookNumber.PreRouting, -100),
        Chain("output", "nat", NftHookNumber.Output, -100),
        Chain("postrouting", "nat", NftHookNumber.PostRouting, 100),
        Chain("forward", "filter", NftHookNumber.Forward, 0),
    ];

    public static readonly ImmutableArray<NftablesRule> Rules =
    [
        Rule(PublishChain, "dnat ip to meta l4proto . ip daddr . th dport map @published_by_address",
            [.. IPv4, Protocol, DestinationAddress(NftRegister.Word1), DestinationPort(NftRegister.Word2), .. DnatBy(PublishedByAddress)]),
        Rule(PublishChain, "dnat ip to meta l4proto . th dport map @published",
            [Protocol, DestinationPort(NftRegister.Word1), .. DnatBy(Published)]),

        // A bridge routes 127.0.0.0/8 so that the host reaches what it publishes there; nobody else must.
        Rule("raw_prerouting", "ip daddr 127.0.0.0/8 iifname != \"lo\" drop",
            [.. IPv4, .. Loopback(DestinationAddressOffset), From(NftRegister.R1), Compare(NftCompareOperator.NotEqual, InterfaceName("lo")), Verdict(NftVerdict.Drop)]),

        Rule("prerouting", "fib daddr type local jump publish", [.. ToThisHost, Verdict(NftVerdict.Jump(PublishChain))]),
        Rule("output", "fib daddr type local jump publish", [.. ToThisHost, Verdict(NftVerdict.Jump(PublishChain))]),

        // A container calls a port published by its own network: the answer has to come back through the host.
        Rule("postrouting", "ip saddr . oifname @networks ct status dnat masquerade",
            [.. IPv4, SourceAddress, To(NftRegister.Word1), In(Networks), .. WasDnated, new NftMasquerade()]),
        // So has the answer to the host that called one at 127.0.0.1.
        Rule("postrouting", "ip saddr 127.0.0.0/8 oifname @bridges masquerade",
            [.. IPv4, .. Loopback(SourceAddressOffset), To(NftRegister.R1), In(Bridges), new NftMasquerade()]),
        Rule("postrouting", "ip saddr . iifname @masqueraded ip saddr . oifname != @networks masquerade",
            [.. IPv4, SourceAddress, From(NftRegister.Word1), In(Masqueraded), SourceAddress, To(NftRegister.Word1), NotIn(Networks), new NftMasquerade()]),

        Rule("forward", "ct state established,related accept",
            [new NftConntrack(NftConntrackKey.State), .. AnyBit((uint)(ConntrackState.Established | ConntrackState.Related)), Verdict(NftVerdict.Accept)]),
        Rule("forward", "iifname . oifname @same_bridge accept",
            [From(NftRegister.R1), To(NftRegister.R2), In(SameBridge), Verdict(NftVerdict.Accept)]),
        Rule("forward", "oifname @bridges ct status dnat accept",
            [To(NftRegister.R1), In(Bridges), .. WasDnated, Verdict(NftVerdict.Accept)]),
        // From another bridge or from outside, to a port that is not published; what leaves our bridges for outside goes on.
        Rule("forward", "oifname @bridges drop", [To(NftRegister.R1), In(Bridges), Verdict(NftVerdict.Drop)]),
    ];

    private static NftExpression[] IPv4 => [new NftMeta(NftMetaKey.NfProto), Compare(NftCompareOperator.Equal, NftValue.Of((byte)NftFamily.IPv4))];

    private static NftExpression[] ToThisHost
        => [new NftFib(NftFibFlags.DestinationAddress, NftFibResult.AddressType), Compare(NftCompareOperator.Equal, NftValue.Host(NftFib.Local))];

    private static NftExpression[] WasDnated => [new NftConntrack(NftConntrackKey.Status), .. AnyBit((uint)ConntrackStatus.DestinationNat)];

    private static NftMeta Protocol => new(NftMetaKey.L4Proto);

    private static NftPayload SourceAddress => new(NftPayloadBase.Network, SourceAddressOffset, 4);

    private static NftPayload DestinationAddress(NftRegister register) => new(NftPayloadBase.Network, DestinationAddressOffset, 4, register);

    private static NftPayload DestinationPort(NftRegister register) => new(NftPayloadBase.Transport, DestinationPortOffset, 2, register);

    private static NftMeta From(NftRegister register) => new(NftMetaKey.InputInterfaceName, register);

    private static NftMeta To(NftRegister register) => new(NftMetaKey.OutputInterfaceName, register);

    private static NftLookup In(NftSet set) => new(set.Name);

    private static NftLookup NotIn(NftSet set) => new(set.Name, Inverted: true);

    private static NftExpression[] DnatBy(NftSet map)
        => [new NftLookup(map.Name, NftRegister.R1, NftRegister.R1), new NftNat(NftNatType.Destination, NftFamily.IPv4, NftRegister.R1, NftRegister.Word1)];

    private static NftExpression[] Loopback(uint offset)
        => [new NftPayload(NftPayloadBase.Network, offset, 1), Compare(NftCompareOperator.Equal, NftValue.Of(LoopbackNetwork))];

    private static NftExpression[] AnyBit(uint bits) => [NftBitwise.And(bits), Compare(NftCompareOperator.NotEqual, NftValue.Host(0))];

    private static NftCompare Compare(NftCompareOperator compare, NftValue value) => new(compare, value);

    private static NftImmediate Verdict(NftVerdict verdict) => new(verdict);

    private static NftValue InterfaceName(string name)
    {
        var key = new NftKeyBuilder(stackalloc byte[NftKeyBuilder.MaxLength]);
        key.InterfaceName(name);
        return key.Value;
    }

    private static NftSet Set(string name, NftDataType key) => new(NftFamily.Inet, Name, name, key);

    private static NftChain Chain(string name, string type, NftHookNumber hook, int priority)
        => new(NftFamily.Inet, Name, name) { Hook = new NftHook(type, hook, priority) };

    private static NftablesRule Rule(string chain, string text, ImmutableArray<NftExpression> expressions)
        => new(new NftRule(NftFamily.Inet, Name, chain, expressions), text);
}

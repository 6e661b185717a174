using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Nftables;
using ContainerNet.Netlink.Nftables.Expressions;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Firewall.Nftables;

/// <summary>What the rules of the tables are put together from, in the form that nft gives it.</summary>
internal static class NftablesExpressions
{
    public static NftMeta Protocol => new(NftMetaKey.L4Proto);

    public static NftExpression[] WasDnated => [new NftConntrack(NftConntrackKey.Status), .. AnyBit((uint)ConntrackStatus.DestinationNat)];

    public static NftExpression[] Family(NftFamily family) => [new NftMeta(NftMetaKey.NfProto), Is(NftValue.Of((byte)family))];

    public static NftMeta From(NftRegister register) => new(NftMetaKey.InputInterfaceName, register);

    public static NftMeta To(NftRegister register) => new(NftMetaKey.OutputInterfaceName, register);

    /// <summary>
    /// The bit of a packet's mark that says that the host's IP rules have seen it. A packet that comes from another network
    /// namespace has no mark (skb_scrub_packet in net/core/skbuff.c), so that no endpoint can set it.
    /// </summary>
    public const uint SeenMark = 0x1000;

    public static NftMeta Mark => new(NftMetaKey.Mark);

    /// <summary>Sets bits of the packet's mark and leaves the others.</summary>
    public static NftExpression[] SetMark(uint bits)
        => [Mark, new NftBitwise(sizeof(uint), NftValue.Host(~bits), NftValue.Host(bits)), new NftMeta(NftMetaKey.Mark, null, NftRegister.R1)];

    public static NftLookup In(NftSet set) => new(set.Name);

    public static NftLookup NotIn(NftSet set) => new(set.Name, Inverted: true);

    public static NftExpression[] AnyBit(uint bits) => [NftBitwise.And(bits), IsNot(NftValue.Host(0))];

    public static NftCompare Is(NftValue value) => new(NftCompareOperator.Equal, value);

    public static NftCompare IsNot(NftValue value) => new(NftCompareOperator.NotEqual, value);

    public static NftImmediate Verdict(NftVerdict verdict) => new(verdict);

    public static NftValue InterfaceName(string name)
    {
        var key = new NftKeyBuilder(stackalloc byte[NftKeyBuilder.MaxLength]);
        key.InterfaceName(name);
        return key.Value;
    }
}

using System.Collections.Immutable;
using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Nftables.Expressions;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables;

/// <summary>A rule (enum nft_rule_attributes in linux/netfilter/nf_tables.h).</summary>
internal sealed record NftRule(NftFamily Family, string Table, string Chain, ImmutableArray<NftExpression> Expressions)
{
    public const ushort TableAttribute = 1;
    public const ushort ChainAttribute = 2;
    public const ushort HandleAttribute = 3;
    private const ushort ExpressionsAttribute = 4;
    private const ushort PositionAttribute = 6;
    private const ushort UserDataAttribute = 7;

    /// <summary>The kernel's number for it, by which it is deleted.</summary>
    public ulong Handle { get; init; }

    /// <summary>The handle of the rule that it is inserted before; 0 for the head of its chain, or the end where it is added.</summary>
    public ulong Position { get; init; }

    /// <summary>What userspace noted on it, such as nft's comment.</summary>
    public NftValue UserData { get; init; }

    /// <summary>Writes what a NEWRULE says of it.</summary>
    public void Write(NetlinkWriter writer)
    {
        writer.String(TableAttribute, Table);
        writer.String(ChainAttribute, Chain);
        if (Position != 0) writer.BigEndian(PositionAttribute, Position);
        int list = writer.BeginNested(ExpressionsAttribute);
        foreach (NftExpression expression in Expressions) expression.Write(writer);
        writer.EndNested(list);
        if (UserData.Length > 0) writer.Attribute(UserDataAttribute, UserData.Span);
    }

    public static NftRule Read(in NetlinkMessage message)
    {
        var rule = new NftRule(NftMessage.Family(message), "", "", []);
        foreach (NetlinkAttribute attribute in NftMessage.Attributes(message))
        {
            rule = attribute.Type switch
            {
                TableAttribute => rule with { Table = attribute.Text },
                ChainAttribute => rule with { Chain = attribute.Text },
                HandleAttribute => rule with { Handle = attribute.BigEndian64 },
                ExpressionsAttribute => rule with { Expressions = NftExpression.ReadList(attribute.Nested) },
                UserDataAttribute => rule with { UserData = new NftValue(attribute.Value) },
                _ => rule,
            };
        }
        return rule;
    }
}

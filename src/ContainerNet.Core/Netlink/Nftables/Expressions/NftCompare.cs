using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables.Expressions;

/// <summary>enum nft_cmp_ops (linux/netfilter/nf_tables.h).</summary>
internal enum NftCompareOperator : uint
{
    Equal = 0,
    NotEqual = 1,
    Less = 2,
    LessOrEqual = 3,
    Greater = 4,
    GreaterOrEqual = 5,
}

/// <summary>Ends the rule unless the register compares to the value (enum nft_cmp_attributes).</summary>
internal sealed record NftCompare(NftCompareOperator Operator, NftValue Value, NftRegister Source = NftRegister.R1) : NftExpression
{
    public const string Kind = "cmp";
    private const ushort SourceAttribute = 1;
    private const ushort OperatorAttribute = 2;
    private const ushort DataAttribute = 3;

    public override string Name => Kind;

    public static NftCompare Read(AttributeReader attributes)
    {
        var compare = new NftCompare(default, default, default);
        foreach (NetlinkAttribute attribute in attributes)
        {
            compare = attribute.Type switch
            {
                SourceAttribute => compare with { Source = (NftRegister)attribute.BigEndian32 },
                OperatorAttribute => compare with { Operator = (NftCompareOperator)attribute.BigEndian32 },
                DataAttribute => compare with { Value = NftData.ReadValue(attribute) },
                _ => compare,
            };
        }
        return compare;
    }

    protected override void WriteAttributes(NetlinkWriter writer)
    {
        writer.BigEndian(SourceAttribute, (uint)Source);
        writer.BigEndian(OperatorAttribute, (uint)Operator);
        NftData.Write(writer, DataAttribute, Value);
    }
}

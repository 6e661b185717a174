namespace ContainerNet.Netlink.Nftables.Expressions;

/// <summary>enum nft_byteorder_ops (linux/netfilter/nf_tables.h).</summary>
internal enum NftByteOrderOperator : uint
{
    ToHost = 0,
    ToNetwork = 1,
}

/// <summary>Turns integers of <see cref="Size"/> bytes round, so that they compare as numbers (enum nft_byteorder_attributes).</summary>
internal sealed record NftByteOrderConversion(
    NftByteOrderOperator Operator, uint Length, uint Size, NftRegister Source = NftRegister.R1, NftRegister Destination = NftRegister.R1) : NftExpression
{
    public const string Kind = "byteorder";
    private const ushort SourceAttribute = 1;
    private const ushort DestinationAttribute = 2;
    private const ushort OperatorAttribute = 3;
    private const ushort LengthAttribute = 4;
    private const ushort SizeAttribute = 5;

    public override string Name => Kind;

    public static NftByteOrderConversion Read(AttributeReader attributes)
    {
        var swap = new NftByteOrderConversion(default, 0, 0, default, default);
        foreach (NetlinkAttribute attribute in attributes)
        {
            swap = attribute.Type switch
            {
                SourceAttribute => swap with { Source = (NftRegister)attribute.BigEndian32 },
                DestinationAttribute => swap with { Destination = (NftRegister)attribute.BigEndian32 },
                OperatorAttribute => swap with { Operator = (NftByteOrderOperator)attribute.BigEndian32 },
                LengthAttribute => swap with { Length = attribute.BigEndian32 },
                SizeAttribute => swap with { Size = attribute.BigEndian32 },
                _ => swap,
            };
        }
        return swap;
    }

    protected override void WriteAttributes(NetlinkWriter writer)
    {
        writer.BigEndian(SourceAttribute, (uint)Source);
        writer.BigEndian(DestinationAttribute, (uint)Destination);
        writer.BigEndian(OperatorAttribute, (uint)Operator);
        writer.BigEndian(LengthAttribute, Length);
        writer.BigEndian(SizeAttribute, Size);
    }
}

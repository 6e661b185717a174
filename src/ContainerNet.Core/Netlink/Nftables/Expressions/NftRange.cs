using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables.Expressions;

/// <summary>Ends the rule unless the register is in the range, or out of it when inverted (enum nft_range_attributes in linux/netfilter/nf_tables.h).</summary>
internal sealed record NftRange(NftValue From, NftValue To, bool Inverted = false, NftRegister Source = NftRegister.R1) : NftExpression
{
    public const string Kind = "range";
    private const ushort SourceAttribute = 1;
    private const ushort OperatorAttribute = 2;
    private const ushort FromAttribute = 3;
    private const ushort ToAttribute = 4;

    public override string Name => Kind;

    public static NftRange Read(AttributeReader attributes)
    {
        var range = new NftRange(default, default, false, default);
        foreach (NetlinkAttribute attribute in attributes)
        {
            range = attribute.Type switch
            {
                SourceAttribute => range with { Source = (NftRegister)attribute.BigEndian32 },
                OperatorAttribute => range with { Inverted = attribute.BigEndian32 != 0 },
                FromAttribute => range with { From = NftData.ReadValue(attribute) },
                ToAttribute => range with { To = NftData.ReadValue(attribute) },
                _ => range,
            };
        }
        return range;
    }

    protected override void WriteAttributes(NetlinkWriter writer)
    {
        writer.BigEndian(SourceAttribute, (uint)Source);
        writer.BigEndian(OperatorAttribute, Inverted ? 1u : 0u);
        NftData.Write(writer, FromAttribute, From);
        NftData.Write(writer, ToAttribute, To);
    }
}

using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables.Expressions;

/// <summary>Masks a register and flips bits of it: destination = source &amp; mask ^ flip (enum nft_bitwise_attributes in linux/netfilter/nf_tables.h).</summary>
internal sealed record NftBitwise(
    uint Length, NftValue Mask, NftValue Flip, NftRegister Source = NftRegister.R1, NftRegister Destination = NftRegister.R1) : NftExpression
{
    public const string Kind = "bitwise";
    private const ushort SourceAttribute = 1;
    private const ushort DestinationAttribute = 2;
    private const ushort LengthAttribute = 3;
    private const ushort MaskAttribute = 4;
    private const ushort FlipAttribute = 5;
    private const ushort OperationAttribute = 6;
    private const uint MaskAndFlip = 0;

    public override string Name => Kind;

    /// <summary>The bits of a 32-bit integer in the machine's byte order.</summary>
    public static NftBitwise And(uint mask) => new(4, NftValue.Host(mask), NftValue.Host(0));

    /// <summary>Reads a mask; a shift, and the operations between two registers of newer kernels, stay as they are.</summary>
    public static NftExpression Read(in NetlinkAttribute data)
    {
        var bitwise = new NftBitwise(0, default, default, default, default);
        foreach (NetlinkAttribute attribute in data.Nested)
        {
            if (attribute.Type == OperationAttribute && attribute.BigEndian32 != MaskAndFlip) return new NftOther(Kind, new NftValue(data.Value));
            bitwise = attribute.Type switch
            {
                SourceAttribute => bitwise with { Source = (NftRegister)attribute.BigEndian32 },
                DestinationAttribute => bitwise with { Destination = (NftRegister)attribute.BigEndian32 },
                LengthAttribute => bitwise with { Length = attribute.BigEndian32 },
                MaskAttribute => bitwise with { Mask = NftData.ReadValue(attribute) },
                FlipAttribute => bitwise with { Flip = NftData.ReadValue(attribute) },
                _ => bitwise,
            };
        }
        return bitwise;
    }

    protected override void WriteAttributes(NetlinkWriter writer)
    {
        writer.BigEndian(SourceAttribute, (uint)Source);
        writer.BigEndian(DestinationAttribute, (uint)Destination);
        writer.BigEndian(LengthAttribute, Length);
        NftData.Write(writer, MaskAttribute, Mask);
        NftData.Write(writer, FlipAttribute, Flip);
    }
}

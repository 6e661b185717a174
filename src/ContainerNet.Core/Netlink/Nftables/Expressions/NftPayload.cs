using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables.Expressions;

/// <summary>enum nft_payload_bases (linux/netfilter/nf_tables.h).</summary>
internal enum NftPayloadBase : uint
{
    LinkLayer = 0,
    Network = 1,
    Transport = 2,
    Inner = 3,
}

/// <summary>Loads bytes of the packet into a register (enum nft_payload_attributes).</summary>
internal sealed record NftPayload(NftPayloadBase Base, uint Offset, uint Length, NftRegister Destination = NftRegister.R1) : NftExpression
{
    public const string Kind = "payload";
    private const ushort DestinationAttribute = 1;
    private const ushort BaseAttribute = 2;
    private const ushort OffsetAttribute = 3;
    private const ushort LengthAttribute = 4;
    private const ushort SourceAttribute = 5;

    public override string Name => Kind;

    /// <summary>Reads a load; a store into the packet has more attributes and stays undecoded.</summary>
    public static NftExpression Read(in NetlinkAttribute data)
    {
        var payload = new NftPayload(default, 0, 0, default);
        foreach (NetlinkAttribute attribute in data.Nested)
        {
            if (attribute.Type == SourceAttribute) return new NftOther(Kind, new NftValue(data.Value));
            payload = attribute.Type switch
            {
                DestinationAttribute => payload with { Destination = (NftRegister)attribute.BigEndian32 },
                BaseAttribute => payload with { Base = (NftPayloadBase)attribute.BigEndian32 },
                OffsetAttribute => payload with { Offset = attribute.BigEndian32 },
                LengthAttribute => payload with { Length = attribute.BigEndian32 },
                _ => payload,
            };
        }
        return payload;
    }

    protected override void WriteAttributes(NetlinkWriter writer)
    {
        writer.BigEndian(DestinationAttribute, (uint)Destination);
        writer.BigEndian(BaseAttribute, (uint)Base);
        writer.BigEndian(OffsetAttribute, Offset);
        writer.BigEndian(LengthAttribute, Length);
    }
}

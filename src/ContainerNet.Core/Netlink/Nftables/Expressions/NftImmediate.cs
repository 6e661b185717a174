using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables.Expressions;

/// <summary>Loads a value, or gives the packet its verdict (enum nft_immediate_attributes in linux/netfilter/nf_tables.h).</summary>
internal sealed record NftImmediate(NftRegister Destination, NftData Data) : NftExpression
{
    public const string Kind = "immediate";
    private const ushort DestinationAttribute = 1;
    private const ushort DataAttribute = 2;

    public NftImmediate(NftVerdict verdict) : this(NftRegister.Verdict, new NftData(verdict)) { }

    public override string Name => Kind;

    public static NftImmediate Read(AttributeReader attributes)
    {
        var immediate = new NftImmediate(default, default);
        foreach (NetlinkAttribute attribute in attributes)
        {
            if (attribute.Type == DestinationAttribute) immediate = immediate with { Destination = (NftRegister)attribute.BigEndian32 };
            if (attribute.Type == DataAttribute) immediate = immediate with { Data = NftData.Read(attribute) };
        }
        return immediate;
    }

    protected override void WriteAttributes(NetlinkWriter writer)
    {
        writer.BigEndian(DestinationAttribute, (uint)Destination);
        Data.Write(writer, DataAttribute);
    }
}

namespace ContainerNet.Netlink.Nftables.Expressions;

/// <summary>Translates the source to an address of the outgoing interface (enum nft_masq_attributes in linux/netfilter/nf_tables.h).</summary>
internal sealed record NftMasquerade(NftNatFlags Flags = NftNatFlags.None, NftRegister? Port = null, NftRegister? PortMax = null) : NftExpression
{
    public const string Kind = "masq";
    private const ushort FlagsAttribute = 1;
    private const ushort PortAttribute = 2;
    private const ushort PortMaxAttribute = 3;

    public override string Name => Kind;

    public static NftMasquerade Read(AttributeReader attributes)
    {
        var masquerade = new NftMasquerade();
        foreach (NetlinkAttribute attribute in attributes)
        {
            masquerade = attribute.Type switch
            {
                FlagsAttribute => masquerade with { Flags = (NftNatFlags)attribute.BigEndian32 },
                PortAttribute => masquerade with { Port = (NftRegister)attribute.BigEndian32 },
                PortMaxAttribute => masquerade with { PortMax = (NftRegister)attribute.BigEndian32 },
                _ => masquerade,
            };
        }
        return masquerade;
    }

    protected override void WriteAttributes(NetlinkWriter writer)
    {
        if (Flags != 0) writer.BigEndian(FlagsAttribute, (uint)Flags);
        if (Port is { } port) writer.BigEndian(PortAttribute, (uint)port);
        if (PortMax is { } portMax) writer.BigEndian(PortMaxAttribute, (uint)portMax);
    }
}

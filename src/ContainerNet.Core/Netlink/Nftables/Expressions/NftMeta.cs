namespace ContainerNet.Netlink.Nftables.Expressions;

/// <summary>enum nft_meta_keys (linux/netfilter/nf_tables.h), those used here.</summary>
internal enum NftMetaKey : uint
{
    Length = 0,
    Protocol = 1,
    Priority = 2,
    Mark = 3,
    InputInterface = 4,
    OutputInterface = 5,
    InputInterfaceName = 6,
    OutputInterfaceName = 7,
    NfProto = 15,
    L4Proto = 16,
}

/// <summary>Loads a packet's metadata into <see cref="Destination"/>, or sets it from <see cref="Source"/> (enum nft_meta_attributes).</summary>
internal sealed record NftMeta(NftMetaKey Key, NftRegister? Destination = NftRegister.R1, NftRegister? Source = null) : NftExpression
{
    public const string Kind = "meta";
    private const ushort DestinationAttribute = 1;
    private const ushort KeyAttribute = 2;
    private const ushort SourceAttribute = 3;

    public override string Name => Kind;

    public static NftMeta Read(AttributeReader attributes)
    {
        var meta = new NftMeta(default, null);
        foreach (NetlinkAttribute attribute in attributes)
        {
            meta = attribute.Type switch
            {
                DestinationAttribute => meta with { Destination = (NftRegister)attribute.BigEndian32 },
                KeyAttribute => meta with { Key = (NftMetaKey)attribute.BigEndian32 },
                SourceAttribute => meta with { Source = (NftRegister)attribute.BigEndian32 },
                _ => meta,
            };
        }
        return meta;
    }

    protected override void WriteAttributes(NetlinkWriter writer)
    {
        writer.BigEndian(KeyAttribute, (uint)Key);
        if (Destination is { } destination) writer.BigEndian(DestinationAttribute, (uint)destination);
        if (Source is { } source) writer.BigEndian(SourceAttribute, (uint)source);
    }
}

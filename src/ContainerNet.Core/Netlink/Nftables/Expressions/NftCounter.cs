namespace ContainerNet.Netlink.Nftables.Expressions;

/// <summary>Counts what reaches it (enum nft_counter_attributes in linux/netfilter/nf_tables.h).</summary>
internal sealed record NftCounter(ulong Packets = 0, ulong Bytes = 0) : NftExpression
{
    public const string Kind = "counter";
    private const ushort BytesAttribute = 1;
    private const ushort PacketsAttribute = 2;

    public override string Name => Kind;

    public static NftCounter Read(AttributeReader attributes)
    {
        var counter = new NftCounter();
        foreach (NetlinkAttribute attribute in attributes)
        {
            if (attribute.Type == BytesAttribute) counter = counter with { Bytes = attribute.BigEndian64 };
            if (attribute.Type == PacketsAttribute) counter = counter with { Packets = attribute.BigEndian64 };
        }
        return counter;
    }

    protected override void WriteAttributes(NetlinkWriter writer)
    {
        if (Bytes != 0) writer.BigEndian(BytesAttribute, Bytes);
        if (Packets != 0) writer.BigEndian(PacketsAttribute, Packets);
    }
}

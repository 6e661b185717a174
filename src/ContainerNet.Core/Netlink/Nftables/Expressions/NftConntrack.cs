namespace ContainerNet.Netlink.Nftables.Expressions;

/// <summary>enum nft_ct_keys (linux/netfilter/nf_tables.h), those used here.</summary>
internal enum NftConntrackKey : uint
{
    State = 0,
    Direction = 1,
    Status = 2,
    Mark = 3,
}

/// <summary>Bits that loading the state gives: 1 &lt;&lt; (enum ip_conntrack_info % 3 + 1), or 1 for invalid (include/net/netfilter/nf_conntrack.h).</summary>
[Flags]
internal enum ConntrackState : uint
{
    Invalid = 1,
    Established = 2,
    Related = 4,
    New = 8,
}

/// <summary>enum ip_conntrack_status (linux/netfilter/nf_conntrack_common.h), those used here.</summary>
[Flags]
internal enum ConntrackStatus : uint
{
    SourceNat = 0x10,
    DestinationNat = 0x20,
}

/// <summary>Loads something of the packet's connection, or sets it from <see cref="Source"/> (enum nft_ct_attributes).</summary>
internal sealed record NftConntrack(NftConntrackKey Key, NftRegister? Destination = NftRegister.R1, byte? Direction = null, NftRegister? Source = null) : NftExpression
{
    public const string Kind = "ct";
    private const ushort DestinationAttribute = 1;
    private const ushort KeyAttribute = 2;
    private const ushort DirectionAttribute = 3;
    private const ushort SourceAttribute = 4;

    public override string Name => Kind;

    public static NftConntrack Read(AttributeReader attributes)
    {
        var ct = new NftConntrack(default, null);
        foreach (NetlinkAttribute attribute in attributes)
        {
            ct = attribute.Type switch
            {
                DestinationAttribute => ct with { Destination = (NftRegister)attribute.BigEndian32 },
                KeyAttribute => ct with { Key = (NftConntrackKey)attribute.BigEndian32 },
                DirectionAttribute => ct with { Direction = attribute.Byte },
                SourceAttribute => ct with { Source = (NftRegister)attribute.BigEndian32 },
                _ => ct,
            };
        }
        return ct;
    }

    protected override void WriteAttributes(NetlinkWriter writer)
    {
        writer.BigEndian(KeyAttribute, (uint)Key);
        if (Destination is { } destination) writer.BigEndian(DestinationAttribute, (uint)destination);
        if (Direction is { } direction) writer.Attribute(DirectionAttribute, direction);
        if (Source is { } source) writer.BigEndian(SourceAttribute, (uint)source);
    }
}

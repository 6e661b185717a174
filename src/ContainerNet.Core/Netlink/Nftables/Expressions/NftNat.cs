using ContainerNet.Netlink.Netfilter;

namespace ContainerNet.Netlink.Nftables.Expressions;

/// <summary>enum nft_nat_types (linux/netfilter/nf_tables.h).</summary>
internal enum NftNatType : uint
{
    Source = 0,
    Destination = 1,
}

/// <summary>NF_NAT_RANGE_* (linux/netfilter/nf_nat.h), those that a rule can ask for or gets.</summary>
[Flags]
internal enum NftNatFlags : uint
{
    None = 0,
    MapAddresses = 1,
    ProtocolSpecified = 2,
    Random = 4,
    Persistent = 8,
    FullyRandom = 16,
    Prefix = 64,
}

/// <summary>Translates an address, and a port where registers give one (enum nft_nat_attributes).</summary>
internal sealed record NftNat(NftNatType Type, NftFamily Family, NftRegister? Address, NftRegister? Port = null) : NftExpression
{
    public const string Kind = "nat";
    private const ushort TypeAttribute = 1;
    private const ushort FamilyAttribute = 2;
    private const ushort AddressAttribute = 3;
    private const ushort AddressMaxAttribute = 4;
    private const ushort PortAttribute = 5;
    private const ushort PortMaxAttribute = 6;
    private const ushort FlagsAttribute = 7;

    public override string Name => Kind;

    /// <summary>The last address of a range; the kernel answers with <see cref="Address"/> where there is only one.</summary>
    public NftRegister? AddressMax { get; init; }

    public NftRegister? PortMax { get; init; }

    public NftNatFlags Flags { get; init; }

    public static NftNat Read(AttributeReader attributes)
    {
        var nat = new NftNat(default, default, null);
        foreach (NetlinkAttribute attribute in attributes)
        {
            nat = attribute.Type switch
            {
                TypeAttribute => nat with { Type = (NftNatType)attribute.BigEndian32 },
                FamilyAttribute => nat with { Family = (NftFamily)attribute.BigEndian32 },
                AddressAttribute => nat with { Address = (NftRegister)attribute.BigEndian32 },
                AddressMaxAttribute => nat with { AddressMax = (NftRegister)attribute.BigEndian32 },
                PortAttribute => nat with { Port = (NftRegister)attribute.BigEndian32 },
                PortMaxAttribute => nat with { PortMax = (NftRegister)attribute.BigEndian32 },
                FlagsAttribute => nat with { Flags = (NftNatFlags)attribute.BigEndian32 },
                _ => nat,
            };
        }
        return nat;
    }

    protected override void WriteAttributes(NetlinkWriter writer)
    {
        writer.BigEndian(TypeAttribute, (uint)Type);
        writer.BigEndian(FamilyAttribute, (uint)Family);
        if (Address is { } address) writer.BigEndian(AddressAttribute, (uint)address);
        if (AddressMax is { } addressMax) writer.BigEndian(AddressMaxAttribute, (uint)addressMax);
        if (Port is { } port) writer.BigEndian(PortAttribute, (uint)port);
        if (PortMax is { } portMax) writer.BigEndian(PortMaxAttribute, (uint)portMax);
        if (Flags != 0) writer.BigEndian(FlagsAttribute, (uint)Flags);
    }
}

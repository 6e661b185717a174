namespace ContainerNet.Netlink.Nftables.Expressions;

/// <summary>
/// Looks a key up in a set, and ends the rule unless it is there, or if it is there when inverted; with a destination, takes what
/// the map gives for it (enum nft_lookup_attributes in linux/netfilter/nf_tables.h).
/// </summary>
internal sealed record NftLookup(string Set, NftRegister Source = NftRegister.R1, NftRegister? Destination = null, bool Inverted = false) : NftExpression
{
    public const string Kind = "lookup";
    private const ushort SetAttribute = 1;
    private const ushort SourceAttribute = 2;
    private const ushort DestinationAttribute = 3;
    private const ushort SetIdAttribute = 4;
    private const ushort FlagsAttribute = 5;
    private const uint InvertedFlag = 1;

    public override string Name => Kind;

    /// <summary>The set's number within the batch: how a rule finds a set without a name that is made with it.</summary>
    public uint? SetId { get; init; }

    public static NftLookup Read(AttributeReader attributes)
    {
        var lookup = new NftLookup("", default);
        foreach (NetlinkAttribute attribute in attributes)
        {
            lookup = attribute.Type switch
            {
                SetAttribute => lookup with { Set = attribute.Text },
                SourceAttribute => lookup with { Source = (NftRegister)attribute.BigEndian32 },
                DestinationAttribute => lookup with { Destination = (NftRegister)attribute.BigEndian32 },
                SetIdAttribute => lookup with { SetId = attribute.BigEndian32 },
                FlagsAttribute => lookup with { Inverted = (attribute.BigEndian32 & InvertedFlag) != 0 },
                _ => lookup,
            };
        }
        return lookup;
    }

    protected override void WriteAttributes(NetlinkWriter writer)
    {
        writer.BigEndian(SourceAttribute, (uint)Source);
        if (Destination is { } destination) writer.BigEndian(DestinationAttribute, (uint)destination);
        writer.String(SetAttribute, Set);
        if (SetId is { } id) writer.BigEndian(SetIdAttribute, id);
        if (Inverted) writer.BigEndian(FlagsAttribute, InvertedFlag);
    }
}

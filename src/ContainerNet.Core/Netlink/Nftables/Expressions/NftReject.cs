namespace ContainerNet.Netlink.Nftables.Expressions;

/// <summary>enum nft_reject_types (linux/netfilter/nf_tables.h).</summary>
internal enum NftRejectType : uint
{
    Unreachable = 0,
    TcpReset = 1,
    /// <summary>ICMP or ICMPv6, whichever the packet's IP version has.</summary>
    UnreachableOfEither = 2,
}

/// <summary>Drops the packet and tells its sender (enum nft_reject_attributes).</summary>
/// <param name="Type">How it is told.</param>
/// <param name="Code">The ICMP code, or of <see cref="NftRejectType.UnreachableOfEither"/> a value of enum nft_reject_inet_code; null for a reset.</param>
internal sealed record NftReject(NftRejectType Type, byte? Code = null) : NftExpression
{
    public const string Kind = "reject";
    private const ushort TypeAttribute = 1;
    private const ushort CodeAttribute = 2;

    public override string Name => Kind;

    public static NftReject Read(AttributeReader attributes)
    {
        var reject = new NftReject(NftRejectType.Unreachable);
        foreach (NetlinkAttribute attribute in attributes)
        {
            if (attribute.Type == TypeAttribute) reject = reject with { Type = (NftRejectType)attribute.BigEndian32 };
            if (attribute.Type == CodeAttribute) reject = reject with { Code = attribute.Byte };
        }
        return reject;
    }

    protected override void WriteAttributes(NetlinkWriter writer)
    {
        writer.BigEndian(TypeAttribute, (uint)Type);
        if (Code is { } code) writer.Attribute(CodeAttribute, code);
    }
}

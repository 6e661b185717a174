using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables.Expressions;

/// <summary>An expression of a kind, or in a form, that is not taken apart here; its bytes are kept and written back as they are.</summary>
internal sealed record NftOther(string Kind, NftValue Data) : NftExpression
{
    public override string Name => Kind;

    private protected override void WriteData(NetlinkWriter writer, ushort type) => writer.Attribute((ushort)(type | Wire.NestedFlag), Data.Span);

    protected override void WriteAttributes(NetlinkWriter writer) { }
}

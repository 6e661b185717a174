using System.Collections.Immutable;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables.Expressions;

/// <summary>One instruction of a rule (enum nft_expr_attributes in linux/netfilter/nf_tables.h).</summary>
internal abstract record NftExpression
{
    private const ushort NameAttribute = 1;
    private const ushort DataAttribute = 2;
    private const ushort ListEntry = 1;

    /// <summary>The kernel's name for its kind.</summary>
    public abstract string Name { get; }

    /// <summary>Writes it as an entry of a rule's list.</summary>
    public void Write(NetlinkWriter writer)
    {
        int entry = writer.BeginNested(ListEntry);
        writer.String(NameAttribute, Name);
        WriteData(writer, DataAttribute);
        writer.EndNested(entry);
    }

    public static ImmutableArray<NftExpression> ReadList(AttributeReader list)
    {
        ImmutableArray<NftExpression>.Builder expressions = ImmutableArray.CreateBuilder<NftExpression>();
        foreach (NetlinkAttribute entry in list) expressions.Add(Read(entry));
        return expressions.ToImmutable();
    }

    protected abstract void WriteAttributes(NetlinkWriter writer);

    private protected virtual void WriteData(NetlinkWriter writer, ushort type)
    {
        int data = writer.BeginNested(type);
        WriteAttributes(writer);
        writer.EndNested(data);
    }

    private static NftExpression Read(in NetlinkAttribute entry)
    {
        string name = "";
        NetlinkAttribute data = default;
        foreach (NetlinkAttribute attribute in entry.Nested)
        {
            if (attribute.Type == NameAttribute) name = attribute.Text;
            if (attribute.Type == DataAttribute) data = attribute;
        }
        return Read(name, data);
    }

    private static NftExpression Read(string name, in NetlinkAttribute data) => name switch
    {
        NftBitwise.Kind => NftBitwise.Read(data),
        NftByteOrderConversion.Kind => NftByteOrderConversion.Read(data.Nested),
        NftCompare.Kind => NftCompare.Read(data.Nested),
        NftConntrack.Kind => NftConntrack.Read(data.Nested),
        NftCounter.Kind => NftCounter.Read(data.Nested),
        NftFib.Kind => NftFib.Read(data.Nested),
        NftImmediate.Kind => NftImmediate.Read(data.Nested),
        NftLog.Kind => NftLog.Read(data.Nested),
        NftLookup.Kind => NftLookup.Read(data.Nested),
        NftMasquerade.Kind => NftMasquerade.Read(data.Nested),
        NftMeta.Kind => NftMeta.Read(data.Nested),
        NftNat.Kind => NftNat.Read(data.Nested),
        NftPayload.Kind => NftPayload.Read(data),
        NftRange.Kind => NftRange.Read(data.Nested),
        NftReject.Kind => NftReject.Read(data.Nested),
        _ => new NftOther(name, new NftValue(data.Value)),
    };
}

using System.Collections.Immutable;
using ContainerNet.Netlink.Netfilter;

namespace ContainerNet.Netlink.Nftables;

/// <summary>Elements of one set in one message (enum nft_set_elem_list_attributes in linux/netfilter/nf_tables.h).</summary>
internal sealed record NftElementList(NftFamily Family, string Table, string Set, ImmutableArray<NftElement> Elements)
{
    private const ushort TableAttribute = 1;
    private const ushort SetAttribute = 2;
    private const ushort ElementsAttribute = 3;
    private const ushort SetIdAttribute = 4;
    private const ushort ListEntry = 1;

    // The list is one attribute, whose header can say up to 65,535.
    private const int MaxListLength = 60_000;

    /// <summary>Writes what a NEWSETELEM or DELSETELEM says.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="set">The set.</param>
    /// <param name="elements">The elements.</param>
    /// <param name="id">The set's number within the batch, for a set without a name.</param>
    public static void Write(NetlinkWriter writer, NftSet set, ReadOnlySpan<NftElement> elements, uint? id = null)
    {
        WriteSetName(writer, set);
        if (id is { } number) writer.BigEndian(SetIdAttribute, number);
        int list = writer.BeginNested(ElementsAttribute);
        foreach (NftElement element in elements) element.Write(writer, ListEntry);
        writer.EndNested(list);
    }

    /// <summary>Writes only which set: what a dump of its elements asks for.</summary>
    public static void WriteSetName(NetlinkWriter writer, NftSet set)
    {
        writer.String(TableAttribute, set.Table);
        writer.String(SetAttribute, set.Name);
    }

    public static NftElementList Read(in NetlinkMessage message)
    {
        string table = "", set = "";
        ImmutableArray<NftElement>.Builder elements = ImmutableArray.CreateBuilder<NftElement>();
        foreach (NetlinkAttribute attribute in NftMessage.Attributes(message))
        {
            switch (attribute.Type)
            {
                case TableAttribute: table = attribute.Text; break;
                case SetAttribute: set = attribute.Text; break;
                case ElementsAttribute:
                    foreach (NetlinkAttribute entry in attribute.Nested) elements.Add(NftElement.Read(entry));
                    break;
            }
        }
        return new NftElementList(NftMessage.Family(message), table, set, elements.ToImmutable());
    }

    /// <summary>How many elements from the first on fit one message.</summary>
    public static int CountThatFit(ReadOnlySpan<NftElement> elements)
    {
        int length = 0;
        for (int i = 0; i < elements.Length; i++)
        {
            length += elements[i].EncodedLength;
            if (length > MaxListLength) return i;
        }
        return elements.Length;
    }
}

using System.Collections.Immutable;
using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables;

/// <summary>enum nft_set_flags (linux/netfilter/nf_tables.h).</summary>
[Flags]
internal enum NftSetFlags : uint
{
    None = 0,
    Anonymous = 0x1,
    Constant = 0x2,
    Interval = 0x4,
    Map = 0x8,
    Timeout = 0x10,
    Evaluate = 0x20,
    Object = 0x40,
    Concatenation = 0x80,
    Expression = 0x100,
}

/// <summary>A set, or a map when its elements carry data (enum nft_set_attributes in linux/netfilter/nf_tables.h).</summary>
internal sealed record NftSet(NftFamily Family, string Table, string Name, NftDataType KeyType)
{
    public const ushort TableAttribute = 1;
    public const ushort NameAttribute = 2;
    private const ushort FlagsAttribute = 3;
    private const ushort KeyTypeAttribute = 4;
    private const ushort KeyLengthAttribute = 5;
    private const ushort DataTypeAttribute = 6;
    private const ushort DataLengthAttribute = 7;
    private const ushort DescriptionAttribute = 9;
    private const ushort IdAttribute = 10;
    private const ushort TimeoutAttribute = 11;
    private const ushort UserDataAttribute = 13;
    private const ushort HandleAttribute = 16;
    private const ushort DescriptionSize = 1;
    private const ushort DescriptionConcatenation = 2;
    private const ushort ListElement = 1;
    private const ushort FieldLength = 1;

    /// <summary>What a map's elements give; null for a set.</summary>
    public NftDataType? DataType { get; init; }

    /// <summary>Flags as requested; <see cref="NftSetFlags.Map"/> and <see cref="NftSetFlags.Concatenation"/> follow from the types.</summary>
    public NftSetFlags Flags { get; init; }

    /// <summary>The most elements; 0 for no limit.</summary>
    public uint Size { get; init; }

    /// <summary>How long an element stays unless it says otherwise.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The lengths of the key's fields in a set of concatenated intervals.</summary>
    public ImmutableArray<int> FieldLengths { get; init; } = [];

    /// <summary>nft's note of the expressions that the key has the types of (NftTypeOf); empty for a key of named types.</summary>
    public NftValue TypeOf { get; init; }

    /// <summary>What userspace noted on the set. A set that is made without one gets nft's note of the byte orders.</summary>
    public NftValue UserData { get; init; }

    public ulong Handle { get; init; }

    /// <summary>Whether an element is a range per field (KEY and KEY_END) instead of a pair of elements.</summary>
    public bool HasConcatenatedIntervals => Flags.HasFlag(NftSetFlags.Interval) && !KeyType.Fields.IsEmpty;

    /// <summary>Whether a range is a pair of elements (<see cref="NftInterval"/>).</summary>
    public bool HasPlainIntervals => Flags.HasFlag(NftSetFlags.Interval) && KeyType.Fields.IsEmpty;

    /// <summary>The flags as the kernel has them, with those that follow from the types.</summary>
    public NftSetFlags AllFlags
        => Flags
        | (DataType is null ? NftSetFlags.None : NftSetFlags.Map)
        | (HasConcatenatedIntervals ? NftSetFlags.Concatenation : NftSetFlags.None);

    /// <summary>Writes what a NEWSET says of it.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="id">A number for the set within the batch.</param>
    public void Write(NetlinkWriter writer, uint id)
    {
        writer.String(TableAttribute, Table);
        writer.String(NameAttribute, Name);
        writer.BigEndian(FlagsAttribute, (uint)AllFlags);
        writer.BigEndian(KeyTypeAttribute, KeyType.Id);
        writer.BigEndian(KeyLengthAttribute, (uint)KeyType.Length);
        if (DataType is not null)
        {
            writer.BigEndian(DataTypeAttribute, DataType.Id);
            writer.BigEndian(DataLengthAttribute, (uint)DataType.Length);
        }
        writer.BigEndian(IdAttribute, id);
        WriteDescription(writer);
        if (Timeout is { } timeout) writer.BigEndian(TimeoutAttribute, (ulong)timeout.TotalMilliseconds);
        writer.Attribute(UserDataAttribute, UserData.Length > 0 ? UserData.Span : [.. NftSetUserData.ByteOrders(KeyType, DataType), .. TypeOf.Span]);
    }

    public static NftSet Read(in NetlinkMessage message)
    {
        var set = new NftSet(NftMessage.Family(message), "", "", NftDataType.From(0, 0));
        uint keyType = 0, dataType = 0;
        int keyLength = 0, dataLength = 0;
        foreach (NetlinkAttribute attribute in NftMessage.Attributes(message))
        {
            switch (attribute.Type)
            {
                case TableAttribute: set = set with { Table = attribute.Text }; break;
                case NameAttribute: set = set with { Name = attribute.Text }; break;
                case FlagsAttribute: set = set with { Flags = (NftSetFlags)attribute.BigEndian32 }; break;
                case KeyTypeAttribute: keyType = attribute.BigEndian32; break;
                case KeyLengthAttribute: keyLength = (int)attribute.BigEndian32; break;
                case DataTypeAttribute: dataType = attribute.BigEndian32; break;
                case DataLengthAttribute: dataLength = (int)attribute.BigEndian32; break;
                case DescriptionAttribute: set = ReadDescription(set, attribute.Nested); break;
                case TimeoutAttribute: set = set with { Timeout = NftElement.Milliseconds(attribute) }; break;
                case UserDataAttribute: set = set with { UserData = new NftValue(attribute.Value) }; break;
                case HandleAttribute: set = set with { Handle = attribute.BigEndian64 }; break;
            }
        }
        return set with
        {
            KeyType = NftDataType.From(keyType, keyLength),
            DataType = set.Flags.HasFlag(NftSetFlags.Map) ? NftDataType.From(dataType, dataLength) : null,
        };
    }

    private void WriteDescription(NetlinkWriter writer)
    {
        if (Size == 0 && !HasConcatenatedIntervals) return;
        int description = writer.BeginNested(DescriptionAttribute);
        if (Size != 0) writer.BigEndian(DescriptionSize, Size);
        if (HasConcatenatedIntervals)
        {
            int fields = writer.BeginNested(DescriptionConcatenation);
            foreach (NftDataType field in KeyType.Fields)
            {
                int element = writer.BeginNested(ListElement);
                writer.BigEndian(FieldLength, (uint)field.Length);
                writer.EndNested(element);
            }
            writer.EndNested(fields);
        }
        writer.EndNested(description);
    }

    private static NftSet ReadDescription(NftSet set, AttributeReader attributes)
    {
        foreach (NetlinkAttribute attribute in attributes)
        {
            if (attribute.Type == DescriptionSize) set = set with { Size = attribute.BigEndian32 };
            if (attribute.Type == DescriptionConcatenation) set = set with { FieldLengths = ReadFields(attribute.Nested) };
        }
        return set;
    }

    private static ImmutableArray<int> ReadFields(AttributeReader list)
    {
        ImmutableArray<int>.Builder lengths = ImmutableArray.CreateBuilder<int>();
        foreach (NetlinkAttribute field in list)
        {
            foreach (NetlinkAttribute attribute in field.Nested)
            {
                if (attribute.Type == FieldLength) lengths.Add((int)attribute.BigEndian32);
            }
        }
        return lengths.ToImmutable();
    }
}

using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables;

/// <summary>enum nft_set_elem_flags (linux/netfilter/nf_tables.h).</summary>
[Flags]
internal enum NftElementFlags : uint
{
    None = 0,
    /// <summary>The first key after a range, in a set of plain intervals.</summary>
    IntervalEnd = 1,
    /// <summary>Stands for every key that no other element has; it carries no key.</summary>
    CatchAll = 2,
}

/// <summary>An element of a set or map (enum nft_set_elem_attributes in linux/netfilter/nf_tables.h).</summary>
/// <param name="Key">The key, or the first key of the range.</param>
internal sealed record NftElement(NftValue Key)
{
    private const ushort KeyAttribute = 1;
    private const ushort DataAttribute = 2;
    private const ushort FlagsAttribute = 3;
    private const ushort TimeoutAttribute = 4;
    private const ushort ExpirationAttribute = 5;
    private const ushort UserDataAttribute = 6;
    private const ushort KeyEndAttribute = 10;
    private const int IntegerLength = Wire.AttributeHeader + 4;

    public NftElement(NftValue key, NftValue data) : this(key) => Data = new NftData(data);

    /// <summary>The last key of a range: in a set of concatenated intervals field by field, in one of plain intervals as <see cref="NftInterval"/> joins it.</summary>
    public NftValue? KeyEnd { get; init; }

    /// <summary>What a map gives for the key.</summary>
    public NftData? Data { get; init; }

    public NftElementFlags Flags { get; init; }

    public TimeSpan? Timeout { get; init; }

    /// <summary>How long it stays from now; read only.</summary>
    public TimeSpan? Expiration { get; init; }

    /// <summary>What userspace noted on the element, such as nft's comment.</summary>
    public NftValue UserData { get; init; }

    /// <summary>Whether it stands for every key that no other element has.</summary>
    public bool IsCatchAll => Flags.HasFlag(NftElementFlags.CatchAll);

    /// <summary>How many bytes it takes in a message, with its list entry's header.</summary>
    public int EncodedLength
        => Wire.AttributeHeader
        + (Flags == 0 ? 0 : IntegerLength)
        + (IsCatchAll ? 0 : ValueLength(Key))
        + (KeyEnd is { } end ? ValueLength(end) : 0)
        + (Timeout is null ? 0 : Wire.AttributeHeader + 8)
        + (Data?.EncodedLength ?? 0)
        + (UserData.Length == 0 ? 0 : Wire.AttributeHeader + Wire.Align(UserData.Length));

    /// <summary>Writes it as an entry of an element list.</summary>
    public void Write(NetlinkWriter writer, ushort listEntry)
    {
        int start = writer.BeginNested(listEntry);
        if (Flags != 0) writer.BigEndian(FlagsAttribute, (uint)Flags);
        if (Timeout is { } timeout) writer.BigEndian(TimeoutAttribute, (ulong)timeout.TotalMilliseconds);
        if (!IsCatchAll) NftData.Write(writer, KeyAttribute, Key);
        if (KeyEnd is { } end) NftData.Write(writer, KeyEndAttribute, end);
        Data?.Write(writer, DataAttribute);
        if (UserData.Length > 0) writer.Attribute(UserDataAttribute, UserData.Span);
        writer.EndNested(start);
    }

    public static NftElement Read(in NetlinkAttribute entry)
    {
        var element = new NftElement(default(NftValue));
        foreach (NetlinkAttribute attribute in entry.Nested)
        {
            element = attribute.Type switch
            {
                KeyAttribute => element with { Key = NftData.ReadValue(attribute) },
                KeyEndAttribute => element with { KeyEnd = NftData.ReadValue(attribute) },
                DataAttribute => element with { Data = NftData.Read(attribute) },
                FlagsAttribute => element with { Flags = (NftElementFlags)attribute.BigEndian32 },
                TimeoutAttribute => element with { Timeout = Milliseconds(attribute) },
                ExpirationAttribute => element with { Expiration = Milliseconds(attribute) },
                UserDataAttribute => element with { UserData = new NftValue(attribute.Value) },
                _ => element,
            };
        }
        return element;
    }

    internal static TimeSpan Milliseconds(in NetlinkAttribute attribute)
        => TimeSpan.FromTicks((long)Math.Min(attribute.BigEndian64, (ulong)(long.MaxValue / TimeSpan.TicksPerMillisecond)) * TimeSpan.TicksPerMillisecond);

    private static int ValueLength(NftValue value) => 2 * Wire.AttributeHeader + Wire.Align(value.Length);
}

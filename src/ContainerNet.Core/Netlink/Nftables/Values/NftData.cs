namespace ContainerNet.Netlink.Nftables.Values;

/// <summary>What a map gives or an immediate loads: a value, or a verdict (enum nft_data_attributes in linux/netfilter/nf_tables.h).</summary>
internal readonly record struct NftData
{
    private const ushort ValueAttribute = 1;
    private const ushort VerdictAttribute = 2;

    public NftData(NftValue value) => Value = value;

    public NftData(NftVerdict verdict) => Verdict = verdict;

    public NftValue? Value { get; }

    public NftVerdict? Verdict { get; }

    /// <summary>How many bytes it takes in a message, with its attribute's header.</summary>
    public int EncodedLength => Wire.AttributeHeader + (Verdict?.EncodedLength ?? Wire.AttributeHeader + Wire.Align(Value.GetValueOrDefault().Length));

    /// <summary>Writes it as an attribute of the given type.</summary>
    public void Write(NetlinkWriter writer, ushort type)
    {
        int start = writer.BeginNested(type);
        if (Verdict is { } verdict) verdict.Write(writer, VerdictAttribute);
        else writer.Attribute(ValueAttribute, Value.GetValueOrDefault().Span);
        writer.EndNested(start);
    }

    public static void Write(NetlinkWriter writer, ushort type, NftValue value) => new NftData(value).Write(writer, type);

    public static NftData Read(in NetlinkAttribute attribute)
    {
        foreach (NetlinkAttribute part in attribute.Nested)
        {
            if (part.Type == ValueAttribute) return new NftData(new NftValue(part.Value));
            if (part.Type == VerdictAttribute) return new NftData(NftVerdict.Read(part));
        }
        return new NftData(default(NftValue));
    }

    /// <summary>The value alone, for where no verdict can stand.</summary>
    public static NftValue ReadValue(in NetlinkAttribute attribute) => Read(attribute).Value.GetValueOrDefault();

    public override string ToString() => Verdict?.ToString() ?? Value.GetValueOrDefault().ToString();
}

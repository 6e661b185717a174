using System.Buffers.Binary;
using ContainerNet.Netlink.Nftables.Expressions;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables.Text;

/// <summary>The words for an operand with a mask: flags, a prefix, a field of some bits, or plain arithmetic.</summary>
internal sealed class NftMaskText(NftHeaders headers, NftMaskedLoad masked, NftLoad of)
{
    public static readonly NftDataType RawType = new() { Id = 0, Name = "raw", Length = 0, ByteOrder = NftByteOrder.BigEndian };

    /// <summary>The sign of a comparison, followed by a space.</summary>
    public static string Sign(NftCompareOperator comparison) => comparison switch
    {
        NftCompareOperator.Equal => "== ",
        NftCompareOperator.NotEqual => "!= ",
        NftCompareOperator.Less => "< ",
        NftCompareOperator.LessOrEqual => "<= ",
        NftCompareOperator.Greater => "> ",
        NftCompareOperator.GreaterOrEqual => ">= ",
        _ => $"{(uint)comparison} ",
    };

    /// <summary>Bytes of the packet that no known field covers; offset and length in bits.</summary>
    public static string Raw(NftPayloadBase at, uint offset, long length) => $"@{at switch
    {
        NftPayloadBase.LinkLayer => "ll",
        NftPayloadBase.Network => "nh",
        NftPayloadBase.Transport => "th",
        NftPayloadBase.Inner => "ih",
        _ => $"{(uint)at}",
    }},{offset * 8L},{length * 8}";

    /// <summary>The first bytes of an address, and how many bits of it count.</summary>
    public static string Prefix(NftHeaderField field, ReadOnlySpan<byte> start, int length)
    {
        Span<byte> whole = stackalloc byte[field.Length / 8];
        start[..Math.Min(start.Length, whole.Length)].CopyTo(whole);
        return $"{NftValueText.Of(field.Type, whole)}/{length}";
    }

    /// <summary>The operand with what is done to its bits.</summary>
    public NftLoad Words
    {
        get
        {
            ulong mask = Number(masked.Bits.Mask), flip = Number(masked.Bits.Flip);
            // Bits that are masked off and then flipped are set; those that stay and are flipped are inverted.
            ulong set = flip & ~mask, inverted = flip & mask, kept = mask | set;
            string text = of.Text;
            if (kept != All || flip == 0) text += $" & {Constant(kept)}";
            if (inverted != 0) text += $" ^ {Constant(inverted)}";
            if (set != 0) text += $" | {Constant(set)}";
            return of with { Text = text };
        }
    }

    public string Compare(NftCompareOperator comparison, ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> mask = masked.Bits.Mask.Span;
        bool equality = comparison is NftCompareOperator.Equal or NftCompareOperator.NotEqual;
        if (!equality || masked.Bits.Flip.Span.ContainsAnyExcept((byte)0)) return Arithmetic(comparison, value);
        if (Field(mask) is { } field)
            return $"{field} {Implicit(comparison)}{NftValueText.Of(field.Type, (ulong)((value.IsEmpty ? 0 : value[0]) >> field.Shift))}";
        if (NftSymbols.IsBitmask(of.Type)) return Flags(comparison, value);
        if (NftValueText.HasPrefixes(of.Type) && mask.Length <= of.Type.Length && value.Length == mask.Length && PrefixBits(mask) is { } bits)
        {
            Span<byte> whole = stackalloc byte[of.Type.Length];
            value.CopyTo(whole);
            return $"{of.Text} {Implicit(comparison)}{NftValueText.Of(of.Type, whole)}/{bits}";
        }
        return Arithmetic(comparison, value);
    }

    private ulong All => masked.Bits.Length >= sizeof(ulong) ? ulong.MaxValue : (1UL << (int)masked.Bits.Length * 8) - 1;

    private NftHeaderField? Field(ReadOnlySpan<byte> mask)
    {
        if (masked.Of is not NftPayloadLoad { Payload: { } payload }) return null;
        NftHeaderField? field = NftHeaderField.Masked(headers.At(payload.Base), payload.Offset, mask);
        if (field is not null) headers.Name(payload.Base);
        return field;
    }

    private int? PrefixBits(ReadOnlySpan<byte> mask)
    {
        if (of.Type.ByteOrder != NftByteOrder.Host || mask.Length != sizeof(uint)) return NftValueText.MaskLength(mask);
        Span<byte> ordered = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(ordered, (uint)NftValueText.Number(of.Type, mask));
        return NftValueText.MaskLength(ordered);
    }

    private string Flags(NftCompareOperator comparison, ReadOnlySpan<byte> value)
    {
        string mask = Constant(masked.Bits.Mask);
        if (value.ContainsAnyExcept((byte)0)) return $"{of.Text} {Implicit(comparison)}{NftValueText.Of(of.Type, value)} / {mask}";
        return comparison == NftCompareOperator.NotEqual ? $"{of.Text} {mask}" : $"{of.Text} ! {mask}";
    }

    private string Arithmetic(NftCompareOperator comparison, ReadOnlySpan<byte> value)
    {
        // An address with all of its bits but some last ones is written out; so is each longer value.
        string left = masked.Bits.Mask.Length > sizeof(ulong) ? $"{of.Text} & {Constant(masked.Bits.Mask)}" : Words.Text;
        return $"{left} {Sign(comparison)}{NftValueText.Of(of.Type, value)}";
    }

    private ulong Number(NftValue value) => NftValueText.Number(of.Type, value.Span);

    private string Constant(NftValue value) => NftValueText.Of(of.Type, value.Span);

    private string Constant(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        int length = (int)Math.Min(masked.Bits.Length, sizeof(ulong));
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        Span<byte> last = bytes[(sizeof(ulong) - length)..];
        if (of.Type.ByteOrder == NftByteOrder.Host && BitConverter.IsLittleEndian) last.Reverse();
        return NftValueText.Of(of.Type, last);
    }

    private static string Implicit(NftCompareOperator comparison) => comparison == NftCompareOperator.Equal ? "" : Sign(comparison);
}

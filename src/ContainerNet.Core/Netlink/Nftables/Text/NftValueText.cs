using System.Globalization;
using System.Net;
using System.Text;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables.Text;

/// <summary>Values, prefixes and ranges in the form that their type has in nft(8).</summary>
internal static class NftValueText
{
    public static string Of(NftDataType type, ReadOnlySpan<byte> value) => type.Name switch
    {
        _ when !type.Fields.IsEmpty => string.Join(" . ", Fields(type, value, value)),
        "ipv4_addr" when value.Length == 4 => new IPAddress(value).ToString(),
        "ipv6_addr" when value.Length == 16 => new IPAddress(value).ToString(),
        "ether_addr" => Convert.ToHexStringLower(value).Chunk(2).Aggregate("", (text, pair) => text.Length == 0 ? new string(pair) : $"{text}:{new string(pair)}"),
        "ifname" => Name(value),
        "raw" => Raw(value),
        "time" => Duration(TimeSpan.FromSeconds(Number(type, value))),
        _ when value.Length > sizeof(ulong) => Raw(value),
        _ => Of(type, Number(type, value)),
    };

    /// <summary>A number of a type that is one.</summary>
    public static string Of(NftDataType type, ulong value)
        => NftSymbols.Find(type, value) ?? (NftSymbols.IsBitmask(type) && value != 0 ? Bits(type, value) : Digits(type, value));

    /// <summary>What an element of a set of intervals holds: a value, a prefix where the type has them, or a range; a concatenation field by field.</summary>
    public static string Interval(NftDataType type, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        if (!type.Fields.IsEmpty) return string.Join(" . ", Fields(type, from, to));
        if (from.SequenceEqual(to)) return Of(type, from);
        if (type.Name == "ifname") return Wildcard(from);
        if (HasPrefixes(type) && PrefixLength(from, to) is { } length) return $"{Of(type, from)}/{length}";
        return Range(type, from, to);
    }

    public static string Range(NftDataType type, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to) => $"{Of(type, from)}-{Of(type, to)}";

    /// <summary>Whether nft writes ranges of the type that are a prefix as one.</summary>
    public static bool HasPrefixes(NftDataType type) => type.Name is "ipv4_addr" or "ipv6_addr" or "mark";

    /// <summary>The first part of a name that stands for all names that begin with it.</summary>
    public static string Wildcard(ReadOnlySpan<byte> start) => $"\"{Text(start)}*\"";

    /// <summary>Bytes that nothing is known of.</summary>
    public static string Raw(ReadOnlySpan<byte> value)
    {
        string digits = Convert.ToHexStringLower(value).TrimStart('0');
        return digits.Length == 0 ? "0x0" : $"0x{digits}";
    }

    /// <summary>How many bits of the mask are set, where those are the highest ones; otherwise null.</summary>
    public static int? MaskLength(ReadOnlySpan<byte> mask)
    {
        Span<byte> last = stackalloc byte[mask.Length];
        for (int i = 0; i < mask.Length; i++) last[i] = (byte)~mask[i];
        return PrefixLength(stackalloc byte[mask.Length], last);
    }

    /// <summary>Days to milliseconds, those that are not zero.</summary>
    public static string Duration(TimeSpan time)
    {
        if (time.Ticks < TimeSpan.TicksPerMillisecond) return "0s";
        var text = new StringBuilder();
        foreach ((int amount, string unit) in new[] { (time.Days, "d"), (time.Hours, "h"), (time.Minutes, "m"), (time.Seconds, "s"), (time.Milliseconds, "ms") })
        {
            if (amount != 0) text.Append(CultureInfo.InvariantCulture, $"{amount}{unit}");
        }
        return text.ToString();
    }

    /// <summary>The value as a number, in its type's byte order; of a longer one its eight lowest bytes.</summary>
    public static ulong Number(NftDataType type, ReadOnlySpan<byte> value)
    {
        bool lowestFirst = type.ByteOrder == NftByteOrder.Host && BitConverter.IsLittleEndian;
        ulong number = 0;
        for (int i = 0; i < value.Length; i++) number = number << 8 | value[lowestFirst ? value.Length - 1 - i : i];
        return number;
    }

    private static List<string> Fields(NftDataType type, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        var fields = new List<string>();
        int offset = 0;
        foreach (NftDataType field in type.Fields)
        {
            fields.Add(Interval(field, Slice(from, offset, field.Length), Slice(to, offset, field.Length)));
            offset += Wire.Align(field.Length);
        }
        return fields;
    }

    // The kernel's data is not checked: a key that ends early gives shorter fields.
    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> value, int offset, int length)
        => offset >= value.Length ? default : value.Slice(offset, Math.Min(length, value.Length - offset));

    private static string Bits(NftDataType type, ulong value)
        => string.Join(',', Enumerable.Range(0, 64).Select(bit => 1UL << bit).Where(bit => (value & bit) != 0)
            .Select(bit => NftSymbols.Find(type, bit) ?? Digits(type, bit)));

    private static string Digits(NftDataType type, ulong value) => type.Name switch
    {
        "mark" => $"0x{value:x8}",
        "ether_type" => $"0x{value:x4}",
        "dscp" or "tcp_flag" => $"0x{value:x2}",
        "ct_state" or "ct_status" => $"0x{value:x}",
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    private static string Name(ReadOnlySpan<byte> value) => $"\"{Text(value)}\"";

    private static string Text(ReadOnlySpan<byte> value)
    {
        int end = value.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? value : value[..end]);
    }

    // From and to differ in the last bits only, where the first has zeroes and the last ones.
    private static int? PrefixLength(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        if (from.Length != to.Length) return null;
        int bits = from.Length * 8;
        int length = 0;
        while (length < bits && Bit(from, length) == Bit(to, length)) length++;
        for (int i = length; i < bits; i++)
        {
            if (Bit(from, i) || !Bit(to, i)) return null;
        }
        return length;
    }

    private static bool Bit(ReadOnlySpan<byte> value, int index) => (value[index / 8] & 0x80 >> index % 8) != 0;
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContainerNet;

/// <summary>A 48-bit link-layer address, written as Linux does: <c>02:42:ac:11:00:02</c>.</summary>
[JsonConverter(typeof(MacAddressJsonConverter))]
public readonly struct MacAddress : IEquatable<MacAddress>, IComparable<MacAddress>
{
    /// <summary>The length in bytes.</summary>
    public const int Length = 6;

    private readonly ulong _value;

    private MacAddress(ulong value) => _value = value;

    /// <summary>Makes an address of six bytes in the order they are sent.</summary>
    /// <exception cref="ContainerNetException">There are not six.</exception>
    public MacAddress(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length) throw ContainerNetException.Invalid("InvalidMacAddress", null, $"A MAC address has {Length} bytes, not {bytes.Length}.");
        foreach (byte b in bytes) _value = _value << 8 | b;
    }

    /// <summary>Whether the address names a group (its first byte's lowest bit is set), so that no interface can have it.</summary>
    public bool IsMulticast => (_value >> 40 & 1) != 0;

    /// <summary>Reads <c>02:42:ac:11:00:02</c>, also with hyphens as Windows writes it, or without any separator.</summary>
    /// <exception cref="ContainerNetException">The text is not a MAC address.</exception>
    public static MacAddress Parse(string text)
        => TryParse(text, out MacAddress address)
            ? address
            : throw ContainerNetException.Invalid("InvalidMacAddress", text, $"'{text}' is not a MAC address. A MAC address is six bytes in hexadecimal, such as 02:42:ac:11:00:02.");

    /// <summary>Reads an address; false when the text is not an address.</summary>
    public static bool TryParse(string? text, out MacAddress address)
    {
        address = default;
        if (text is null || text.Length is not (12 or 17)) return false;
        string digits = text.Length == 17 ? Digits(text) : text;
        if (!ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value)) return false;
        address = new MacAddress(value);
        return true;
    }

    /// <summary>A random address, locally administered and not a group's (IEEE 802: bit 1 of the first byte set, bit 0 clear).</summary>
    public static MacAddress Random()
    {
        Span<byte> bytes = stackalloc byte[Length];
        System.Random.Shared.NextBytes(bytes);
        bytes[0] = (byte)(bytes[0] & 0xfc | 0x02);
        return new MacAddress(bytes);
    }

    /// <summary>Writes the six bytes in the order they are sent.</summary>
    public void CopyTo(Span<byte> destination)
    {
        for (int i = 0; i < Length; i++) destination[i] = (byte)(_value >> 8 * (Length - 1 - i));
    }

    /// <inheritdoc/>
    public override string ToString()
        => string.Create(17, _value, static (text, value) =>
        {
            const string digits = "0123456789abcdef";
            for (int i = 0; i < Length; i++)
            {
                int b = (int)(value >> 8 * (Length - 1 - i)) & 0xff;
                text[i * 3] = digits[b >> 4];
                text[i * 3 + 1] = digits[b & 0xf];
                if (i < Length - 1) text[i * 3 + 2] = ':';
            }
        });

    /// <inheritdoc/>
    public bool Equals(MacAddress other) => _value == other._value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MacAddress other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(MacAddress other) => _value.CompareTo(other._value);

    /// <summary>Whether both are the same address.</summary>
    public static bool operator ==(MacAddress left, MacAddress right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(MacAddress left, MacAddress right) => !left.Equals(right);

    /// <summary>Whether the left one sorts first.</summary>
    public static bool operator <(MacAddress left, MacAddress right) => left.CompareTo(right) < 0;

    /// <summary>Whether the right one sorts first.</summary>
    public static bool operator >(MacAddress left, MacAddress right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left one does not sort after the right one.</summary>
    public static bool operator <=(MacAddress left, MacAddress right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one does not sort before the right one.</summary>
    public static bool operator >=(MacAddress left, MacAddress right) => left.CompareTo(right) >= 0;

    private static string Digits(string text)
    {
        for (int i = 2; i < 17; i += 3)
        {
            if (text[i] is not (':' or '-') || text[i] != text[2]) return "";
        }
        return text.Replace(":", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
    }
}

internal sealed class MacAddressJsonConverter : JsonConverter<MacAddress>
{
    public override MacAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => MacAddress.Parse(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, MacAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

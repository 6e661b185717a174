using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContainerNet;

/// <summary>An address with the length of its network's prefix: <c>172.16.0.111/20</c>. Unlike <see cref="IPNetwork"/> it keeps the bits after the prefix.</summary>
[JsonConverter(typeof(InterfaceAddressJsonConverter))]
public sealed record InterfaceAddress
{
    /// <summary>Makes an address with its prefix length.</summary>
    /// <param name="address">An IPv4 or IPv6 address.</param>
    /// <param name="prefixLength">0 to 32 for IPv4, 0 to 128 for IPv6; the whole address when null.</param>
    /// <exception cref="ContainerNetException">The prefix length is out of range.</exception>
    public InterfaceAddress(IPAddress address, int? prefixLength = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        int bits = Bits(address);
        if (prefixLength is < 0 || prefixLength > bits)
            throw ContainerNetException.Invalid("InvalidPrefixLength", prefixLength, $"The prefix length {prefixLength} of {address} is out of range. The range is 0 to {bits}.");
        Address = address.ScopeIdFree();
        PrefixLength = prefixLength ?? bits;
    }

    /// <summary>The address.</summary>
    public IPAddress Address { get; }

    /// <summary>The prefix length in bits.</summary>
    public int PrefixLength { get; }

    /// <summary>The network: the address with the bits after the prefix cleared.</summary>
    public IPNetwork Network => new(Address.Masked(PrefixLength), PrefixLength);

    /// <summary>Reads <c>172.16.0.111/20</c>; without a slash the prefix is the whole address.</summary>
    /// <exception cref="ContainerNetException">The text is not an address with an optional prefix length.</exception>
    public static InterfaceAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        IPAddress address = IPAddresses.Parse(slash < 0 ? text : text[..slash]);
        if (slash < 0) return new InterfaceAddress(address);
        if (int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int prefix)) return new InterfaceAddress(address, prefix);
        throw ContainerNetException.Invalid("InvalidPrefixLength", text, $"'{text}' has no valid prefix length after the slash. A prefix length is 0 to {Bits(address)}.");
    }

    /// <summary>Reads an address whose prefix length follows a slash or is given separately; one of them is required.</summary>
    /// <param name="text">An address, with a prefix length or without.</param>
    /// <param name="prefixLength">The prefix length, where the text has none.</param>
    /// <exception cref="ContainerNetException">No prefix length is said, or two that differ.</exception>
    public static InterfaceAddress Parse(string text, int? prefixLength)
    {
        InterfaceAddress parsed = Parse(text);
        if (!text.Contains('/', StringComparison.Ordinal))
        {
            return prefixLength is null
                ? throw ContainerNetException.Invalid("PrefixLengthMissing", text, $"{text} needs a prefix length. Write {text}/{(Bits(parsed.Address) == 32 ? 24 : 64)}, or give -PrefixLength.")
                : new InterfaceAddress(parsed.Address, prefixLength);
        }
        if (prefixLength is null || prefixLength == parsed.PrefixLength) return parsed;
        throw ContainerNetException.Invalid("InvalidPrefixLength", text, $"'{text}' and the prefix length {prefixLength} differ. Give one prefix length.");
    }

    /// <summary>Reads a network, <c>172.20.0.0/16</c>, which has no bits set after its prefix.</summary>
    /// <exception cref="ContainerNetException">The text is not a network.</exception>
    public static IPNetwork ParseNetwork(string text) => IPAddresses.ParseNetwork(text);

    /// <inheritdoc/>
    public override string ToString() => $"{Address}/{PrefixLength}";

    private static int Bits(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
}

internal sealed class InterfaceAddressJsonConverter : JsonConverter<InterfaceAddress>
{
    public override InterfaceAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => InterfaceAddress.Parse(reader.GetString() ?? "");

    public override void Write(Utf8JsonWriter writer, InterfaceAddress value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

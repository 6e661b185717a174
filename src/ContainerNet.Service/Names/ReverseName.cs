using System.Globalization;
using System.Net;

namespace ContainerNet.Service.Names;

/// <summary>Names that stand for addresses: <c>2.0.96.10.in-addr.arpa</c> (RFC 1035, section 3.5), and nibbles under <c>ip6.arpa</c> (RFC 3596, section 2.5).</summary>
internal static class ReverseName
{
    private const string IPv4Suffix = ".in-addr.arpa", IPv6Suffix = ".ip6.arpa";

    /// <summary>The address that a name stands for; null for any other name.</summary>
    public static IPAddress? Address(string name)
    {
        if (name.EndsWith(IPv4Suffix, StringComparison.Ordinal) && Read(name[..^IPv4Suffix.Length], 4, Decimal) is { } bytes) return new IPAddress(bytes);
        if (name.EndsWith(IPv6Suffix, StringComparison.Ordinal) && Read(name[..^IPv6Suffix.Length], 32, Nibble) is { } nibbles)
            return new IPAddress([.. nibbles.Chunk(2).Select(pair => (byte)(pair[0] << 4 | pair[1]))]);
        return null;
    }

    private static byte? Decimal(string label) => byte.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out byte value) ? value : null;

    private static byte? Nibble(string label) => label.Length == 1 && byte.TryParse(label, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value) ? value : null;

    // The labels stand for numbers, the last one first.
    private static byte[]? Read(string labels, int count, Func<string, byte?> read)
    {
        byte?[] values = [.. labels.Split('.').Reverse().Select(read)];
        return values.Length == count && Array.TrueForAll(values, value => value is not null) ? [.. values.Select(value => value!.Value)] : null;
    }
}

using System.Globalization;
using System.Text;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables.Text;

/// <summary>A set's elements, in nft's order and lines.</summary>
internal static class NftElementText
{
    private const string NextLine = ",\n\t\t\t     ";

    private static readonly Comparer<byte[]> InOrder = Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b));

    /// <summary>The elements of a set that stands in a rule: braces, all in one line.</summary>
    public static string Anonymous(NftSetContent content) => $"{{ {string.Join(", ", All(content))} }}";

    /// <summary>The elements of a set with a name: as many a line as nft puts there for the key's type.</summary>
    public static string Lines(NftSetContent content)
    {
        var text = new StringBuilder("{ ");
        int perLine = PerLine(content.Set.KeyType);
        int count = 0;
        foreach (string element in All(content))
        {
            if (count > 0) text.Append(count % perLine == 0 ? NextLine : ", ");
            text.Append(element);
            count++;
        }
        return text.Append(" }").ToString();
    }

    private static int PerLine(NftDataType key) => key.Name switch
    {
        "nf_proto" or "inet_proto" or "inet_service" or "mark" or "iface_index" or "arp_op" or "tcp_flag" or "uid" or "gid" => 5,
        "ipv4_addr" or "ct_state" or "ct_status" or "ct_dir" or "pkt_type" => 2,
        _ => 1,
    };

    private static IEnumerable<string> All(NftSetContent content)
    {
        NftSet set = content.Set;
        NftDataType key = set.KeyType;
        if (key.Fields.IsEmpty) key = key with { ByteOrder = KeyOrder(set) };
        IEnumerable<NftElement> keyed = content.Elements.Where(e => !e.IsCatchAll);
        IEnumerable<string> texts = set.Flags.HasFlag(NftSetFlags.Interval)
            ? keyed.Select(e => Text(NftValueText.Interval(key, e.Key.Span, (e.KeyEnd ?? e.Key).Span), e, set))
            : keyed.OrderBy(e => Place(e, key), InOrder).Select(e => Text(NftValueText.Of(key, e.Key.Span), e, set));
        IEnumerable<string> rest = content.Elements.Where(e => e.IsCatchAll).Select(e => Text("*", e, set));
        return texts.Concat(rest);
    }

    // What lies between two numbers is found by comparing bytes: so the highest stands first, whatever the type.
    private static NftByteOrder KeyOrder(NftSet set)
        => set.Flags.HasFlag(NftSetFlags.Interval) ? NftByteOrder.BigEndian : NftSetUserData.KeyOrder(set.UserData) ?? set.KeyType.ByteOrder;

    private static string Text(string key, NftElement element, NftSet set)
    {
        var text = new StringBuilder(key);
        if (element.Timeout is { } timeout && timeout != set.Timeout) text.Append(CultureInfo.InvariantCulture, $" timeout {NftValueText.Duration(timeout)}");
        if (element.Expiration is { } expiration) text.Append(CultureInfo.InvariantCulture, $" expires {NftValueText.Duration(expiration)}");
        if (NftUserData.CommentOf(element.UserData) is { } comment) text.Append(CultureInfo.InvariantCulture, $" comment \"{comment}\"");
        if (set.DataType is { } type && element.Data is { } data)
            text.Append(CultureInfo.InvariantCulture, $" : {data.Verdict?.ToString() ?? NftValueText.Of(type, data.Value.GetValueOrDefault().Span)}");
        return text.ToString();
    }

    // nft sorts by the number that the key is in its byte order; a concatenation's, and a name's, in the machine's.
    private static byte[] Place(NftElement element, NftDataType key)
    {
        byte[] place = element.Key.Span.ToArray();
        if (BitConverter.IsLittleEndian && (!key.Fields.IsEmpty || key.ByteOrder == NftByteOrder.Host)) place.AsSpan().Reverse();
        return place;
    }
}

using System.Runtime.InteropServices;
using ContainerNet.Netlink.Nftables.Expressions;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables.Text;

/// <summary>
/// nft's note on a set whose key has the types of expressions (<c>typeof</c>): which expressions those are. nft compares raw
/// bytes of a packet with such a set only. In the user data of the set (NFTNL_UDATA_SET_KEY_TYPEOF in libnftnl/udata.h), each
/// expression is its number in nft (enum expr_types in expression.h) and what its own kind notes, in the machine's byte order.
/// </summary>
internal static class NftTypeOf
{
    private const byte KeyTypeOf = 3, ExpressionId = 0, ExpressionData = 1;
    private const uint Payload = 7, Meta = 9, Concatenation = 13;
    private const byte MetaKey = 0;
    private const byte PayloadProtocol = 0, PayloadField = 1, PayloadBase = 2, PayloadOffset = 3, PayloadLength = 4;

    // enum proto_desc_id and enum ether_hdr_fields of nft (proto.h).
    private const uint Unknown = 0, Ethernet = 17, EthernetSource = 2;

    // nft counts from the header before the link layer's (enum proto_bases).
    private const uint BaseOffset = 1;

    /// <summary>The user data for a key that concatenates these expressions.</summary>
    public static byte[] Note(params ReadOnlySpan<NftExpression> fields)
    {
        var list = new List<byte>();
        for (byte i = 0; i < fields.Length; i++) list.AddRange(Entry(i, Expression(fields[i])));
        return Entry(KeyTypeOf, [.. Number(ExpressionId, Concatenation), .. Entry(ExpressionData, [.. list])]);
    }

    /// <summary>The expressions that a note names, in nft's words; null where there is no such note, or one of others than those here.</summary>
    public static string? Read(NftValue note)
    {
        ReadOnlySpan<byte> key = NftUserData.Find(note, KeyTypeOf);
        if (Number(key, ExpressionId) != Concatenation) return null;
        NftValue list = Find(key, ExpressionData);
        var words = new List<string>();
        for (byte i = 0; !NftUserData.Find(list, i).IsEmpty; i++)
        {
            if (Words(NftUserData.Find(list, i)) is not { } text) return null;
            words.Add(text);
        }
        return words.Count == 0 ? null : string.Join(" . ", words);
    }

    private static byte[] Expression(NftExpression field) => field switch
    {
        NftMeta meta => [.. Number(ExpressionId, Meta), .. Entry(ExpressionData, Number(MetaKey, (uint)meta.Key))],
        NftPayload payload => [.. Number(ExpressionId, Payload), .. Entry(ExpressionData, PayloadData(payload))],
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, null),
    };

    private static byte[] PayloadData(NftPayload payload)
        => payload is { Base: NftPayloadBase.LinkLayer, Offset: 6, Length: MacAddress.Length }
            ? [.. Number(PayloadProtocol, Ethernet), .. Number(PayloadField, EthernetSource)]
            :
            [
                .. Number(PayloadProtocol, Unknown), .. Number(PayloadField, 0), .. Number(PayloadBase, (uint)payload.Base + BaseOffset),
                .. Number(PayloadOffset, payload.Offset * 8), .. Number(PayloadLength, payload.Length * 8),
            ];

    private static string? Words(ReadOnlySpan<byte> expression)
    {
        ReadOnlySpan<byte> data = Find(expression, ExpressionData).Span;
        return Number(expression, ExpressionId) switch
        {
            Meta when Number(data, MetaKey) is { } key => NftSelectorText.Of((NftMetaKey)key).Text,
            Payload when Number(data, PayloadProtocol) == Ethernet && Number(data, PayloadField) == EthernetSource => "ether saddr",
            Payload when Number(data, PayloadProtocol) == Unknown && Number(data, PayloadBase) is { } from and >= BaseOffset
                => NftMaskText.Raw((NftPayloadBase)(from - BaseOffset), Number(data, PayloadOffset).GetValueOrDefault() / 8, Number(data, PayloadLength).GetValueOrDefault() / 8),
            _ => null,
        };
    }

    private static NftValue Find(ReadOnlySpan<byte> note, byte type) => new(NftUserData.Find(new NftValue(note), type));

    private static uint? Number(ReadOnlySpan<byte> note, byte type)
        => NftUserData.Find(new NftValue(note), type) is { Length: sizeof(uint) } value ? MemoryMarshal.Read<uint>(value) : null;

    private static byte[] Number(byte type, uint value) => Entry(type, BitConverter.GetBytes(value));

    private static byte[] Entry(byte type, byte[] value) => [type, (byte)value.Length, .. value];
}

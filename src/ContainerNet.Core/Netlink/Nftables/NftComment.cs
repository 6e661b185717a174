using System.Text;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables;

/// <summary>
/// nft's comment in the user data of a rule or an element (NFTNL_UDATA_RULE_COMMENT and NFTNL_UDATA_SET_ELEM_COMMENT in
/// libnftnl/udata.h): type, length, and text with a zero byte. iptables shows that of a rule as its own comment.
/// </summary>
internal static class NftComment
{
    private const byte CommentType = 0;
    private const int Header = 2;

    /// <summary>The user data that says a comment of up to 127 bytes.</summary>
    public static NftValue Of(string text)
    {
        byte[] data = new byte[Header + Encoding.UTF8.GetByteCount(text) + 1];
        data[0] = CommentType;
        data[1] = (byte)(data.Length - Header);
        Encoding.UTF8.GetBytes(text, data.AsSpan(Header));
        return new NftValue(data);
    }

    /// <summary>The comment in user data; null when there is none.</summary>
    public static string? Read(NftValue userData)
    {
        ReadOnlySpan<byte> rest = userData.Span;
        while (rest.Length > Header && rest[1] > 0 && rest.Length >= Header + rest[1])
        {
            ReadOnlySpan<byte> value = rest.Slice(Header, rest[1]);
            if (rest[0] == CommentType) return Encoding.UTF8.GetString(value[..^1]);
            rest = rest[(Header + rest[1])..];
        }
        return null;
    }
}

using System.Text;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables;

/// <summary>
/// Reads what userspace noted on an object (NFTA_*_USERDATA), which the kernel only keeps: one byte of type, one of length,
/// and the value, without padding (libnftnl/udata.h).
/// </summary>
internal static class NftUserData
{
    private const byte Comment = 0;
    private const byte SetComment = 7;

    /// <summary>The comment on a table, chain, rule or element; null when there is none.</summary>
    public static string? CommentOf(NftValue note) => Text(Find(note, Comment));

    /// <summary>The comment on a set; null when there is none.</summary>
    public static string? CommentOfSet(NftValue note) => Text(Find(note, SetComment));

    /// <summary>The value of a type; empty where it is not there, or not whole.</summary>
    public static ReadOnlySpan<byte> Find(NftValue note, byte type)
    {
        ReadOnlySpan<byte> rest = note.Span;
        while (rest.Length >= 2 && rest.Length >= 2 + rest[1])
        {
            if (rest[0] == type) return rest.Slice(2, rest[1]);
            rest = rest[(2 + rest[1])..];
        }
        return default;
    }

    private static string? Text(ReadOnlySpan<byte> value) => value.IsEmpty ? null : Encoding.UTF8.GetString(value).TrimEnd('\0');
}

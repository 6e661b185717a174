using System.Runtime.InteropServices;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables;

/// <summary>
/// What nft notes in a set's NFTA_SET_USERDATA and reads when it lists the set (enum nftnl_udata_set_types in
/// libnftnl/udata.h): type, length and value without padding. Without the byte orders it prints keys reversed.
/// </summary>
internal static class NftSetUserData
{
    private const byte KeyByteOrder = 0;
    private const byte DataByteOrder = 1;
    private const int EntryLength = 6;

    public static byte[] ByteOrders(NftDataType key, NftDataType? data)
    {
        byte[] note = new byte[data is null ? EntryLength : 2 * EntryLength];
        Write(note, KeyByteOrder, key.ByteOrder);
        if (data is not null) Write(note.AsSpan(EntryLength), DataByteOrder, data.ByteOrder);
        return note;
    }

    /// <summary>The byte order that a note gives for a set's key; null where it gives none.</summary>
    public static NftByteOrder? KeyOrder(NftValue note)
    {
        ReadOnlySpan<byte> value = NftUserData.Find(note, KeyByteOrder);
        return value.Length == sizeof(NftByteOrder) ? (NftByteOrder)MemoryMarshal.Read<uint>(value) : null;
    }

    private static void Write(Span<byte> entry, byte type, NftByteOrder order)
    {
        entry[0] = type;
        entry[1] = sizeof(NftByteOrder);
        MemoryMarshal.Write(entry[2..], (uint)order);
    }
}

using ContainerNet.Netlink;
using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Nftables;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Tests.Netlink;

/// <summary>Messages as bytes, without the header of 16 bytes.</summary>
internal static class WireBytes
{
    public static string Hex(byte[] payload) => Convert.ToHexStringLower(payload);

    public static NetlinkMessage Message(ushort type, ReadOnlySpan<byte> payload) => new(type, MessageFlags.None, 1, payload);

    public static byte[] Write(ushort type, NftFamily family, Action<NetlinkWriter> write)
    {
        using var writer = new NetlinkWriter();
        writer.BeginMessage(type, MessageFlags.None, new NetfilterHeader(family));
        write(writer);
        writer.EndMessage();
        return writer.Written[Wire.MessageHeader..].ToArray();
    }

    /// <summary>Reads a message into objects, and writes those.</summary>
    public static byte[] Rewrite(ushort type, ReadOnlySpan<byte> payload)
    {
        NetlinkMessage message = Message(type, payload);
        NftFamily family = NftMessage.Family(message);
        switch (type)
        {
            case NftMessage.NewTable: return Write(type, family, NftTable.Read(message).Write);
            case NftMessage.NewChain: return Write(type, family, NftChain.Read(message).Write);
            case NftMessage.NewRule: return Write(type, family, NftRule.Read(message).Write);
            case NftMessage.NewSet:
                NftSet set = NftSet.Read(message);
                uint id = SetNumber(message, 10);
                return Write(type, family, writer => set.Write(writer, id));
            default:
                NftElementList list = NftElementList.Read(message);
                uint number = SetNumber(message, 4);
                var named = new NftSet(family, list.Table, list.Set, NftDataType.Mark);
                return Write(type, family, writer => NftElementList.Write(writer, named, list.Elements.AsSpan(), number));
        }
    }

    private static uint SetNumber(in NetlinkMessage message, ushort attributeType)
    {
        foreach (NetlinkAttribute attribute in NftMessage.Attributes(message))
        {
            if (attribute.Type == attributeType) return attribute.BigEndian32;
        }
        return 0;
    }
}

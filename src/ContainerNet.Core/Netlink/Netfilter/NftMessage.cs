using System.Runtime.InteropServices;

namespace ContainerNet.Netlink.Netfilter;

/// <summary>struct nfgenmsg (linux/netfilter/nfnetlink.h); the resource is big-endian and only used by a batch's ends.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NetfilterHeader(NftFamily family, byte resourceHigh = 0, byte resourceLow = 0)
{
    public const int Size = 4;

    public readonly NftFamily Family = family;
    public readonly byte Version;
    public readonly byte ResourceHigh = resourceHigh;
    public readonly byte ResourceLow = resourceLow;
}

/// <summary>Message types: NFNL_SUBSYS_NFTABLES in the upper byte, enum nf_tables_msg_types in the lower (linux/netfilter/nf_tables.h).</summary>
internal static class NftMessage
{
    public const ushort BatchBegin = 0x10;
    public const ushort BatchEnd = 0x11;

    public const byte Subsystem = 10;

    public const ushort NewTable = Subsystem << 8;
    public const ushort GetTable = NewTable + 1;
    public const ushort DeleteTable = NewTable + 2;
    public const ushort NewChain = NewTable + 3;
    public const ushort GetChain = NewTable + 4;
    public const ushort DeleteChain = NewTable + 5;
    public const ushort NewRule = NewTable + 6;
    public const ushort GetRule = NewTable + 7;
    public const ushort DeleteRule = NewTable + 8;
    public const ushort NewSet = NewTable + 9;
    public const ushort GetSet = NewTable + 10;
    public const ushort DeleteSet = NewTable + 11;
    public const ushort NewElement = NewTable + 12;
    public const ushort GetElement = NewTable + 13;
    public const ushort DeleteElement = NewTable + 14;
    public const ushort NewGeneration = NewTable + 15;
    public const ushort GetGeneration = NewTable + 16;

    /// <summary>The family in a message's header.</summary>
    public static NftFamily Family(in NetlinkMessage message)
        => message.Payload.Length > 0 ? (NftFamily)message.Payload[0] : NftFamily.Unspecified;

    /// <summary>The attributes after the header.</summary>
    public static AttributeReader Attributes(in NetlinkMessage message)
        => AttributeReader.After(message.Payload, NetfilterHeader.Size);
}

namespace ContainerNet.Netlink.Conntrack;

/// <summary>
/// Message types: NFNL_SUBSYS_CTNETLINK in the upper byte, enum cntl_msg_types in the lower; and attributes, enum ctattr_type
/// (linux/netfilter/nfnetlink_conntrack.h).
/// </summary>
internal static class ConntrackMessage
{
    public const byte Subsystem = 1;

    public const ushort New = Subsystem << 8;
    public const ushort Get = New + 1;
    public const ushort Delete = New + 2;
    public const ushort GetStatistics = New + 5;

    public const ushort OriginalTuple = 1;
    public const ushort ReplyTuple = 2;
    public const ushort Id = 12;
    public const ushort Zone = 18;
    public const ushort Filter = 25;
}

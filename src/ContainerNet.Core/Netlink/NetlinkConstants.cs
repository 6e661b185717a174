namespace ContainerNet.Netlink;

/// <summary>Netlink families used here (linux/netlink.h).</summary>
internal enum NetlinkProtocol
{
    Route = 0,
    SocketDiag = 4,
    Netfilter = 12,
}

#pragma warning disable CA1069 // The kernel itself gives one bit several names: which holds depends on the message's kind.
/// <summary>nlmsg_flags (linux/netlink.h). Some bits mean one thing to a GET, another to a NEW, another to a DEL.</summary>
[Flags]
internal enum MessageFlags : ushort
{
    None = 0,
    Request = 0x1,
    Multi = 0x2,
    Ack = 0x4,
    Echo = 0x8,
    DumpInterrupted = 0x10,
    // GET
    Dump = 0x300,
    // NEW
    Replace = 0x100,
    Exclusive = 0x200,
    Create = 0x400,
    Append = 0x800,
    // ACK
    Capped = 0x100,
    ExtendedAck = 0x200,
}
#pragma warning restore CA1069

/// <summary>Message types below 16, the same in every family.</summary>
internal static class ControlMessage
{
    public const ushort NoOperation = 1;
    public const ushort Error = 2;
    public const ushort Done = 3;
    public const ushort Overrun = 4;
}

/// <summary>Sizes and bits of the wire format (linux/netlink.h).</summary>
internal static class Wire
{
    public const int MessageHeader = 16;
    public const int AttributeHeader = 4;
    public const ushort NestedFlag = 0x8000;
    public const ushort ByteOrderFlag = 0x4000;
    public const ushort TypeMask = 0x3fff;

    /// <summary>Rounded up to the four bytes that messages and attributes are aligned to.</summary>
    public static int Align(int length) => length + 3 & ~3;
}

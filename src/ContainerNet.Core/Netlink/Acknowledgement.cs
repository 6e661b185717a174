using System.Runtime.InteropServices;

namespace ContainerNet.Netlink;

/// <summary>The kernel's answer to one request: success, or an error number with its explanation.</summary>
/// <param name="Errno">The error, or <see cref="Errno.None"/>.</param>
/// <param name="Text">The kernel's explanation (NLMSGERR_ATTR_MSG); a warning when there is no error.</param>
/// <param name="AttributeOffset">Where in the request the attribute stands that the kernel objects to, in bytes from the message's start (NLMSGERR_ATTR_OFFS); 0 when not said.</param>
/// <param name="MissingType">The type of an attribute that the kernel misses (NLMSGERR_ATTR_MISS_TYPE); 0 when none.</param>
internal readonly record struct Acknowledgement(Errno Errno, string? Text, int AttributeOffset, int MissingType)
{
    private const ushort MessageAttribute = 1;
    private const ushort OffsetAttribute = 2;
    private const ushort MissingTypeAttribute = 5;

    public bool Succeeded => Errno == Errno.None;

    /// <summary>Reads an NLMSG_ERROR, or the NLMSG_DONE at a dump's end, which carries an error number in the same place.</summary>
    public static Acknowledgement Read(in NetlinkMessage message)
    {
        ReadOnlySpan<byte> payload = message.Payload;
        if (payload.Length < 4) return default;
        var errno = (Errno)(-MemoryMarshal.Read<int>(payload));
        if (!message.Flags.HasFlag(MessageFlags.ExtendedAck)) return new Acknowledgement(errno, null, 0, 0);
        return ReadExtended(errno, payload[Math.Min(AttributesStart(message), payload.Length)..]);
    }

    // Behind the error number stands the request it answers: its header alone (NETLINK_CAP_ACK, and any success), or all of it.
    private static int AttributesStart(in NetlinkMessage message)
    {
        if (message.Type == ControlMessage.Done) return 4;
        const int echoed = 4 + Wire.MessageHeader;
        if (message.Flags.HasFlag(MessageFlags.Capped) || message.Payload.Length < echoed) return echoed;
        long request = MemoryMarshal.Read<uint>(message.Payload[4..]);
        return (int)Math.Clamp(4 + request, echoed, int.MaxValue - 3) + 3 & ~3;
    }

    private static Acknowledgement ReadExtended(Errno errno, ReadOnlySpan<byte> attributes)
    {
        string? text = null;
        int offset = 0, missing = 0;
        foreach (NetlinkAttribute attribute in new AttributeReader(attributes))
        {
            switch (attribute.Type)
            {
                case MessageAttribute: text = attribute.Text; break;
                case OffsetAttribute: offset = attribute.Int32; break;
                case MissingTypeAttribute: missing = attribute.Int32; break;
            }
        }
        return new Acknowledgement(errno, text, offset, missing);
    }
}

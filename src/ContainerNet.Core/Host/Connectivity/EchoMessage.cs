using System.Buffers.Binary;
using System.Net.Sockets;

namespace ContainerNet.Host.Connectivity;

/// <summary>ICMP echo messages (RFC 792; RFC 4443 section 4): type, code, checksum, identifier, sequence, data.</summary>
internal static class EchoMessage
{
    public const int HeaderSize = 8;

    /// <summary>The request's type: 8 in ICMP, 128 in ICMPv6.</summary>
    public static byte RequestType(AddressFamily family) => family == AddressFamily.InterNetworkV6 ? (byte)128 : (byte)8;

    /// <summary>The reply's type: 0 in ICMP, 129 in ICMPv6.</summary>
    public static byte ReplyType(AddressFamily family) => family == AddressFamily.InterNetworkV6 ? (byte)129 : (byte)0;

    /// <summary>Makes a request. The kernel itself fills in an ICMPv6 checksum, which covers addresses too.</summary>
    public static byte[] Request(AddressFamily family, ushort identifier, ushort sequence, int payloadSize)
    {
        byte[] message = new byte[HeaderSize + payloadSize];
        message[0] = RequestType(family);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(4), identifier);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(6), sequence);
        for (int i = HeaderSize; i < message.Length; i++) message[i] = (byte)i;
        if (family == AddressFamily.InterNetwork) BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), Checksum(message));
        return message;
    }

    /// <summary>Whether a message is of a type, and of this identifier (where that is known) and sequence.</summary>
    public static bool Matches(ReadOnlySpan<byte> message, byte type, ushort? identifier, ushort sequence)
        => message.Length >= HeaderSize
            && message[0] == type
            && (identifier is null || BinaryPrimitives.ReadUInt16BigEndian(message[4..]) == identifier)
            && BinaryPrimitives.ReadUInt16BigEndian(message[6..]) == sequence;

    /// <summary>The ICMP message in what a raw IPv4 socket receives, which begins with the IP header (raw(7)).</summary>
    public static ReadOnlySpan<byte> BehindHeader(ReadOnlySpan<byte> packet)
    {
        if (packet.IsEmpty) return packet;
        int header = (packet[0] & 0xf) * 4;
        return packet[Math.Min(header, packet.Length)..];
    }

    // The ones' complement sum of RFC 1071.
    private static ushort Checksum(ReadOnlySpan<byte> message)
    {
        uint sum = 0;
        for (int i = 0; i + 1 < message.Length; i += 2) sum += BinaryPrimitives.ReadUInt16BigEndian(message[i..]);
        if ((message.Length & 1) != 0) sum += (uint)message[^1] << 8;
        while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)~sum;
    }
}

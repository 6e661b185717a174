using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace ContainerNet.Tests.Names;

/// <summary>As much of DNS (RFC 1035) as tests ask and answer.</summary>
internal static class DnsMessage
{
    public const ushort A = 1;
    public const ushort Aaaa = 28;
    private const ushort Internet = 1;
    private const int HeaderLength = 12;

    /// <summary>A question, with recursion desired.</summary>
    public static byte[] Query(string name, ushort type)
        => [0x12, 0x34, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0, .. Name(name), .. Word(type), .. Word(Internet)];

    /// <summary>An answer to a question with one IPv4 address.</summary>
    public static byte[] Answer(ReadOnlySpan<byte> query, IPAddress address)
    {
        int end = AfterName(query, HeaderLength) + 4;
        return [.. query[..2], 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0, .. query[HeaderLength..end], 0xC0, HeaderLength, .. Word(A), .. Word(Internet), 0, 0, 0, 60, 0, 4, .. address.GetAddressBytes()];
    }

    /// <summary>The addresses of a reply in their order; <c>NXDOMAIN</c> or another code's number for a refusal.</summary>
    public static string Read(ReadOnlySpan<byte> reply)
    {
        int code = reply[3] & 0xF;
        if (code != 0) return code == 3 ? "NXDOMAIN" : $"code {code}";
        int at = AfterName(reply, HeaderLength) + 4;
        var addresses = new List<string>();
        for (int i = BinaryPrimitives.ReadUInt16BigEndian(reply[6..]); i > 0; i--)
        {
            at = AfterName(reply, at) + 10;
            int length = BinaryPrimitives.ReadUInt16BigEndian(reply[(at - 2)..]);
            addresses.Add(new IPAddress(reply.Slice(at, length)).ToString());
            at += length;
        }
        return string.Join(' ', addresses);
    }

    private static byte[] Name(string name) => [.. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];

    private static byte[] Word(ushort value) => [(byte)(value >> 8), (byte)value];

    private static int AfterName(ReadOnlySpan<byte> message, int at)
    {
        while (message[at] is > 0 and < 0xC0) at += message[at] + 1;
        return at + (message[at] == 0 ? 1 : 2);
    }
}

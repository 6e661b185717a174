using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace ContainerNet.Tests.Networks.Names;

/// <summary>As much of DNS (RFC 1035) as tests ask and answer.</summary>
internal static class DnsMessage
{
    public const ushort A = 1;
    public const ushort Aaaa = 28;
    public const ushort Ptr = 12;
    public const ushort Mx = 15;
    private const ushort Internet = 1;
    private const int HeaderLength = 12;

    /// <summary>A question, with recursion desired.</summary>
    public static byte[] Query(string name, ushort type)
        => [0x12, 0x34, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0, .. Name(name), .. Word(type), .. Word(Internet)];

    /// <summary>A question whose client takes a longer reply over UDP (RFC 6891).</summary>
    public static byte[] QueryWithPayload(string name, ushort type, ushort payload)
        => [.. Query(name, type)[..10], 0, 1, .. Query(name, type)[12..], 0, 0, 41, .. Word(payload), 0, 0, 0, 0, 0, 0];

    /// <summary>Whether a reply says that it is cut (TC).</summary>
    public static bool IsTruncated(ReadOnlySpan<byte> reply) => (reply[2] & 2) != 0;

    /// <summary>An answer to a question with one IPv4 address.</summary>
    public static byte[] Answer(ReadOnlySpan<byte> query, IPAddress address)
    {
        int end = AfterName(query, HeaderLength) + 4;
        return [.. query[..2], 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0, .. query[HeaderLength..end], 0xC0, HeaderLength, .. Word(A), .. Word(Internet), 0, 0, 0, 60, 0, 4, .. address.GetAddressBytes()];
    }

    /// <summary>The addresses of a reply in their order; <c>NXDOMAIN</c> or another code's number for a refusal.</summary>
    public static string Read(ReadOnlySpan<byte> reply) => Read(reply, data => new IPAddress(data).ToString());

    /// <summary>The same of a reply with names, which are not compressed.</summary>
    public static string ReadNames(ReadOnlySpan<byte> reply) => Read(reply, ReadName);

    private static string Read(ReadOnlySpan<byte> reply, Func<byte[], string> read)
    {
        int code = reply[3] & 0xF;
        if (code != 0) return code == 3 ? "NXDOMAIN" : $"code {code}";
        int at = AfterName(reply, HeaderLength) + 4;
        var addresses = new List<string>();
        for (int i = BinaryPrimitives.ReadUInt16BigEndian(reply[6..]); i > 0; i--)
        {
            at = AfterName(reply, at) + 10;
            int length = BinaryPrimitives.ReadUInt16BigEndian(reply[(at - 2)..]);
            addresses.Add(read(reply.Slice(at, length).ToArray()));
            at += length;
        }
        return string.Join(' ', addresses);
    }

    private static string ReadName(byte[] name)
    {
        var labels = new List<string>();
        for (int at = 0; name[at] != 0; at += name[at] + 1) labels.Add(Encoding.ASCII.GetString(name, at + 1, name[at]));
        return string.Join('.', labels);
    }

    private static byte[] Name(string name) => [.. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];

    private static byte[] Word(ushort value) => [(byte)(value >> 8), (byte)value];

    private static int AfterName(ReadOnlySpan<byte> message, int at)
    {
        while (message[at] is > 0 and < 0xC0) at += message[at] + 1;
        return at + (message[at] == 0 ? 1 : 2);
    }
}

using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ContainerNet.Service.Names;

/// <summary>Puts together replies (RFC 1035, section 4). Each record's owner is the question's own name, as it was requested.</summary>
internal static class DnsReply
{
    /// <summary>How long a client may keep an answer, in seconds: as long as with Docker.</summary>
    public const uint TimeToLive = 600;

    // The size over UDP of a client that does not state one (RFC 1035), and what we send at most there (as DNS Flag Day 2020 asks for).
    private const int DefaultPayload = 512;
    private const int MaxPayload = 1232;
    private const int OptLength = 11;
    private const ushort PointerToQuestion = 0xC000 | DnsQuery.HeaderLength;

    /// <summary>A reply with a code and nothing else.</summary>
    /// <param name="message">The query, of which the header at least is there.</param>
    /// <param name="query">What was read of it; null where it could not be read.</param>
    /// <param name="code">The code.</param>
    public static byte[] Of(ReadOnlySpan<byte> message, DnsQuery? query, DnsCode code) => Build(message, query, code, [], int.MaxValue);

    /// <summary>A reply with addresses, or with none where the name has none of that family.</summary>
    /// <param name="message">The query.</param>
    /// <param name="query">What was read of it.</param>
    /// <param name="addresses">The name's addresses, in the order that the client is to try them.</param>
    /// <param name="overUdp">Whether the reply goes over UDP, where one that is too long is cut.</param>
    public static byte[] Of(ReadOnlySpan<byte> message, DnsQuery query, IEnumerable<IPAddress> addresses, bool overUdp)
        => Build(message, query, DnsCode.NoError, [.. addresses.Select(address => (address.AddressFamily == AddressFamily.InterNetwork ? DnsType.A : DnsType.Aaaa, address.GetAddressBytes()))], Limit(query, overUdp));

    /// <summary>A reply with the names of an address.</summary>
    /// <param name="message">The query.</param>
    /// <param name="query">What was read of it.</param>
    /// <param name="names">The names.</param>
    /// <param name="overUdp">Whether the reply goes over UDP, where one that is too long is cut.</param>
    public static byte[] OfNames(ReadOnlySpan<byte> message, DnsQuery query, IEnumerable<string> names, bool overUdp)
        => Build(message, query, DnsCode.NoError, [.. names.Where(HasWireForm).Select(name => (DnsType.Ptr, Wire(name)))], Limit(query, overUdp));

    private static int Limit(DnsQuery query, bool overUdp) => overUdp ? Math.Clamp((int)(query.PayloadSize ?? DefaultPayload), DefaultPayload, MaxPayload) : ushort.MaxValue;

    private static byte[] Build(ReadOnlySpan<byte> message, DnsQuery? query, DnsCode code, List<(DnsType Type, byte[] Data)> records, int limit)
    {
        int questionLength = query?.QuestionLength ?? 0, optLength = query?.PayloadSize is null ? 0 : OptLength;
        int length = DnsQuery.HeaderLength + questionLength + optLength;
        int count = 0;
        for (; count < records.Count && length + 12 + records[count].Data.Length <= limit; count++) length += 12 + records[count].Data.Length;
        byte[] reply = new byte[length];
        WriteHeader(reply, message, code, isTruncated: count < records.Count, (ushort)(query is null ? 0 : 1), (ushort)count, (ushort)(optLength == 0 ? 0 : 1));
        message.Slice(DnsQuery.HeaderLength, questionLength).CopyTo(reply.AsSpan(DnsQuery.HeaderLength));
        Span<byte> rest = reply.AsSpan(DnsQuery.HeaderLength + questionLength);
        for (int i = 0; i < count; i++) rest = WriteRecord(rest, records[i].Type, records[i].Data);
        if (optLength > 0)
        {
            // The root's name, then the size that this server takes where other records have their class.
            BinaryPrimitives.WriteUInt16BigEndian(rest[1..], (ushort)DnsType.Opt);
            BinaryPrimitives.WriteUInt16BigEndian(rest[3..], MaxPayload);
        }
        return reply;
    }

    private static void WriteHeader(Span<byte> reply, ReadOnlySpan<byte> message, DnsCode code, bool isTruncated, ushort questions, ushort answers, ushort additional)
    {
        message[..2].CopyTo(reply);
        // A response, to the same operation, with recursion as it was desired; recursion is available.
        reply[2] = (byte)(0x80 | message[2] & 0x79 | (isTruncated ? 2 : 0));
        reply[3] = (byte)(0x80 | (int)code);
        BinaryPrimitives.WriteUInt16BigEndian(reply[4..], questions);
        BinaryPrimitives.WriteUInt16BigEndian(reply[6..], answers);
        BinaryPrimitives.WriteUInt16BigEndian(reply[10..], additional);
    }

    private static Span<byte> WriteRecord(Span<byte> rest, DnsType type, byte[] data)
    {
        BinaryPrimitives.WriteUInt16BigEndian(rest, PointerToQuestion);
        BinaryPrimitives.WriteUInt16BigEndian(rest[2..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(rest[4..], DnsQuery.Internet);
        BinaryPrimitives.WriteUInt32BigEndian(rest[6..], TimeToLive);
        BinaryPrimitives.WriteUInt16BigEndian(rest[10..], (ushort)data.Length);
        data.CopyTo(rest[12..]);
        return rest[(12 + data.Length)..];
    }

    // A name may be longer than any that can be requested.
    private static bool HasWireForm(string name) => name.Length <= 253 && Array.TrueForAll(name.Split('.'), label => label.Length <= 63);

    private static byte[] Wire(string name) => [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0];
}

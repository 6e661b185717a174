using System.Buffers.Binary;
using System.Text;

namespace ContainerNet.Service.Names;

/// <summary>A question to the server (RFC 1035, section 4). Of a message it holds only what an answer depends on.</summary>
/// <param name="Name">What is requested, in lower case, labels separated by dots, without a dot at the end.</param>
/// <param name="Type">The type of record that is requested.</param>
/// <param name="Class">The class; 1 is the Internet's.</param>
/// <param name="QuestionLength">The length of the question in bytes, after the header.</param>
/// <param name="PayloadSize">The longest reply in bytes that the client takes over UDP (RFC 6891); null for a client without EDNS, which takes 512.</param>
internal sealed record DnsQuery(string Name, DnsType Type, ushort Class, int QuestionLength, ushort? PayloadSize)
{
    /// <summary>The length of a message's header in bytes.</summary>
    public const int HeaderLength = 12;

    /// <summary>The class of the Internet.</summary>
    public const ushort Internet = 1;

    private const int MaxLabelLength = 63;

    // With lengths and the root: 253 characters with their dots.
    private const int MaxNameLength = 255;

    /// <summary>Whether a message is a query at all; what is not gets no reply, so that two servers never answer each other.</summary>
    public static bool IsQuery(ReadOnlySpan<byte> message) => message.Length >= HeaderLength && (message[2] & 0x80) == 0;

    /// <summary>Whether it is a standard query: operation code 0.</summary>
    public static bool IsStandard(ReadOnlySpan<byte> message) => (message[2] & 0x78) == 0;

    /// <summary>Reads a query.</summary>
    /// <returns>Null when it is malformed or has not exactly one question, which no resolver sends.</returns>
    public static DnsQuery? Read(ReadOnlySpan<byte> message)
    {
        if (message.Length < HeaderLength || Word(message, 4) != 1) return null;
        int end = EndOfName(message, HeaderLength);
        if (end < 0 || end + 4 > message.Length) return null;
        ushort? payload = null;
        int at = end + 4;
        for (int records = Word(message, 6) + Word(message, 8) + Word(message, 10); records > 0; records--)
        {
            if (SkipRecord(message, ref at) is not var (type, size)) return null;
            if (type == DnsType.Opt) payload = size;
        }
        return new DnsQuery(Text(message[HeaderLength..(end - 1)]), (DnsType)Word(message, end), Word(message, end + 2), end + 4 - HeaderLength, payload);
    }

    private static ushort Word(ReadOnlySpan<byte> message, int at) => BinaryPrimitives.ReadUInt16BigEndian(message[at..]);

    // A question's name is never compressed: nothing stands before it. Nor is that of the one record that is looked at, the root.
    private static int EndOfName(ReadOnlySpan<byte> message, int at)
    {
        int start = at;
        while (at < message.Length)
        {
            int length = message[at++];
            if (length == 0) return at - start <= MaxNameLength ? at : -1;
            if (length > MaxLabelLength) return -1;
            at += length;
        }
        return -1;
    }

    private static (DnsType Type, ushort Class)? SkipRecord(ReadOnlySpan<byte> message, ref int at)
    {
        const int fixedLength = 10;
        int end = at < message.Length && message[at] >= 0xC0 ? at + 2 : EndOfName(message, at);
        if (end < 0 || end + fixedLength > message.Length) return null;
        at = end + fixedLength + Word(message, end + 8);
        return at <= message.Length ? ((DnsType)Word(message, end), Word(message, end + 2)) : null;
    }

    // Bytes that no name of ours has stand as they are, each a character: such a name is found nowhere.
    private static string Text(ReadOnlySpan<byte> labels)
    {
        var text = new StringBuilder(labels.Length);
        for (int at = 0; at < labels.Length; at += labels[at] + 1)
        {
            if (at > 0) text.Append('.');
            // A dot inside a label separates nothing.
            foreach (byte character in labels.Slice(at + 1, labels[at])) text.Append(character == '.' ? '\0' : char.ToLowerInvariant((char)character));
        }
        return text.ToString();
    }
}

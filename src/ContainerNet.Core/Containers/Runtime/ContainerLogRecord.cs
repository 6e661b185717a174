using System.Globalization;
using System.Text;

namespace ContainerNet.Containers.Runtime;

/// <summary>
/// One record of a log as Kubernetes has it and conmon writes it: the time, <c>stdout</c> or <c>stderr</c>, <c>F</c> for the end
/// of a line or <c>P</c> for a part of one, and the text, a space between each.
/// </summary>
internal readonly ref struct ContainerLogRecord
{
    private ContainerLogRecord(ReadOnlySpan<byte> time, LogStream stream, bool isPart, ReadOnlySpan<byte> text)
    {
        Time = time;
        Stream = stream;
        IsPart = isPart;
        Text = text;
    }

    /// <summary>Where the program wrote to.</summary>
    public LogStream Stream { get; }

    /// <summary>Whether the line continues in the stream's next record.</summary>
    public bool IsPart { get; }

    /// <summary>What the program wrote. A character can be cut in two between parts.</summary>
    public ReadOnlySpan<byte> Text { get; }

    private ReadOnlySpan<byte> Time { get; }

    /// <summary>When the program wrote it.</summary>
    public DateTimeOffset Timestamp => DateTimeOffset.TryParse(Encoding.ASCII.GetString(Time), CultureInfo.InvariantCulture, out DateTimeOffset time) ? time : default;

    /// <summary>Reads a record, or as much of one as shows what it is.</summary>
    /// <param name="bytes">The record without its line end.</param>
    /// <param name="record">The record.</param>
    /// <returns>False when it is not a record.</returns>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out ContainerLogRecord record)
    {
        record = default;
        int first = bytes.IndexOf((byte)' ');
        if (first < 0) return false;
        ReadOnlySpan<byte> rest = bytes[(first + 1)..];
        bool isOutput = rest.StartsWith("stdout "u8);
        if (!isOutput && !rest.StartsWith("stderr "u8)) return false;
        rest = rest["stdout ".Length..];
        if (rest.Length < 2 || rest[0] is not ((byte)'F' or (byte)'P') || rest[1] != ' ') return false;
        record = new ContainerLogRecord(bytes[..first], isOutput ? LogStream.Output : LogStream.Error, rest[0] == 'P', rest[2..]);
        return true;
    }
}

using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace ContainerNet.Containers.Runtime;

/// <summary>What a container wrote, as conmon keeps it.</summary>
/// <param name="path">The log file.</param>
internal sealed class ContainerLog(string path)
{
    // The pause between two reads: short at first, because a program may end at once, and longer while nothing arrives.
    private static readonly TimeSpan _shortestPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan _longestPause = TimeSpan.FromMilliseconds(50);

    // A line without an end is given in pieces of this size, in bytes: a container must not fill this process's memory.
    private const int LongestLine = 1 << 20;

    /// <summary>Reads the lines, each whole however many records it was written in.</summary>
    /// <param name="tail">How many of the last lines; all when null.</param>
    /// <param name="hasEnded">Given to wait for new lines too until it says so, and all before that are read; null for what is there now.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public IEnumerable<ContainerLogLine> Read(int? tail = null, Func<bool>? hasEnded = null, CancellationToken cancellation = default)
    {
        if (tail < 0) throw ContainerNetException.Invalid("InvalidTail", tail, $"{tail} is not a number of lines. The number is 0 or more.");
        return ReadLines(tail, hasEnded, cancellation);
    }

    private IEnumerable<ContainerLogLine> ReadLines(int? tail, Func<bool>? hasEnded, CancellationToken cancellation)
    {
        // conmon makes the file before the container runs, so that without one there is nothing and will be nothing.
        if (!File.Exists(path)) yield break;
        using SafeFileHandle file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
        long offset = tail is { } count ? ContainerLogTail.Find(file, count) : 0;
        var lines = new LineAssembly();
        bool isLast = hasEnded is null;
        TimeSpan pause = _shortestPause;
        while (true)
        {
            // Asked before reading: what came before the end is read then.
            isLast = isLast || hasEnded!();
            byte[] buffer = new byte[64 * 1024];
            while (RandomAccess.Read(file, buffer, offset) is var read and > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                offset += read;
                pause = _shortestPause;
                foreach (ContainerLogLine line in lines.Add(buffer.AsSpan(0, read))) yield return line;
            }
            if (isLast) break;
            if (cancellation.WaitHandle.WaitOne(pause)) cancellation.ThrowIfCancellationRequested();
            pause = pause < _longestPause / 2 ? pause * 2 : _longestPause;
        }
        foreach (ContainerLogLine line in lines.Unfinished()) yield return line;
    }

    /// <summary>Puts records together from bytes, and lines from records.</summary>
    private sealed class LineAssembly
    {
        private readonly List<byte> _record = [];
        private readonly Dictionary<LogStream, (DateTimeOffset Start, List<byte> Text)> _parts = [];

        public List<ContainerLogLine> Add(ReadOnlySpan<byte> bytes)
        {
            var lines = new List<ContainerLogLine>();
            while (bytes.IndexOf((byte)'\n') is var end and >= 0)
            {
                _record.AddRange(bytes[..end]);
                bytes = bytes[(end + 1)..];
                if (AddRecord() is { } line) lines.Add(line);
                _record.Clear();
            }
            _record.AddRange(bytes);
            return lines;
        }

        public IEnumerable<ContainerLogLine> Unfinished()
            => _parts.OrderBy(part => part.Value.Start).Select(part => Line(part.Key, part.Value.Start, part.Value.Text));

        private ContainerLogLine? AddRecord()
        {
            if (!ContainerLogRecord.TryParse(CollectionsMarshal.AsSpan(_record), out ContainerLogRecord record)) return null;
            if (!_parts.TryGetValue(record.Stream, out (DateTimeOffset Start, List<byte> Text) part)) part = (record.Timestamp, []);
            part.Text.AddRange(record.Text);
            if (record.IsPart && part.Text.Count < LongestLine)
            {
                _parts[record.Stream] = part;
                return null;
            }
            _parts.Remove(record.Stream);
            return Line(record.Stream, part.Start, part.Text);
        }

        // A terminal ends its lines with a carriage return besides.
        private static ContainerLogLine Line(LogStream stream, DateTimeOffset time, List<byte> text)
        {
            string line = Encoding.UTF8.GetString(CollectionsMarshal.AsSpan(text));
            return new ContainerLogLine { Timestamp = time, Stream = stream, Text = line.EndsWith('\r') ? line[..^1] : line };
        }
    }
}

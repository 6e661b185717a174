using System.Text;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Linux.Processes;

/// <summary>
/// This process's ends of the pipes that are a program's input, output and errors. One thread serves all three, so that a
/// program that waits until its output is read does not block the writer of its input.
/// </summary>
/// <param name="input">The writing end of its input; null where it has none.</param>
/// <param name="output">The reading end of its output.</param>
/// <param name="errors">The reading end of its errors.</param>
internal sealed class ProgramStreams(FileDescriptor? input, FileDescriptor output, FileDescriptor errors) : IDisposable
{
    private readonly LineReader?[] _readers = [new LineReader(output), new LineReader(errors)];
    private FileDescriptor? _input = input;

    /// <summary>Takes this process's ends of pipes, and makes the one that is written to one that does not block.</summary>
    public static ProgramStreams Of(Pipe? input, Pipe output, Pipe errors)
        => new(input is null ? null : WithoutBlocking(input.Writer.Number), FileDescriptor.Duplicate(output.Reader.Number), FileDescriptor.Duplicate(errors.Reader.Number));

    /// <summary>A second open file of the same pipe: whether it blocks is a property of the open file, which the program's end does not share.</summary>
    public static FileDescriptor WithoutBlocking(int writer) => FileDescriptor.Open($"/proc/self/fd/{writer}", OpenFlags.WriteOnly | OpenFlags.NonBlocking);

    /// <summary>Writes to its input, and reads the lines that it writes meanwhile. A program that does not read its input is no error.</summary>
    public IEnumerable<(bool IsError, string Text)> Write(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0 && _input is not null)
        {
            int ready = Readiness.WaitForRoomOrAny(_input, _readers[0]?.Descriptor, _readers[1]?.Descriptor);
            if (ready >= 0)
            {
                foreach ((bool IsError, string Text) line in Take(ready)) yield return line;
                continue;
            }
            int count = _input.WriteSome(bytes.Span);
            if (count < 0) CloseInput();
            else bytes = bytes[count..];
        }
    }

    /// <summary>Ends its input.</summary>
    public void CloseInput()
    {
        _input?.Dispose();
        _input = null;
    }

    /// <summary>Ends its input, and reads what it writes, line by line, until it has closed its output and errors.</summary>
    public IEnumerable<(bool IsError, string Text)> ReadLines()
    {
        CloseInput();
        while (_readers.Any(reader => reader is not null))
        {
            foreach ((bool IsError, string Text) line in Take(Readiness.WaitAny(_readers[0]?.Descriptor, _readers[1]?.Descriptor))) yield return line;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CloseInput();
        output.Dispose();
        errors.Dispose();
    }

    private IEnumerable<(bool IsError, string Text)> Take(int place)
    {
        List<string> lines = _readers[place]!.Read(out bool isEnd);
        if (isEnd) _readers[place] = null;
        return lines.Select(line => (place == 1, line));
    }

    /// <summary>Splits the received text into lines.</summary>
    private sealed class LineReader(FileDescriptor descriptor)
    {
        private readonly byte[] _buffer = new byte[64 * 1024];
        private readonly List<byte> _line = [];

        public FileDescriptor Descriptor => descriptor;

        public List<string> Read(out bool isEnd)
        {
            var lines = new List<string>();
            ReadOnlySpan<byte> rest = _buffer.AsSpan(0, descriptor.Read(_buffer));
            isEnd = rest.IsEmpty;
            for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; rest = rest[(end + 1)..]) lines.Add(Finish(rest[..end]));
            if (isEnd && _line.Count > 0) lines.Add(Finish(rest));
            else _line.AddRange(rest);
            return lines;
        }

        private string Finish(ReadOnlySpan<byte> last)
        {
            if (_line.Count == 0) return Encoding.UTF8.GetString(last);
            _line.AddRange(last);
            string line = Encoding.UTF8.GetString([.. _line]);
            _line.Clear();
            return line;
        }
    }
}

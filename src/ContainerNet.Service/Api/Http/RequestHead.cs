using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace ContainerNet.Service.Api.Http;

/// <summary>The request line and the headers of an HTTP/1.1 request (RFC 9112), of a kind that takes its connection over.</summary>
internal sealed class RequestHead
{
    private static readonly byte[] _end = "\r\n\r\n"u8.ToArray();

    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    private RequestHead(string path, string query) => (Path, Query) = (path, query);

    /// <summary>The path, as it was sent.</summary>
    public string Path { get; }

    /// <summary>The query, without its question mark.</summary>
    public string Query { get; }

    /// <summary>Whether the client asks for the connection to become the stream's.</summary>
    public bool IsUpgrade => _headers.ContainsKey("Upgrade");

    /// <summary>Reads the head of a POST request; the reader stays at its beginning where it is none.</summary>
    /// <param name="input">The connection's input.</param>
    /// <param name="isWanted">Whether a path is of the kind that is read here.</param>
    /// <param name="longest">How many bytes the head may have.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<RequestHead?> TryReadAsync(PipeReader input, Func<string, bool> isWanted, int longest, CancellationToken cancellation)
    {
        while (true)
        {
            ReadResult read = await input.ReadAsync(cancellation).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = read.Buffer;
            if (buffer.Length == 0 && read.IsCompleted) return null;
            if (Target(buffer) is { } target)
            {
                if (target.Length == 0 || !isWanted(target.Split('?')[0]))
                {
                    input.AdvanceTo(buffer.Start);
                    return null;
                }
                if (EndOf(buffer) is { } end)
                {
                    RequestHead head = Parse(target, Encoding.ASCII.GetString(buffer.Slice(0, end)));
                    input.AdvanceTo(buffer.GetPosition(end));
                    return head;
                }
            }
            // What is too long, or never ends, is left to the server, which answers with an error.
            if (read.IsCompleted || buffer.Length > longest)
            {
                input.AdvanceTo(buffer.Start);
                return null;
            }
            input.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    /// <summary>A value of the query, decoded; null where there is none.</summary>
    public string? Value(string name)
    {
        foreach (string pair in Query.Split('&'))
        {
            int sign = pair.IndexOf('=', StringComparison.Ordinal);
            if ((sign < 0 ? pair : pair[..sign]) == name) return sign < 0 ? "" : Uri.UnescapeDataString(pair[(sign + 1)..].Replace('+', ' '));
        }
        return null;
    }

    /// <summary>A flag of the query.</summary>
    public bool Flag(string name) => QueryFlag.IsSet(Value(name));

    /// <summary>Reads the body, of a length that is given or in chunks.</summary>
    /// <exception cref="ApiException">It is longer than <paramref name="longest"/>, or not whole.</exception>
    public async Task<byte[]> ReadBodyAsync(PipeReader input, int longest, CancellationToken cancellation)
    {
        if (_headers.GetValueOrDefault("Transfer-Encoding")?.Contains("chunked", StringComparison.OrdinalIgnoreCase) == true) return await ReadChunksAsync(input, longest, cancellation).ConfigureAwait(false);
        if (!_headers.TryGetValue("Content-Length", out string? text)) return [];
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length > longest) throw new ApiException(413, "The body is too long.");
        return await ReadExactlyAsync(input, length, cancellation).ConfigureAwait(false);
    }

    private static async Task<byte[]> ReadChunksAsync(PipeReader input, int longest, CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        while (true)
        {
            string line = await ReadLineAsync(input, cancellation).ConfigureAwait(false);
            if (!int.TryParse(line.Split(';')[0].Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int length) || length < 0) throw ApiException.BadRequest("A chunk of the body has no length.");
            if (body.Length + length > longest) throw new ApiException(413, "The body is too long.");
            if (length == 0) break;
            body.Write(await ReadExactlyAsync(input, length, cancellation).ConfigureAwait(false));
            await ReadLineAsync(input, cancellation).ConfigureAwait(false);
        }
        // Trailers, and the empty line after them.
        while ((await ReadLineAsync(input, cancellation).ConfigureAwait(false)).Length > 0) { }
        return body.ToArray();
    }

    private static async Task<byte[]> ReadExactlyAsync(PipeReader input, int length, CancellationToken cancellation)
    {
        // A read of nothing waits for something.
        if (length == 0) return [];
        ReadResult read = await input.ReadAtLeastAsync(length, cancellation).ConfigureAwait(false);
        if (read.Buffer.Length < length) throw ApiException.BadRequest("The body is not whole.");
        byte[] bytes = read.Buffer.Slice(0, length).ToArray();
        input.AdvanceTo(read.Buffer.GetPosition(length));
        return bytes;
    }

    private static async Task<string> ReadLineAsync(PipeReader input, CancellationToken cancellation)
    {
        const int Longest = 4096;
        while (true)
        {
            ReadResult read = await input.ReadAsync(cancellation).ConfigureAwait(false);
            if (read.Buffer.PositionOf((byte)'\n') is { } position)
            {
                string line = Encoding.ASCII.GetString(read.Buffer.Slice(0, position)).TrimEnd('\r');
                input.AdvanceTo(read.Buffer.GetPosition(1, position));
                return line;
            }
            if (read.IsCompleted || read.Buffer.Length > Longest) throw ApiException.BadRequest("The body is not whole.");
            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    // The target of a POST request; an empty text for another method; null where it is not there yet.
    private static string? Target(ReadOnlySequence<byte> buffer)
    {
        ReadOnlySpan<byte> post = "POST "u8;
        Span<byte> first = stackalloc byte[(int)Math.Min(post.Length, buffer.Length)];
        buffer.Slice(0, first.Length).CopyTo(first);
        if (!post.StartsWith(first)) return "";
        if (buffer.PositionOf((byte)'\n') is not { } position) return null;
        string[] words = Encoding.ASCII.GetString(buffer.Slice(0, position)).TrimEnd('\r').Split(' ');
        return words.Length == 3 ? words[1] : "";
    }

    private static long? EndOf(ReadOnlySequence<byte> buffer)
    {
        var reader = new SequenceReader<byte>(buffer);
        return reader.TryReadTo(out ReadOnlySequence<byte> _, _end) ? reader.Consumed : null;
    }

    private static RequestHead Parse(string target, string text)
    {
        string[] parts = target.Split('?', 2);
        var head = new RequestHead(parts[0], parts.Length > 1 ? parts[1] : "");
        foreach (string line in text.Split("\r\n").Skip(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0) head._headers[line[..colon].Trim()] = line[(colon + 1)..].Trim();
        }
        return head;
    }
}

using System.IO.Compression;

namespace ContainerNet.Containers.Images.Archives;

/// <summary>Tells how something is compressed by how it begins, whatever its name or media type says, as Docker does.</summary>
internal static class Decompression
{
    private const int LongestMark = 6;

    /// <summary>The decompressed content: gzip, zstd, or none.</summary>
    /// <param name="stream">What is to be read, from its beginning; it is disposed of with the result.</param>
    /// <param name="what">What it is called in errors.</param>
    /// <exception cref="ContainerNetException">It is compressed by something else.</exception>
    public static Stream Open(Stream stream, string what)
    {
        byte[] mark = new byte[LongestMark];
        int length = stream.ReadAtLeast(mark, LongestMark, throwOnEndOfStream: false);
        var whole = new PrefixedStream(mark.AsMemory(0, length), stream);
        return KindOf(mark) switch
        {
            Compression.None => whole,
            Compression.Gzip => new GZipStream(whole, CompressionMode.Decompress),
            Compression.Zstandard => new ZstandardStream(whole, what),
            var other => throw NotSupported(what, other),
        };
    }

    /// <summary>Whether a file is compressed; it stands at its beginning again.</summary>
    public static bool IsCompressed(FileStream file)
    {
        Span<byte> mark = stackalloc byte[LongestMark];
        mark = mark[..file.ReadAtLeast(mark, LongestMark, throwOnEndOfStream: false)];
        file.Position = 0;
        return KindOf(mark) != Compression.None;
    }

    /// <summary>The option by which tar(1) decompresses it, written after its other letters.</summary>
    public static string TarOption(Stream stream)
    {
        Span<byte> mark = stackalloc byte[LongestMark];
        return KindOf(mark[..stream.ReadAtLeast(mark, LongestMark, throwOnEndOfStream: false)]) switch
        {
            Compression.Gzip => "z",
            Compression.Zstandard => " --zstd",
            _ => "",
        };
    }

    private static Compression KindOf(ReadOnlySpan<byte> mark) => mark switch
    {
        [0x1F, 0x8B, ..] => Compression.Gzip,
        [0x28, 0xB5, 0x2F, 0xFD, ..] => Compression.Zstandard,
        [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0] => Compression.Xz,
        [(byte)'B', (byte)'Z', (byte)'h', ..] => Compression.Bzip2,
        _ => Compression.None,
    };

    private enum Compression { None, Gzip, Zstandard, Xz, Bzip2 }

    private static ContainerNetException NotSupported(string what, Compression compression)
        => new($"{what} is compressed with {compression.ToString().ToLowerInvariant()}. ContainerNet reads gzip, zstd and uncompressed layers.", ErrorKind.Unsupported) { ErrorId = "CompressionUnsupported", Subject = what };

    /// <summary>What was read already, and then the rest.</summary>
    private sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : ReadOnlyStream
    {
        private ReadOnlyMemory<byte> _prefix = prefix;

        public override int Read(Span<byte> buffer)
        {
            if (_prefix.IsEmpty) return rest.Read(buffer);
            int count = Math.Min(buffer.Length, _prefix.Length);
            _prefix.Span[..count].CopyTo(buffer);
            _prefix = _prefix[count..];
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) rest.Dispose();
            base.Dispose(disposing);
        }
    }
}

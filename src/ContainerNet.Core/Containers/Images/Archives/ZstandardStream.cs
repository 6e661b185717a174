using System.Runtime.InteropServices;

namespace ContainerNet.Containers.Images.Archives;

/// <summary>Decompresses zstd (RFC 8878) by the system's libzstd.</summary>
internal sealed unsafe partial class ZstandardStream : ReadOnlyStream
{
    private const string Library = "libzstd.so.1";

    private readonly Stream _compressed;
    private readonly string _what;
    private readonly byte[] _input = new byte[128 * 1024];
    private nint _context;
    private int _inputStart;
    private int _inputEnd;
    private bool _isInsideFrame;

    /// <param name="compressed">What is to be read; it is disposed of with this.</param>
    /// <param name="what">What it is called in errors.</param>
    /// <exception cref="ContainerNetException">The library is missing.</exception>
    public ZstandardStream(Stream compressed, string what)
    {
        (_compressed, _what) = (compressed, what);
        try
        {
            _context = ZSTD_createDCtx();
        }
        catch (DllNotFoundException e)
        {
            throw new ContainerNetException($"{what} is compressed with zstd, and {Library} is not installed. Install it with: apt-get install libzstd1", ErrorKind.Unsupported, innerException: e) { ErrorId = "ZstandardMissing", Subject = Library };
        }
        if (_context == 0) throw new InsufficientMemoryException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) return 0;
        while (true)
        {
            int count = Decompress(buffer);
            if (count > 0) return count;
            if (_inputStart < _inputEnd) continue;
            _inputStart = 0;
            _inputEnd = _compressed.Read(_input);
            if (_inputEnd > 0) continue;
            return _isInsideFrame ? throw Bad("it is truncated") : 0;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (_context != 0) _ = ZSTD_freeDCtx(_context);
        _context = 0;
        if (disposing) _compressed.Dispose();
        base.Dispose(disposing);
    }

    // Without input too: the library may hold what did not fit before.
    private int Decompress(Span<byte> buffer)
    {
        fixed (byte* input = _input, output = buffer)
        {
            var from = new Buffer { Start = input + _inputStart, Size = (nuint)(_inputEnd - _inputStart) };
            var to = new Buffer { Start = output, Size = (nuint)buffer.Length };
            if (from.Size == 0 && !_isInsideFrame) return 0;
            nuint result = ZSTD_decompressStream(_context, ref to, ref from);
            if (ZSTD_isError(result) != 0) throw Bad(Marshal.PtrToStringUTF8(ZSTD_getErrorName(result)) ?? "unknown error");
            _isInsideFrame = result != 0;
            _inputStart += (int)from.Position;
            return (int)to.Position;
        }
    }

    private ContainerNetException Bad(string why) => ContainerNetException.Invalid("InvalidArchive", _what, $"{_what} cannot be decompressed: {why}.");

    [LibraryImport(Library)]
    private static partial nint ZSTD_createDCtx();

    [LibraryImport(Library)]
    private static partial nuint ZSTD_freeDCtx(nint context);

    [LibraryImport(Library)]
    private static partial nuint ZSTD_decompressStream(nint context, ref Buffer output, ref Buffer input);

    [LibraryImport(Library)]
    private static partial uint ZSTD_isError(nuint result);

    [LibraryImport(Library)]
    private static partial nint ZSTD_getErrorName(nuint result);

    /// <summary>ZSTD_inBuffer and ZSTD_outBuffer (zstd.h), which are laid out alike.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Buffer
    {
        public byte* Start;
        public nuint Size;
        public nuint Position;
    }
}

using System.Buffers;
using ContainerNet.Interop;

namespace ContainerNet.State;

/// <summary>
/// The open file of a <see cref="StateLock"/>, and the text in it. That ends at the first zero byte, so that the file need not
/// be cut and grow again each time, which costs more than to write.
/// </summary>
internal sealed class LockFile : IDisposable
{
    // A file that became longer is cut.
    private const int LongestKept = PageSize;

    // The least there is: what lies in one page is written whole, or not at all (generic_perform_write in mm/filemap.c).
    private const int PageSize = 4096;

    private readonly string _path;
    private readonly FileDescriptor _file;
    private readonly FileIdentity _identity;
    private readonly ArrayBufferWriter<byte> _text = new();

    private LockFile(string path, FileDescriptor file)
    {
        _path = path;
        _file = file;
        _identity = FileIdentity.Of(file);
    }

    /// <summary>The length in bytes of what was written since the lock was taken.</summary>
    public int Length { get; private set; }

    /// <summary>Whether the path still leads to this file, which may have a name elsewhere: it may have been moved, or linked before it was replaced.</summary>
    public bool IsInPlace => FileIdentity.Of(_path) == _identity;

    /// <summary>Whether there is text in it, whoever wrote it.</summary>
    public unsafe bool HasText
    {
        get
        {
            byte first = 0;
            return Libc.pread(_file, &first, 1, 0) == 1 && first != 0;
        }
    }

    /// <summary>Opens the file; a new one where there is none.</summary>
    public static LockFile Open(string path) => new(path, PrivateFile.Open(path, OpenFlags.ReadWrite));

    /// <summary>Opens the file; null where there is none, or none for this user.</summary>
    public static LockFile? TryOpen(string path)
    {
        try
        {
            return FileDescriptor.TryOpen(path, OpenFlags.ReadWrite) is { } file ? new LockFile(path, file) : null;
        }
        catch (SystemCallException e) when (e.Kind == ErrorKind.Permission)
        {
            return null;
        }
    }

    /// <summary>Takes the lock.</summary>
    /// <returns>False when somebody holds it who is not to be waited for.</returns>
    public bool TryLock(LockOperation operation) => _file.TryLock(operation, _path);

    /// <summary>Gives the lock back. By name, not by closing: a program that is just being started may have the descriptor for a moment.</summary>
    public void Unlock()
    {
        Length = 0;
        _ = Libc.flock(_file, LockOperation.Unlock);
    }

    /// <summary>Reads the text.</summary>
    public unsafe byte[] Read()
    {
        var text = new List<byte>();
        byte* buffer = stackalloc byte[LongestKept];
        while (true)
        {
            nint length = Libc.pread(_file, buffer, LongestKept, text.Count);
            if (length < 0) throw new SystemCallException("pread", _path, Libc.LastError);
            var part = new ReadOnlySpan<byte>(buffer, (int)length);
            int end = part.IndexOf((byte)0);
            text.AddRange(end < 0 ? part : part[..end]);
            if (end >= 0 || length == 0) return [.. text];
        }
    }

    /// <summary>Writes, in one, behind what was written since the lock was taken. A process that is killed meanwhile has written all of it or nothing.</summary>
    public void Append(ReadOnlySpan<byte> text, ReadOnlySpan<byte> more = default)
    {
        _text.ResetWrittenCount();
        _text.Write(text);
        _text.Write(more);
        _text.Write("\0"u8);
        ReadOnlySpan<byte> whole = _text.WrittenSpan;
        int end = Length + whole.Length - 1;
        if (Length / PageSize == end / PageSize)
        {
            Write(whole, Length);
        }
        else
        {
            // Its first byte is a zero until the others stand there.
            Write(whole[1..], Length + 1);
            Write(whole[..1], Length);
        }
        Length = end;
    }

    /// <summary>Takes back what was written behind a length.</summary>
    public void Truncate(int length)
    {
        if (Length > LongestKept) Libc.Check(Libc.ftruncate(_file, length), "ftruncate", _path);
        else Write([0], length);
        Length = length;
    }

    /// <summary>Closes the file, and gives the lock back.</summary>
    public void Dispose() => _file.Dispose();

    private unsafe void Write(ReadOnlySpan<byte> bytes, int offset)
    {
        fixed (byte* start = bytes)
        {
            nint written = Libc.pwrite(_file, start, (nuint)bytes.Length, offset);
            if (written != bytes.Length) throw new SystemCallException("pwrite", _path, written < 0 ? Libc.LastError : Errno.ENOSPC);
        }
    }
}

using System.Buffers;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;
using Tmds.Linux;

namespace ContainerNet.State;

/// <summary>
/// The open file of a <see cref="StateLock"/>, and the text in it. That ends at the first zero byte, so that the file need not
/// be cut and grow again each time, which costs more than to write.
/// </summary>
internal sealed class LockFile : IDisposable
{
    // A file that became longer is cut. So much is reserved, so that on a disk that is full a removal can still be noted.
    private const int LongestKept = 64 * 1024;

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

    /// <summary>Whether the path still refers to this file. The file may have been moved, or replaced while it has another link.</summary>
    public bool IsInPlace => FileIdentity.Of(_path) == _identity;

    /// <summary>Whether there is text in it, from any process.</summary>
    public unsafe bool HasText
    {
        get
        {
            byte first = 0;
            return Libc.pread(_file, &first, 1, 0) == 1 && first != 0;
        }
    }

    /// <summary>Opens the file; a new one where there is none.</summary>
    public static LockFile Open(string path)
    {
        var file = new LockFile(path, PrivateFile.Open(path, OpenFlags.ReadWrite));
        PrivateDirectory.Tighten(Path.GetDirectoryName(path)!);
        _ = Libc.fallocate(file._file, LibC.FALLOC_FL_KEEP_SIZE, 0, LongestKept);
        return file;
    }

    /// <summary>Opens the file; null when there is none, or this user may not open it.</summary>
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
    /// <returns>False when another process holds it and the call does not wait.</returns>
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
        byte* buffer = stackalloc byte[PageSize];
        while (true)
        {
            nint length = Libc.pread(_file, buffer, PageSize, text.Count);
            if (length < 0) throw new SystemCallException("pread", _path, Libc.LastError);
            var part = new ReadOnlySpan<byte>(buffer, (int)length);
            int end = part.IndexOf((byte)0);
            text.AddRange(end < 0 ? part : part[..end]);
            if (end >= 0 || length == 0) return [.. text];
        }
    }

    /// <summary>Appends, in one write, to the text written since the lock was taken. A process that is killed meanwhile has written all of it or nothing.</summary>
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

    /// <summary>Removes the text after a length.</summary>
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

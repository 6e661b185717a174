using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace ContainerNet.Linux.Syscalls;

/// <summary>An open file descriptor of any kind, closed when it is disposed of or finalized.</summary>
internal sealed class FileDescriptor() : SafeHandle(invalidHandleValue: -1, ownsHandle: true)
{
    /// <summary>The number. The caller has to keep this object alive while it uses the number.</summary>
    public int Number => (int)handle;

    /// <inheritdoc/>
    public override bool IsInvalid => Number < 0;

    /// <summary>Opens a file; throws what the system call answered.</summary>
    public static FileDescriptor Open(string path, OpenFlags flags, uint mode = 0)
    {
        int number = Libc.open(path, flags | OpenFlags.CloseOnExec, mode);
        return number >= 0 ? Own(number) : throw new SystemCallException("open", path, Libc.LastError);
    }

    /// <summary>The same, with null where there is no such file (or no such process for a /proc path).</summary>
    public static FileDescriptor? TryOpen(string path, OpenFlags flags, uint mode = 0)
    {
        int number = Libc.open(path, flags | OpenFlags.CloseOnExec, mode);
        if (number >= 0) return Own(number);
        return Libc.LastError is Errno.ENOENT or Errno.ESRCH ? null : throw new SystemCallException("open", path, Libc.LastError);
    }

    /// <summary>Takes ownership of a number that no other code closes.</summary>
    public static FileDescriptor Own(int number)
    {
        var descriptor = new FileDescriptor();
        descriptor.SetHandle(number);
        return descriptor;
    }

    /// <summary>A second descriptor of the same open file, which no program inherits by itself.</summary>
    /// <param name="number">The first.</param>
    /// <param name="lowest">The lowest number that the second may have.</param>
    public static FileDescriptor Duplicate(int number, int lowest = 3) => Libc.Check(Libc.fcntl(number, LibC.F_DUPFD_CLOEXEC, lowest), "fcntl");

    /// <summary>Keeps the descriptor open for the time of a call.</summary>
    public DescriptorUse Use() => new(this);

    /// <summary>Takes the file's lock (flock(2)), which ends with its holder.</summary>
    /// <param name="operation">The kind of lock, and whether to wait for its holder.</param>
    /// <param name="path">The file, for messages.</param>
    /// <returns>False when another process holds it and the call does not wait.</returns>
    public bool TryLock(LockOperation operation, string path)
    {
        while (Libc.flock(this, operation) != 0)
        {
            if (Libc.LastError == Errno.EAGAIN) return false;
            if (Libc.LastError != Errno.EINTR) throw new SystemCallException("flock", path, Libc.LastError);
        }
        return true;
    }

    /// <summary>Reads what is there, waiting for the first byte; 0 at the end.</summary>
    public unsafe int Read(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                nint count = Libc.read(this, start, (nuint)buffer.Length);
                if (count >= 0) return (int)count;
                // A terminal returns this when its other side is closed.
                if (Libc.LastError == Errno.EIO) return 0;
                if (Libc.LastError != Errno.EINTR) Libc.Check(-1, "read");
            }
        }
    }

    /// <summary>Writes all.</summary>
    /// <param name="bytes">What to write.</param>
    /// <param name="path">The file, for messages.</param>
    /// <returns>False when the reader has closed its end.</returns>
    public unsafe bool Write(ReadOnlySpan<byte> bytes, string? path = null)
    {
        fixed (byte* start = bytes)
        {
            for (int written = 0; written < bytes.Length;)
            {
                nint count = Libc.write(this, start + written, (nuint)(bytes.Length - written));
                if (count >= 0) written += (int)count;
                else if (Libc.LastError is Errno.EPIPE or Errno.ECONNRESET) return false;
                else if (Libc.LastError != Errno.EINTR) Libc.Check(-1, "write", path);
            }
        }
        return true;
    }

    /// <summary>Has the next read begin at the file's first byte.</summary>
    public void SeekToStart()
    {
        if (Libc.lseek(this, 0, LibC.SEEK_SET) < 0) Libc.Check(-1, "lseek");
    }

    /// <summary>Hands the file over to a stream that reads it, and closes it when it is disposed of.</summary>
    public FileStream ToStream()
    {
        var handle = new SafeFileHandle(Number, ownsHandle: true);
        SetHandleAsInvalid();
        return new FileStream(handle, FileAccess.Read);
    }

    /// <summary>Writes as much as there is room for, without waiting; for a descriptor that does not block.</summary>
    /// <returns>How many bytes; -1 when the reader has closed its end.</returns>
    public unsafe int WriteSome(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            nint count = Libc.write(this, start, (nuint)bytes.Length);
            if (count >= 0) return (int)count;
        }
        if (Libc.LastError is Errno.EPIPE) return -1;
        if (Libc.LastError is not (Errno.EAGAIN or Errno.EINTR)) Libc.Check(-1, "write");
        return 0;
    }

    /// <summary>Reads to the end, as text.</summary>
    public string ReadToEnd() => Encoding.UTF8.GetString(ReadAll());

    /// <summary>Reads to the end, line by line, as data arrives.</summary>
    public IEnumerable<string> ReadLines()
    {
        using var reader = new StreamReader(new FileStream(new SafeFileHandle(Number, ownsHandle: false), FileAccess.Read, bufferSize: 0));
        while (reader.ReadLine() is { } line) yield return line;
    }

    /// <summary>Reads to the end.</summary>
    public byte[] ReadAll()
    {
        const int Step = 4096;
        var bytes = new ArrayBufferWriter<byte>(Step);
        while (Read(bytes.GetSpan(Step)) is var count and > 0) bytes.Advance(count);
        return bytes.WrittenSpan.ToArray();
    }

    protected override bool ReleaseHandle() => LibC.close(Number) == 0;
}

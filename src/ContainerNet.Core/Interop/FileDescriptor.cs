using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace ContainerNet.Interop;

/// <summary>An open file descriptor of any kind, closed when it is disposed of or finalized.</summary>
internal sealed class FileDescriptor() : SafeHandle(invalidHandleValue: -1, ownsHandle: true)
{
    /// <summary>
    /// The number. libc answers an int, which arrives here in a register of twice that width: only the lower half means
    /// anything. Whoever takes the number has to keep this object alive.
    /// </summary>
    public int Number => unchecked((int)handle);

    /// <inheritdoc/>
    public override bool IsInvalid => Number < 0;

    /// <summary>Opens a file; throws what the system call answered.</summary>
    public static FileDescriptor Open(string path, OpenFlags flags, uint mode = 0)
    {
        int number = Libc.open(path, flags | OpenFlags.CloseOnExec, mode);
        return number >= 0 ? Own(number) : throw new SystemCallException("open", path, Libc.LastError);
    }

    /// <summary>The same, with null where there is no such file (or no such process behind a /proc path).</summary>
    public static FileDescriptor? TryOpen(string path, OpenFlags flags, uint mode = 0)
    {
        int number = Libc.open(path, flags | OpenFlags.CloseOnExec, mode);
        if (number >= 0) return Own(number);
        return Libc.LastError is Errno.ENOENT or Errno.ESRCH ? null : throw new SystemCallException("open", path, Libc.LastError);
    }

    /// <summary>Takes a number that nobody else closes.</summary>
    public static FileDescriptor Own(int number)
    {
        var descriptor = new FileDescriptor();
        descriptor.SetHandle(number);
        return descriptor;
    }

    /// <summary>A second descriptor of the same open file, which no program inherits by itself.</summary>
    /// <param name="number">The first.</param>
    /// <param name="lowest">The lowest number that the second may have.</param>
    public static FileDescriptor Duplicate(int number, int lowest = 3)
    {
        const int DuplicateCloseOnExec = 1030;
        FileDescriptor copy = Libc.fcntl(number, DuplicateCloseOnExec, lowest);
        Libc.Check(copy.IsInvalid ? -1 : 0, "fcntl");
        return copy;
    }

    /// <summary>Takes the file's lock (flock(2)), which ends with its holder.</summary>
    /// <param name="operation">Which, and whether to wait for whoever holds it.</param>
    /// <param name="path">The file, for messages.</param>
    /// <returns>False when somebody holds it who is not to be waited for.</returns>
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
                // What a terminal answers once nobody has its other side open.
                if (Libc.LastError == Errno.EIO) return 0;
                if (Libc.LastError != Errno.EINTR) Libc.Check(-1, "read");
            }
        }
    }

    /// <summary>Writes all.</summary>
    /// <returns>False when nobody is there any more to read it.</returns>
    public unsafe bool Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            for (int written = 0; written < bytes.Length;)
            {
                nint count = Libc.write(this, start + written, (nuint)(bytes.Length - written));
                if (count >= 0) written += (int)count;
                else if (Libc.LastError is Errno.EPIPE or Errno.ECONNRESET) return false;
                else if (Libc.LastError != Errno.EINTR) Libc.Check(-1, "write");
            }
        }
        return true;
    }

    /// <summary>Reads all that is still to come, as text.</summary>
    public string ReadToEnd() => Encoding.UTF8.GetString(ReadAll());

    /// <summary>Reads all that is still to come.</summary>
    public byte[] ReadAll()
    {
        const int Step = 4096;
        var bytes = new ArrayBufferWriter<byte>(Step);
        while (Read(bytes.GetSpan(Step)) is var count and > 0) bytes.Advance(count);
        return bytes.WrittenSpan.ToArray();
    }

    protected override bool ReleaseHandle() => Libc.close(Number) == 0;
}

/// <summary>Flags of open(2) with one value on every architecture that .NET runs on (asm-generic/fcntl.h).</summary>
[Flags]
internal enum OpenFlags
{
    ReadOnly = 0,
    WriteOnly = 1,
    ReadWrite = 2,
    Create = 0x40,
    Exclusive = 0x80,
    Truncate = 0x200,
    NoControllingTerminal = 0x100,
    Append = 0x400,
    NonBlocking = 0x800,
    Path = 0x200000,
    CloseOnExec = 0x80000,
}

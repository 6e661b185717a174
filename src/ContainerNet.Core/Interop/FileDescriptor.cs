using System.Runtime.InteropServices;

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
        FileDescriptor descriptor = Libc.open(path, flags | OpenFlags.CloseOnExec, mode);
        if (!descriptor.IsInvalid) return descriptor;
        Errno errno = Libc.LastError;
        descriptor.Dispose();
        throw new SystemCallException("open", path, errno);
    }

    /// <summary>The same, with null where there is no such file (or no such process behind a /proc path).</summary>
    public static FileDescriptor? TryOpen(string path, OpenFlags flags)
    {
        try
        {
            return Open(path, flags);
        }
        catch (SystemCallException e) when (e.Errno is Errno.ENOENT or Errno.ESRCH)
        {
            return null;
        }
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
    Append = 0x400,
    CloseOnExec = 0x80000,
}

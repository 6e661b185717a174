using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ContainerNet.Interop;

/// <summary>An open file descriptor of any kind, closed when it is disposed of or finalized.</summary>
internal sealed class FileDescriptor() : SafeHandleMinusOneIsInvalid(ownsHandle: true)
{
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

    protected override bool ReleaseHandle() => Libc.close(handle.ToInt32()) == 0;
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

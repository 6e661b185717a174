using System.Runtime.InteropServices;

namespace ContainerNet.Interop;

/// <summary>
/// The C library's calls that .NET has no name for, under their own names. No structure whose layout differs
/// between architectures crosses this border: those are packed as bytes or avoided (statx instead of stat).
/// </summary>
internal static unsafe partial class Libc
{
    private const string Library = "libc";

    /// <summary>Where in a struct dirent the name begins (dirent.h): behind two words of 64 bits, one of 16 and one of 8.</summary>
    public const int EntryName = 19;

    /// <summary>Takes a mount from sight at once, whoever still uses it (MNT_DETACH, sys/mount.h).</summary>
    public const int DetachUnmount = 2;

    /// <summary>errno of the last call made here by this thread.</summary>
    public static Errno LastError => (Errno)Marshal.GetLastPInvokeError();

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open(string path, OpenFlags flags, uint mode);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int openat(FileDescriptor directory, string path, OpenFlags flags, uint mode);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial FileDescriptor fsopen(string type, uint flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int fsconfig(FileDescriptor context, uint command, string? key, string? value, int auxiliary);

    [LibraryImport(Library, SetLastError = true)]
    public static partial FileDescriptor fsmount(FileDescriptor context, uint flags, uint attributes);

    // Takes the bare number: it is what the handle's own release calls.
    [LibraryImport(Library, SetLastError = true)]
    public static partial int close(int descriptor);

    [LibraryImport(Library, SetLastError = true)]
    public static partial FileDescriptor socket(int domain, int type, int protocol);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int connect(FileDescriptor socket, byte* address, uint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int setsockopt(FileDescriptor socket, int level, int option, in int value, uint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int getsockopt(FileDescriptor socket, int level, int option, out int value, ref uint length);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint send(FileDescriptor socket, byte* buffer, nuint length, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint recv(FileDescriptor socket, byte* buffer, nuint length, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint recvmsg(FileDescriptor socket, SocketMessageHeader* header, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int poll(PollDescriptor* descriptors, nuint count, int timeoutMilliseconds);

    [LibraryImport(Library, SetLastError = true)]
    public static partial FileDescriptor eventfd(uint initial, int flags);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint write(FileDescriptor descriptor, byte* buffer, nuint length);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "ftruncate64")]
    public static partial int ftruncate(FileDescriptor descriptor, long length);

    [LibraryImport(Library, SetLastError = true, EntryPoint = "pwrite64")]
    public static partial nint pwrite(FileDescriptor descriptor, byte* buffer, nuint length, long offset);

    [LibraryImport(Library, SetLastError = true)]
    public static partial nint pread(FileDescriptor descriptor, byte* buffer, nuint length, long offset);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mknod(string path, uint mode, ulong device);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int rename(string oldPath, string newPath);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int setns(FileDescriptor descriptor, CloneFlags kind);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int unshare(CloneFlags flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int mount(string? source, string target, string? type, MountFlags flags, string? data);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int umount2(string target, int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint opendir(string path);

    /// <summary>Answers a struct dirent, whose name stands at <see cref="EntryName"/>; null at the end.</summary>
    [LibraryImport(Library, SetLastError = true)]
    public static partial byte* readdir(nint folder);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int closedir(nint folder);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int kill(int processId, int signal);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int capget(uint* header, uint* data);

    [LibraryImport(Library, SetLastError = true)]
    public static partial int flock(FileDescriptor descriptor, LockOperation operation);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int statx(int directory, string path, int flags, uint mask, byte* buffer);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8, EntryPoint = "statx")]
    public static partial int statxOf(FileDescriptor descriptor, string path, int flags, uint mask, byte* buffer);

    /// <summary>Throws the last error when a call answered -1.</summary>
    public static void Check(int result, string call, string? subject = null)
    {
        if (result == -1) throw new SystemCallException(call, subject, LastError);
    }
}

/// <summary>struct pollfd (poll.h): two integers' worth, laid out alike everywhere.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollDescriptor
{
    public const short In = 1;
    public const short Out = 4;

    public int Descriptor;
    public short Events;
    public short Returned;
}

/// <summary>struct iovec (sys/uio.h).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct BufferVector
{
    public byte* Start;
    public nuint Length;
}

/// <summary>struct msghdr (sys/socket.h): pointers and lengths as wide as them, on every 64-bit architecture alike.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SocketMessageHeader
{
    public byte* Name;
    public uint NameLength;
    public BufferVector* Vectors;
    public nuint VectorCount;
    public byte* Control;
    public nuint ControlLength;
    public int Flags;
}

/// <summary>Namespace kinds of setns(2) and unshare(2) (linux/sched.h).</summary>
[Flags]
internal enum CloneFlags
{
    NewMount = 0x00020000,
    NewNetwork = 0x40000000,
}

/// <summary>Flags of mount(2) (sys/mount.h).</summary>
[Flags]
internal enum MountFlags : ulong
{
    None = 0,
    Bind = 4096,
    Recursive = 16384,
    Slave = 1 << 19,
    Shared = 1 << 20,
}

/// <summary>Operations of flock(2) (sys/file.h).</summary>
[Flags]
internal enum LockOperation
{
    Shared = 1,
    Exclusive = 2,
    NonBlocking = 4,
    Unlock = 8,
}

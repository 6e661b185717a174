using System.Runtime.InteropServices;
using Tmds.Linux;

namespace ContainerNet.Linux.Syscalls;

/// <summary>
/// The C library's functions under their own names, for descriptors that are safe handles and texts that are strings. The bare
/// functions, structures and constants are those of Tmds.LibC, whose assembly is one of its own for each architecture; what that
/// lacks is in <see cref="NativeMethods"/>. A function that takes numbers alone is called where it is declared. As in C, a
/// function returns -1, or a descriptor that is invalid, when it fails, and <see cref="LastError"/> says why.
/// </summary>
internal static unsafe partial class Libc
{
    /// <summary>errno of the last call that this thread made.</summary>
    public static Errno LastError => (Errno)Marshal.GetLastPInvokeError();

    public static FileDescriptor socket(int domain, int type, int protocol) => FileDescriptor.Own(LibC.socket(domain, type, protocol));

    public static int connect(FileDescriptor socket, byte* address, uint length)
    {
        using DescriptorUse used = socket.Use();
        return LibC.connect(used.Number, (sockaddr*)address, length);
    }

    public static int setsockopt(FileDescriptor socket, int level, int option, int value)
    {
        using DescriptorUse used = socket.Use();
        return LibC.setsockopt(used.Number, level, option, &value, sizeof(int));
    }

    public static int getsockopt(FileDescriptor socket, int level, int option, out int value)
    {
        using DescriptorUse used = socket.Use();
        socklen_t length = sizeof(int);
        fixed (int* start = &value) return LibC.getsockopt(used.Number, level, option, start, &length);
    }

    public static nint send(FileDescriptor socket, byte* buffer, nuint length, int flags)
    {
        using DescriptorUse used = socket.Use();
        return (nint)(long)LibC.send(used.Number, buffer, (size_t)length, flags);
    }

    public static nint recv(FileDescriptor socket, byte* buffer, nuint length, int flags)
    {
        using DescriptorUse used = socket.Use();
        return (nint)(long)LibC.recv(used.Number, buffer, (size_t)length, flags);
    }

    public static nint recvmsg(FileDescriptor socket, msghdr* header, int flags)
    {
        using DescriptorUse used = socket.Use();
        return (nint)(long)LibC.recvmsg(used.Number, header, flags);
    }

    public static int shutdown(FileDescriptor socket, int how)
    {
        using DescriptorUse used = socket.Use();
        return LibC.shutdown(used.Number, how);
    }

    public static FileDescriptor eventfd(uint initial, int flags) => FileDescriptor.Own(LibC.eventfd(initial, flags));

    public static int ioctl(FileDescriptor descriptor, int request, void* argument)
    {
        using DescriptorUse used = descriptor.Use();
        return LibC.ioctl(used.Number, request, argument);
    }

    public static int tcgetattr(FileDescriptor terminal, termios* mode)
    {
        using DescriptorUse used = terminal.Use();
        return LibC.tcgetattr(used.Number, mode);
    }

    public static int tcsetattr(FileDescriptor terminal, int when, termios* mode)
    {
        using DescriptorUse used = terminal.Use();
        return LibC.tcsetattr(used.Number, when, mode);
    }

    /// <summary>Throws the last error when a call answered -1.</summary>
    public static void Check(int result, string call, string? subject = null)
    {
        if (result == -1) throw new SystemCallException(call, subject, LastError);
    }

    /// <summary>Throws the last error when a descriptor is invalid, and returns the descriptor.</summary>
    public static FileDescriptor Check(FileDescriptor descriptor, string call, string? subject = null)
    {
        Check(descriptor.IsInvalid ? -1 : 0, call, subject);
        return descriptor;
    }
}

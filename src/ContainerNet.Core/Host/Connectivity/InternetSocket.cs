using System.Net;
using ContainerNet.Linux.Syscalls;
using static Tmds.Linux.LibC;

namespace ContainerNet.Host.Connectivity;

/// <summary>What sockets of both kinds of test have in common.</summary>
internal static unsafe class InternetSocket
{
    /// <summary>How all of them are opened.</summary>
    public static int Flags => SOCK_CLOEXEC | SOCK_NONBLOCK;

    /// <summary>Opens a TCP socket in the namespace that the calling thread is in.</summary>
    public static FileDescriptor OpenTcp(System.Net.Sockets.AddressFamily family)
    {
        FileDescriptor descriptor = Libc.socket(family.KernelFamily(), SOCK_STREAM | Flags, IPPROTO_TCP);
        if (!descriptor.IsInvalid) return descriptor;
        Errno errno = Libc.LastError;
        descriptor.Dispose();
        throw new SystemCallException("socket", "for TCP", errno);
    }

    /// <summary>Names the peer; of a TCP socket it begins the handshake and answers EINPROGRESS.</summary>
    public static Errno Connect(FileDescriptor socket, IPAddress address, int port)
    {
        byte* bytes = stackalloc byte[SocketAddress.MaxSize];
        int length = SocketAddress.Write(new Span<byte>(bytes, SocketAddress.MaxSize), address, port);
        return Libc.connect(socket, bytes, (uint)length) == 0 ? Errno.None : Libc.LastError;
    }

    /// <summary>How a handshake ended (SO_ERROR).</summary>
    public static Errno ErrorOf(FileDescriptor socket)
    {
        Libc.Check(Libc.getsockopt(socket, SOL_SOCKET, SO_ERROR, out int error), "getsockopt", "SO_ERROR");
        return (Errno)error;
    }
}

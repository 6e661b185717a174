using System.Net;
using ContainerNet.Interop;

namespace ContainerNet.Connectivity;

/// <summary>What sockets of both kinds of test have in common.</summary>
internal static unsafe class InternetSocket
{
    // SOCK_CLOEXEC and SOCK_NONBLOCK (linux/net.h), the same on x64 and arm64.
    public const int CloseOnExec = 0x80000, NonBlocking = 0x800;

    private const int Stream = 1, ProtocolTcp = 6, LevelSocket = 1, OptionError = 4;

    /// <summary>Opens a TCP socket in the namespace that the calling thread is in.</summary>
    public static FileDescriptor OpenTcp(System.Net.Sockets.AddressFamily family)
    {
        FileDescriptor descriptor = Libc.socket(family.KernelFamily(), Stream | CloseOnExec | NonBlocking, ProtocolTcp);
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
        uint length = sizeof(int);
        Libc.Check(Libc.getsockopt(socket, LevelSocket, OptionError, out int error, ref length), "getsockopt", "SO_ERROR");
        return (Errno)error;
    }
}

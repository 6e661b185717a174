using System.Net;
using System.Net.Sockets;
using ContainerNet.Linux.Syscalls;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace ContainerNet.Host.Connectivity;

/// <summary>
/// A socket for ICMP echo. A datagram socket needs no privilege where net.ipv4.ping_group_range allows it, and a raw one
/// CAP_NET_RAW. It is opened inside a namespace and used from anywhere.
/// </summary>
internal sealed unsafe class EchoSocket : IDisposable
{
    private const int ControlSize = 256;

    private readonly FileDescriptor _socket;
    private readonly AddressFamily _family;
    private readonly bool _isRaw;
    // Of a datagram socket the kernel chooses the identifier, and gives it only the replies that are its own.
    private readonly ushort _identifier = (ushort)Random.Shared.Next(1, ushort.MaxValue + 1);
    private readonly byte[] _buffer = new byte[ushort.MaxValue + 1];
    private readonly byte[] _name = new byte[SocketAddress.MaxSize];
    private readonly byte[] _control = new byte[ControlSize];

    private EchoSocket(FileDescriptor socket, AddressFamily family, bool isRaw)
    {
        _socket = socket;
        _family = family;
        _isRaw = isRaw;
    }

    public FileDescriptor Descriptor => _socket;

    private ushort? KnownIdentifier => _isRaw ? _identifier : null;

    /// <summary>Opens a socket in the namespace that the calling thread is in.</summary>
    /// <exception cref="ContainerNetException">CAP_NET_RAW is missing, or the kernel lacks the family.</exception>
    public static EchoSocket Open(AddressFamily family)
    {
        int protocol = family == AddressFamily.InterNetworkV6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP;
        FileDescriptor descriptor = Libc.socket(family.KernelFamily(), SOCK_DGRAM | InternetSocket.Flags, protocol);
        bool isRaw = descriptor.IsInvalid;
        if (isRaw)
        {
            descriptor.Dispose();
            descriptor = Libc.socket(family.KernelFamily(), SOCK_RAW | InternetSocket.Flags, protocol);
        }
        if (descriptor.IsInvalid) throw NotOpened(Libc.LastError);
        var socket = new EchoSocket(descriptor, family, isRaw);
        socket.Set(IP_RECVERR, IPV6_RECVERR, 1);
        socket.Set(IP_RECVTTL, IPV6_RECVHOPLIMIT, 1);
        return socket;
    }

    /// <summary>Sets the time to live, or hop limit, of what is sent.</summary>
    public void SetTimeToLive(int hops) => Set(IP_TTL, IPV6_UNICAST_HOPS, hops);

    /// <summary>Sends a request to the peer; returns the error, which may also be an earlier request's.</summary>
    public Errno Send(ushort sequence, int payloadSize)
    {
        byte[] message = EchoMessage.Request(_family, _identifier, sequence, payloadSize);
        fixed (byte* start = message)
        {
            while (Libc.send(_socket, start, (nuint)message.Length, 0) < 0)
            {
                if (Libc.LastError != Errno.EINTR) return Libc.LastError;
            }
        }
        return Errno.None;
    }

    /// <summary>The next answer to a request among what has arrived; null when there is none (yet).</summary>
    public EchoAnswer? Receive(IPAddress target, ushort sequence)
    {
        while (TryReceive(MSG_ERRQUEUE, out ReceivedPacket failed) == Errno.None)
        {
            // What stands in the error queue is the request that failed, without its IP header.
            if (failed.Error is { } error && (error.IsLocal || EchoMessage.Matches(failed.Data, EchoMessage.RequestType(_family), KnownIdentifier, sequence)))
                return new EchoAnswer(error.Sender, 0, error.Errno, !error.IsLocal && IsTimeExceeded(error.IcmpType));
        }
        while (true)
        {
            Errno errno = TryReceive(0, out ReceivedPacket packet);
            if (errno == Errno.EAGAIN) return null;
            if (errno != Errno.None) return new EchoAnswer(null, 0, errno, false);
            ReadOnlySpan<byte> message = _isRaw && _family == AddressFamily.InterNetwork ? EchoMessage.BehindHeader(packet.Data) : packet.Data;
            if (target.ScopeIdFree().Equals(packet.Sender) && EchoMessage.Matches(message, EchoMessage.ReplyType(_family), KnownIdentifier, sequence))
                return new EchoAnswer(packet.Sender, packet.TimeToLive, Errno.None, false);
        }
    }

    public void Dispose() => _socket.Dispose();

    // ICMP type 11 (RFC 792), ICMPv6 type 3 (RFC 4443).
    private bool IsTimeExceeded(byte icmpType) => icmpType == (_family == AddressFamily.InterNetworkV6 ? 3 : 11);

    private Errno TryReceive(int flags, out ReceivedPacket packet)
    {
        fixed (byte* data = _buffer, name = _name, control = _control)
        {
            var vector = new iovec { iov_base = data, iov_len = _buffer.Length };
            var header = new msghdr { msg_name = name, msg_namelen = _name.Length, msg_iov = &vector, msg_iovlen = 1, msg_control = control, msg_controllen = _control.Length };
            nint length;
            while ((length = Libc.recvmsg(_socket, &header, flags | MSG_DONTWAIT)) < 0)
            {
                if (Libc.LastError == Errno.EINTR) continue;
                packet = default;
                return Libc.LastError;
            }
            packet = new ReceivedPacket(_buffer.AsSpan(0, (int)length), _name.AsSpan(0, Math.Min((int)header.msg_namelen, _name.Length)), _control.AsSpan(0, (int)header.msg_controllen));
            return Errno.None;
        }
    }

    private void Set(int option, int option6, int value)
    {
        (int level, int name) = _family == AddressFamily.InterNetworkV6 ? (SOL_IPV6, option6) : (SOL_IP, option);
        Libc.Check(Libc.setsockopt(_socket, level, name, value), "setsockopt", $"option {name} of level {level}");
    }

    private static ContainerNetException NotOpened(Errno errno)
        => (errno is Errno.EPERM or Errno.EACCES ? Capabilities.Missing(Capability.NetRaw) : null) ?? new SystemCallException("socket", "for ICMP", errno);
}

/// <summary>What answered an echo request.</summary>
/// <param name="Sender">The sender.</param>
/// <param name="TimeToLive">The reply's time to live as it arrived.</param>
/// <param name="Errno">What went wrong, or <see cref="Errno.None"/> for a reply.</param>
/// <param name="TimeExceeded">Whether the request's time to live was used up.</param>
internal readonly record struct EchoAnswer(IPAddress? Sender, int TimeToLive, Errno Errno, bool TimeExceeded);

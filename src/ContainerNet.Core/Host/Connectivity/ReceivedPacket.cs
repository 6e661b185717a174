using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace ContainerNet.Host.Connectivity;

/// <summary>What recvmsg(2) gives besides the data: the sender, and of the control messages those that a ping needs.</summary>
internal readonly ref struct ReceivedPacket(ReadOnlySpan<byte> data, ReadOnlySpan<byte> name, ReadOnlySpan<byte> control)
{
    private readonly ReadOnlySpan<byte> _control = control;

    public ReadOnlySpan<byte> Data { get; } = data;

    /// <summary>The sender.</summary>
    public IPAddress? Sender { get; } = SocketAddress.Read(name);

    /// <summary>Its time to live, or hop limit; 0 when unknown.</summary>
    public int TimeToLive
    {
        get
        {
            foreach (AncillaryMessage message in new AncillaryReader(_control))
            {
                if (message.Is(SOL_IP, IP_TTL) || message.Is(SOL_IPV6, IPV6_HOPLIMIT)) return message.Int32;
            }
            return 0;
        }
    }

    /// <summary>The error that it reports, when it comes from the error queue (ip(7), IP_RECVERR); null for none.</summary>
    public QueuedError? Error
    {
        get
        {
            foreach (AncillaryMessage message in new AncillaryReader(_control))
            {
                if (!message.Is(SOL_IP, IP_RECVERR) && !message.Is(SOL_IPV6, IPV6_RECVERR) || !MemoryMarshal.TryRead(message.Value, out sock_extended_err error)) continue;
                // The address of the error's sender follows it.
                return new QueuedError((Errno)error.ee_errno, error.ee_origin == SO_EE_ORIGIN_LOCAL, error.ee_type, SocketAddress.Read(message.Value[Unsafe.SizeOf<sock_extended_err>()..]));
            }
            return null;
        }
    }
}

/// <summary>An error that the kernel queued for a socket.</summary>
/// <param name="Errno">What a call would have answered.</param>
/// <param name="IsLocal">Whether the kernel itself found it; otherwise an ICMP message told.</param>
/// <param name="IcmpType">That message's type.</param>
/// <param name="Sender">The sender of that message.</param>
internal readonly record struct QueuedError(Errno Errno, bool IsLocal, byte IcmpType, IPAddress? Sender);

/// <summary>One control message of recvmsg(2).</summary>
internal readonly ref struct AncillaryMessage(int level, int type, ReadOnlySpan<byte> value)
{
    public bool Is(int otherLevel, int otherType) => level == otherLevel && type == otherType;

    public ReadOnlySpan<byte> Value { get; } = value;

    public int Int32 => Value.Length >= sizeof(int) ? MemoryMarshal.Read<int>(Value) : 0;
}

/// <summary>Walks over control messages: struct cmsghdr is a length as wide as a pointer, a level and a type (cmsg(3)).</summary>
internal ref struct AncillaryReader(ReadOnlySpan<byte> control)
{
    private static readonly int _header = nint.Size + 8;

    private ReadOnlySpan<byte> _rest = control;

    public AncillaryMessage Current { get; private set; }

    public readonly AncillaryReader GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.Length < _header) return false;
        // The length stands in the lower half, whichever width the C library gives it.
        int length = MemoryMarshal.Read<int>(_rest);
        if (length < _header || length > _rest.Length) return false;
        Current = new AncillaryMessage(MemoryMarshal.Read<int>(_rest[nint.Size..]), MemoryMarshal.Read<int>(_rest[(nint.Size + 4)..]), _rest[_header..length]);
        int aligned = length + nint.Size - 1 & ~(nint.Size - 1);
        _rest = _rest[Math.Min(aligned, _rest.Length)..];
        return true;
    }
}

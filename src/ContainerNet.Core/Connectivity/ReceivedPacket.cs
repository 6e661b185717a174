using System.Net;
using System.Runtime.InteropServices;
using ContainerNet.Interop;

namespace ContainerNet.Connectivity;

/// <summary>What recvmsg(2) gives besides the data: the sender, and of the control messages those that a ping needs.</summary>
internal readonly ref struct ReceivedPacket(ReadOnlySpan<byte> data, ReadOnlySpan<byte> name, ReadOnlySpan<byte> control)
{
    private const int LevelIp = 0, TypeTtl = 2, TypeError = 11;
    private const int LevelIpv6 = 41, TypeError6 = 25, TypeHopLimit = 52;

    // struct sock_extended_err (linux/errqueue.h); the address of who sent the error follows it.
    private const int ExtendedErrorSize = 16;
    private const byte OriginLocal = 1;

    private readonly ReadOnlySpan<byte> _control = control;

    public ReadOnlySpan<byte> Data { get; } = data;

    /// <summary>Who sent it.</summary>
    public IPAddress? Sender { get; } = SocketAddress.Read(name);

    /// <summary>Its time to live, or hop limit; 0 when not told.</summary>
    public int TimeToLive
    {
        get
        {
            foreach (AncillaryMessage message in new AncillaryReader(_control))
            {
                if ((message.Level, message.Type) is (LevelIp, TypeTtl) or (LevelIpv6, TypeHopLimit)) return message.Int32;
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
                if ((message.Level, message.Type) is not ((LevelIp, TypeError) or (LevelIpv6, TypeError6)) || message.Value.Length < ExtendedErrorSize) continue;
                ReadOnlySpan<byte> error = message.Value;
                return new QueuedError((Errno)MemoryMarshal.Read<int>(error), error[4] == OriginLocal, error[5], SocketAddress.Read(error[ExtendedErrorSize..]));
            }
            return null;
        }
    }
}

/// <summary>An error that the kernel queued for a socket.</summary>
/// <param name="Errno">What a call would have answered.</param>
/// <param name="IsLocal">Whether the kernel itself found it; otherwise an ICMP message told.</param>
/// <param name="IcmpType">That message's type.</param>
/// <param name="Sender">Who sent that message.</param>
internal readonly record struct QueuedError(Errno Errno, bool IsLocal, byte IcmpType, IPAddress? Sender);

/// <summary>One control message of recvmsg(2).</summary>
internal readonly ref struct AncillaryMessage(int level, int type, ReadOnlySpan<byte> value)
{
    public int Level { get; } = level;

    public int Type { get; } = type;

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

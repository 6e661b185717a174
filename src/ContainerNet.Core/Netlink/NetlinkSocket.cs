using System.Buffers;
using System.Runtime.InteropServices;
using ContainerNet.Linux.Processes;
using ContainerNet.Linux.Syscalls;
using static Tmds.Linux.LibC;

namespace ContainerNet.Netlink;

/// <summary>Receives a message that is not an acknowledgement, with the index of the request that it answers.</summary>
internal delegate void MessageHandler(int request, in NetlinkMessage message);

/// <summary>Makes an object of a message; null leaves it out.</summary>
internal delegate T? MessageParser<out T>(in NetlinkMessage message) where T : class;

/// <summary>
/// A netlink socket. It belongs for good to the network namespace that its thread was in when it was opened,
/// and may then be used from any thread, one at a time.
/// </summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    /// <summary>The most requests in one send: their answers have to fit the default receive buffer, or the kernel drops some (ENOBUFS).</summary>
    public const int MaxBatch = 64;

    // A dump's datagram is never longer than 32 KiB (netlink_recvmsg and netlink_dump in net/netlink/af_netlink.c).
    private const int ReceiveBufferSize = 64 * 1024;
    private const int DumpAttempts = 16;

    // NETLINK_EXT_ACK and NETLINK_GET_STRICT_CHK (linux/netlink.h), which Tmds.LibC lacks.
    private const int OptionExtAck = 11;
    private const int OptionStrictCheck = 12;
    // SIOCGIFNAME (linux/sockios.h); any socket takes it.
    private const int GetInterfaceName = 0x8910;

    private readonly Lock _lock = new();
    private readonly FileDescriptor _socket;
    private readonly NetlinkWriter _writer = new();
    private byte[] _received = ArrayPool<byte>.Shared.Rent(ReceiveBufferSize);
    private uint _nextSequence = 1;
    private int _sendBuffer = 200_000;
    private bool _isWriting;
    private bool _isStrict;

    private NetlinkSocket(FileDescriptor socket, NetlinkProtocol protocol)
    {
        _socket = socket;
        Protocol = protocol;
    }

    /// <summary>The family spoken.</summary>
    public NetlinkProtocol Protocol { get; }

    /// <summary>How long to wait for an answer. The kernel answers within the send, so this only ends what would never end.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Opens a socket in the network namespace that the calling thread is in.</summary>
    public static NetlinkSocket Open(NetlinkProtocol protocol)
    {
        FileDescriptor descriptor = Libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, (int)protocol);
        if (descriptor.IsInvalid) throw new SystemCallException("socket", $"AF_NETLINK {protocol}", Libc.LastError);
        var socket = new NetlinkSocket(descriptor, protocol);
        socket.Enable(OptionExtAck);
        return socket;
    }

    /// <summary>
    /// Sends the requests that <paramref name="write"/> writes in one send. The kernel continues after a request that it refused.
    /// Each has <see cref="MessageFlags.Ack"/>, or asks for one object, which is its answer then.
    /// </summary>
    /// <param name="write">Writes up to <see cref="MaxBatch"/> messages.</param>
    /// <param name="received">Gets what is answered besides the acknowledgements.</param>
    /// <param name="cancellation">Ends the wait for an answer.</param>
    /// <returns>For each request in its order: null, or why the kernel refused it.</returns>
    public NetlinkException?[] Transact(Action<NetlinkWriter> write, MessageHandler? received = null, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            Begin(write);
            if (_writer.MessageCount > MaxBatch) throw new InvalidOperationException($"One send has {_writer.MessageCount} requests. The socket can receive the answers of at most {MaxBatch}.");
            Send();
            var refusals = new NetlinkException?[_writer.MessageCount];
            int missing = refusals.Length;
            while (missing > 0)
            {
                foreach (NetlinkMessage message in new MessageReader(Receive(cancellation)))
                {
                    int request = RequestOf(message);
                    if (request < 0) continue;
                    if (message.Type != ControlMessage.Error)
                    {
                        received?.Invoke(request, message);
                        if (!IsAcknowledged(request)) missing--;
                        continue;
                    }
                    Acknowledgement answer = Acknowledgement.Read(message);
                    if (!answer.Succeeded) refusals[request] = NetlinkException.From(answer, Sent(request));
                    missing--;
                }
            }
            return refusals;
        }
    }

    /// <summary>Sends one request with <see cref="MessageFlags.Ack"/> and throws what the kernel refuses.</summary>
    public void Request(Action<NetlinkWriter> write, MessageHandler? received = null, CancellationToken cancellation = default)
    {
        if (Transact(write, received, cancellation)[0] is { } refusal) throw refusal;
    }

    /// <summary>Asks for one object, which needs no acknowledgement: its answer is the object, or an error.</summary>
    /// <param name="write">Writes one request without <see cref="MessageFlags.Ack"/>.</param>
    /// <param name="none">The error by which the kernel says that there is none.</param>
    /// <param name="received">Gets the object.</param>
    /// <param name="cancellation">Ends the wait for an answer.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGet(Action<NetlinkWriter> write, Errno none, MessageHandler received, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            Begin(write);
            Send();
            while (true)
            {
                foreach (NetlinkMessage message in new MessageReader(Receive(cancellation)))
                {
                    if (RequestOf(message) < 0) continue;
                    if (message.Type != ControlMessage.Error)
                    {
                        received(0, message);
                        return true;
                    }
                    Acknowledgement answer = Acknowledgement.Read(message);
                    return answer.Errno == none ? false : throw NetlinkException.From(answer, _writer.Written);
                }
            }
        }
    }

    /// <summary>The name of the interface with an index, or null.</summary>
    public string? LinkName(int index)
    {
        // struct ifreq (linux/if.h): the name, followed by a union of at most 24 bytes that holds the index here. By SIOCGIFINDEX,
        // the other way round, an unknown name would be taken for a kernel module's (dev_load in net/core/dev_ioctl.c).
        const int nameLength = 16, requestLength = nameLength + 24;
        byte* request = stackalloc byte[requestLength];
        new Span<byte>(request, requestLength).Clear();
        *(int*)(request + nameLength) = index;
        return Libc.ioctl(_socket, GetInterfaceName, request) == 0 ? Marshal.PtrToStringUTF8((nint)request) : null;
    }

    /// <summary>
    /// Sends messages of which the kernel makes one transaction (an nf_tables batch). The last but one must carry
    /// <see cref="MessageFlags.Ack"/>: its answer says that the transaction is over.
    /// </summary>
    /// <returns>The index of the first refused message and the kernel's answer to it; null when all were taken.</returns>
    public (int Index, Acknowledgement Answer)? Commit(Action<NetlinkWriter> write, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            Begin(write);
            Send();
            int last = _writer.MessageCount - 2;
            (int, Acknowledgement)? refused = null;
            while (true)
            {
                foreach (NetlinkMessage message in new MessageReader(Receive(cancellation)))
                {
                    int index = RequestOf(message);
                    if (index < 0 || message.Type != ControlMessage.Error) continue;
                    Acknowledgement answer = Acknowledgement.Read(message);
                    if (!answer.Succeeded) refused ??= (index, answer);
                    // A batch that is refused as a whole is answered for its first message only.
                    if (index == last || index == 0) return refused;
                }
            }
        }
    }

    /// <summary>Sends a dump request and makes an object of each message; starts over when what is listed changed meanwhile.</summary>
    /// <param name="write">Writes one request with <see cref="MessageFlags.Dump"/>.</param>
    /// <param name="parse">Makes an object of a message.</param>
    /// <param name="cancellation">Ends the wait for an answer.</param>
    public List<T> Dump<T>(Action<NetlinkWriter> write, MessageParser<T> parse, CancellationToken cancellation = default) where T : class
    {
        lock (_lock)
        {
            if (Protocol == NetlinkProtocol.Route && !_isStrict) Enable(OptionStrictCheck);
            _isStrict = true;
            for (int attempt = 1; ; attempt++)
            {
                Begin(write);
                Send();
                var result = new List<T>();
                if (ReadDump(result, parse, cancellation)) return result;
                if (attempt == DumpAttempts)
                    throw new NetlinkException(Errno.EAGAIN, $"The kernel's list changed during each of {DumpAttempts} attempts to read it.");
            }
        }
    }

    /// <summary>Closes the socket.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        _writer.Dispose();
        byte[] buffer = Interlocked.Exchange(ref _received, []);
        if (buffer.Length > 0) ArrayPool<byte>.Shared.Return(buffer);
    }

    private bool ReadDump<T>(List<T> result, MessageParser<T> parse, CancellationToken cancellation) where T : class
    {
        bool consistent = true;
        while (true)
        {
            ReadOnlySpan<byte> datagram;
            try
            {
                datagram = Receive(cancellation);
            }
            catch (NetlinkException e) when (e.Errno == Errno.ENOBUFS)
            {
                return false;
            }
            foreach (NetlinkMessage message in new MessageReader(datagram))
            {
                if (message.Sequence != _writer.FirstSequence) continue;
                if (message.Flags.HasFlag(MessageFlags.DumpInterrupted)) consistent = false;
                if (message.Type is ControlMessage.Done or ControlMessage.Error)
                {
                    Acknowledgement end = Acknowledgement.Read(message);
                    if (end.Succeeded) return consistent;
                    throw NetlinkException.From(end, _writer.Written);
                }
                if (message.Type == ControlMessage.Overrun) return false;
                if (parse(message) is { } item) result.Add(item);
            }
        }
    }

    // What answers a request of before, whose wait was ended, counts for nothing.
    private int RequestOf(in NetlinkMessage message)
    {
        uint index = unchecked(message.Sequence - _writer.FirstSequence);
        return index < (uint)_writer.MessageCount ? (int)index : -1;
    }

    // The flags follow the length and the type.
    private bool IsAcknowledged(int request) => ((MessageFlags)MemoryMarshal.Read<ushort>(Sent(request)[6..])).HasFlag(MessageFlags.Ack);

    private ReadOnlySpan<byte> Sent(int request)
    {
        ReadOnlySpan<byte> rest = _writer.Written;
        for (; request > 0; request--) rest = rest[Wire.Align(MemoryMarshal.Read<int>(rest))..];
        return rest[..MemoryMarshal.Read<int>(rest)];
    }

    private void Begin(Action<NetlinkWriter> write)
    {
        // There is one writer: a request in the middle of another message would corrupt it.
        if (_isWriting) throw new InvalidOperationException("A message is being written. Read what it needs before it begins.");
        _writer.Reset(_nextSequence);
        _isWriting = true;
        try
        {
            write(_writer);
        }
        finally
        {
            _isWriting = false;
        }
        unchecked { _nextSequence += (uint)_writer.MessageCount; }
    }

    private void Send()
    {
        ReadOnlySpan<byte> bytes = _writer.Written;
        EnsureSendBuffer(bytes.Length);
        fixed (byte* start = bytes)
        {
            while (Libc.send(_socket, start, (nuint)bytes.Length, 0) < 0)
            {
                if (Libc.LastError == Errno.EINTR) continue;
                throw new SystemCallException("send", $"{bytes.Length} bytes to netlink", Libc.LastError);
            }
        }
    }

    private ReadOnlySpan<byte> Receive(CancellationToken cancellation)
    {
        while (true)
        {
            nint length;
            fixed (byte* start = _received) length = Libc.recv(_socket, start, (nuint)_received.Length, MSG_DONTWAIT | MSG_TRUNC);
            if (length >= 0 && length <= _received.Length) return _received.AsSpan(0, (int)length);
            if (length > _received.Length)
            {
                ArrayPool<byte>.Shared.Return(_received);
                _received = ArrayPool<byte>.Shared.Rent((int)length);
                throw new NetlinkException(Errno.ENOBUFS, $"The kernel's answer of {length} bytes was longer than the buffer. The buffer has grown.");
            }
            HandleReceiveError(Libc.LastError, cancellation);
        }
    }

    private void HandleReceiveError(Errno errno, CancellationToken cancellation)
    {
        switch (errno)
        {
            case Errno.EINTR:
                return;
            case Errno.EAGAIN:
                if (!Readiness.Wait(_socket, POLLIN, Timeout, cancellation))
                    throw new NetlinkException(Errno.ETIMEDOUT, $"The kernel did not answer within {Timeout.TotalSeconds:0.#} s.");
                return;
            case Errno.ENOBUFS:
                throw new NetlinkException(Errno.ENOBUFS, "The kernel's answers do not fit into the socket's receive buffer.");
            default:
                throw new SystemCallException("recv", "from netlink", errno);
        }
    }

    // A datagram longer than the send buffer is refused with EMSGSIZE; only a privileged socket may go past net.core.wmem_max.
    private void EnsureSendBuffer(int length)
    {
        if (length <= _sendBuffer) return;
        _sendBuffer = length * 2;
        Libc.Check(Libc.setsockopt(_socket, SOL_SOCKET, SO_SNDBUFFORCE, _sendBuffer), "setsockopt", "SO_SNDBUFFORCE");
    }

    // A kernel too old for an option works without it: errors are then less precise.
    private void Enable(int option) => _ = Libc.setsockopt(_socket, SOL_NETLINK, option, 1);
}

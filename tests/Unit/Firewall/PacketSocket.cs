using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using ContainerNet.Linux.NetNs;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Tests.Support;

namespace ContainerNet.Tests.Firewall;

/// <summary>Sends and receives whole frames at an interface (packet(7)).</summary>
internal sealed class PacketSocket : IDisposable
{
    private const int AllProtocols = 3;

    private readonly Socket _socket;

    /// <summary>At a namespace's eth0.</summary>
    public PacketSocket(TestNamespace place) : this($"/run/netns/{place.Name}", "eth0")
    {
    }

    /// <summary>At an interface of the namespace that a path leads to.</summary>
    public PacketSocket(string path, string interfaceName)
    {
        int index = (int)IpTool.Json(path, $"link show {interfaceName}")[0]!["ifindex"]!;
        Socket? socket = null;
        using FileDescriptor place = FileDescriptor.Open(path, OpenFlags.ReadOnly);
        NamespaceWorker.Shared.Run(place, () => socket = Open());
        _socket = socket!;
        _socket.Bind(new LinkEndPoint(index));
    }

    private PacketSocket(Socket socket, int index)
    {
        _socket = socket;
        _socket.Bind(new LinkEndPoint(index));
    }

    /// <summary>At an interface of the namespace that the calling thread is in.</summary>
    public static PacketSocket Here(int index) => new(Open(), index);

    /// <summary>Sends a frame; false where the interface is gone.</summary>
    public bool TrySend(byte[] frame)
    {
        try
        {
            _socket.Send(frame);
            return true;
        }
        catch (SocketException e)
        {
            // It may be down still, or its queue full.
            return e.SocketErrorCode is SocketError.NetworkDown or SocketError.NoBufferSpaceAvailable;
        }
    }

    public void Send(byte[] frame) => _socket.Send(frame);

    /// <summary>Reads until a frame has one of two markers; whether it is the first. A busy machine may take seconds.</summary>
    public bool Receives(ReadOnlySpan<byte> marker, ReadOnlySpan<byte> behind)
    {
        byte[] buffer = new byte[2048];
        while (true)
        {
            if (!_socket.Poll(TimeSpan.FromSeconds(5), SelectMode.SelectRead)) throw new TimeoutException("Neither of two frames has arrived.");
            ReadOnlySpan<byte> frame = buffer.AsSpan(0, _socket.Receive(buffer));
            if (frame.IndexOf(marker) >= 0) return true;
            if (frame.IndexOf(behind) >= 0) return false;
        }
    }

    /// <summary>Whether a frame with a marker is among those that have arrived.</summary>
    public bool HasReceived(ReadOnlySpan<byte> marker)
    {
        byte[] buffer = new byte[2048];
        while (_socket.Poll(TimeSpan.Zero, SelectMode.SelectRead))
        {
            if (buffer.AsSpan(0, _socket.Receive(buffer)).IndexOf(marker) >= 0) return true;
        }
        return false;
    }

    public void Dispose() => _socket.Dispose();

    private static Socket Open() => new(AddressFamily.Packet, SocketType.Raw, (ProtocolType)BinaryPrimitives.ReverseEndianness((ushort)AllProtocols));

    // struct sockaddr_ll (linux/if_packet.h); the family is SocketAddress's own.
    private sealed class LinkEndPoint(int index) : EndPoint
    {
        public override AddressFamily AddressFamily => AddressFamily.Packet;

        public override SocketAddress Serialize()
        {
            var address = new SocketAddress(AddressFamily.Packet, 20);
            Span<byte> bytes = stackalloc byte[6];
            BinaryPrimitives.WriteUInt16BigEndian(bytes, AllProtocols);
            BitConverter.TryWriteBytes(bytes[2..], index);
            for (int i = 0; i < bytes.Length; i++) address[2 + i] = bytes[i];
            return address;
        }
    }
}

using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ContainerNet.Tests.Firewall;

/// <summary>Sends and receives whole frames at a namespace's eth0 (packet(7)).</summary>
internal sealed class PacketSocket : IDisposable
{
    private const int AllProtocols = 3;

    private readonly Socket _socket;

    public PacketSocket(TestNamespace place)
    {
        int index = int.Parse(place.Exec("cat", "/sys/class/net/eth0/ifindex"), System.Globalization.CultureInfo.InvariantCulture);
        _socket = place.Run(() => new Socket(AddressFamily.Packet, SocketType.Raw, (ProtocolType)BinaryPrimitives.ReverseEndianness((ushort)AllProtocols)));
        _socket.Bind(new LinkEndPoint(index));
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

    public void Dispose() => _socket.Dispose();

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

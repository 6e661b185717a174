using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ContainerNet.Tests.Firewall;

/// <summary>Sends and receives whole frames on one interface of the namespace that it was made in (AF_PACKET, packet(7)).</summary>
internal sealed partial class FrameSocket : IDisposable
{
    private readonly Socket _socket = new((AddressFamily)65536, SocketType.Raw, 0);

    public FrameSocket(string device)
    {
        _socket.Bind(new DeviceEndPoint(Index(device)));
        _socket.ReceiveTimeout = 3000;
    }

    public void Send(byte[] frame) => _socket.Send(frame);

    /// <summary>Reads frames until one has one of the two marks: whether that is the first.</summary>
    public bool WaitFor(byte[] mark, byte[] other)
    {
        byte[] buffer = new byte[2048];
        while (true)
        {
            ReadOnlySpan<byte> frame = buffer.AsSpan(0, _socket.Receive(buffer));
            if (frame.IndexOf(mark) >= 0) return true;
            if (frame.IndexOf(other) >= 0) return false;
        }
    }

    public void Dispose() => _socket.Dispose();

    // if_nametoindex of the C library asks the thread's own namespace.
    private static int Index(string device)
    {
        uint index = if_nametoindex(device);
        return index != 0 ? (int)index : throw new ArgumentException($"There is no interface {device}.", nameof(device));
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial uint if_nametoindex(string name);

    /// <summary>struct sockaddr_ll (linux/if_packet.h) with ETH_P_ALL.</summary>
    private sealed class DeviceEndPoint(int index) : EndPoint
    {
        private const int Size = 20;

        public override AddressFamily AddressFamily => (AddressFamily)65536;

        public override SocketAddress Serialize()
        {
            var address = new SocketAddress(AddressFamily, Size);
            address[2] = 0;
            address[3] = 3;
            byte[] bytes = BitConverter.GetBytes(index);
            for (int i = 0; i < bytes.Length; i++) address[4 + i] = bytes[i];
            return address;
        }
    }
}

using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Tests.Firewall;

namespace ContainerNet.Tests.Attacks;

/// <summary>Sends frames without end by a namespace's eth0, as soon as there is one, which it sets up by itself.</summary>
internal sealed class Flooder : IDisposable
{
    // SIOCSIFFLAGS, SIOCGIFINDEX (linux/sockios.h) and IFF_UP (linux/if.h); both pass a struct ifreq, with the name before the value.
    private const ushort SetFlags = 0x8914, GetIndex = 0x8933;
    private const int RequestLength = 40, NameLength = 16;
    private const short Up = 1;

    private readonly Thread _sender;
    private volatile bool _ended;

    public Flooder(string path, byte[][] frames)
    {
        _sender = new Thread(() => Send(path, frames)) { IsBackground = true };
        _sender.Start();
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        _ended = true;
        _sender.Join();
    }

    private void Send(string path, byte[][] frames)
    {
        using FileDescriptor place = FileDescriptor.Open(path, OpenFlags.ReadOnly);
        Libc.Check(Libc.setns(place, Tmds.Linux.LibC.CLONE_NEWNET), "setns");
        using FileDescriptor control = Libc.socket((int)AddressFamily.InterNetwork, (int)SocketType.Dgram, 0);
        while (!_ended)
        {
            int index = Ask(control, GetIndex, 0);
            if (index <= 0 || Ask(control, SetFlags, Up) < 0) continue;
            using var socket = PacketSocket.Here(index);
            while (!_ended && Array.TrueForAll(frames, socket.TrySend)) { }
        }
    }

    // The value that the kernel gives back; negative where it refuses.
    private static unsafe int Ask(FileDescriptor control, ushort what, short value)
    {
        byte* request = stackalloc byte[RequestLength];
        var fields = new Span<byte>(request, RequestLength);
        fields.Clear();
        Encoding.ASCII.GetBytes("eth0", fields);
        BinaryPrimitives.WriteInt16LittleEndian(fields[NameLength..], value);
        return Libc.ioctl(control, what, request) == 0 ? BitConverter.ToInt32(fields[NameLength..]) : -1;
    }
}

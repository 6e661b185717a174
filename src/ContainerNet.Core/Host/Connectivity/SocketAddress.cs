using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ContainerNet.Host.Connectivity;

/// <summary>struct sockaddr_in (linux/in.h) and sockaddr_in6 (linux/in6.h), as bytes.</summary>
internal static class SocketAddress
{
    /// <summary>Room for either.</summary>
    public const int MaxSize = 28;

    private const int Size4 = 16;

    /// <summary>Writes an address with a port, and returns how many bytes it takes.</summary>
    public static int Write(Span<byte> destination, IPAddress address, int port)
    {
        destination.Clear();
        BitConverter.TryWriteBytes(destination, (ushort)address.KernelFamily());
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)port);
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            address.TryWriteBytes(destination[4..], out _);
            return Size4;
        }
        address.TryWriteBytes(destination[8..], out _);
        BitConverter.TryWriteBytes(destination[24..], (uint)address.ScopeId);
        return MaxSize;
    }

    /// <summary>Reads the address; null for another family, and where it is cut short.</summary>
    public static IPAddress? Read(ReadOnlySpan<byte> source)
    {
        if (source.Length < 2) return null;
        return IPAddresses.FromKernelFamily((byte)BitConverter.ToUInt16(source)) switch
        {
            AddressFamily.InterNetwork when source.Length >= 8 => new IPAddress(source[4..8]),
            AddressFamily.InterNetworkV6 when source.Length >= 24 => new IPAddress(source[8..24]),
            _ => null,
        };
    }
}

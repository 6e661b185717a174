using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ContainerNet.Netlink.SocketDiag;

/// <summary>What is said about sockets (linux/sock_diag.h and linux/inet_diag.h).</summary>
internal static class SocketDiagMessage
{
    /// <summary>SOCK_DIAG_BY_FAMILY, the type of both the request and the answers.</summary>
    public const ushort ByFamily = 20;

    /// <summary>INET_DIAG_SKV6ONLY, an attribute of the answers.</summary>
    public const ushort IPv6Only = 11;
}

/// <summary>struct inet_diag_req_v2, of which only the sender's port is used of the socket's id.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct SocketDiagRequest(byte family, byte protocol, uint states, ushort port)
{
    public readonly byte Family = family;
    public readonly byte Protocol = protocol;
    public readonly byte Extensions;
    public readonly byte Padding;
    public readonly uint States = states;
    public readonly ushort PortBigEndian = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(port) : port;
    public readonly ushort PeerPort;
    private readonly Rest _rest;

    // Two addresses of 16 bytes, the interface, the cookie.
    [InlineArray(11)]
    private struct Rest
    {
        private uint _word;
    }
}

using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ContainerNet.Netlink.SocketDiag;

/// <summary>Lists the sockets that take what comes for the host's ports, as <c>ss -l</c> does.</summary>
internal static class ListeningSockets
{
    // Bits of TCP's states (include/net/tcp_states.h): SCTP shares them, and a UDP socket without a peer is in CLOSE.
    private const uint Close = 1 << 7;
    private const uint Listen = 1 << 10;

    // struct inet_diag_msg: its length, and where in it these are.
    private const int HeaderLength = 72;
    private const int PortOffset = 4;
    private const int AddressOffset = 8;
    private const int UserIdOffset = 64;
    private const int InodeOffset = 68;

    /// <summary>Reads the sockets of the host's namespace: those that listen, or for UDP those that are bound and have no peer.</summary>
    /// <param name="sockets">The host's sockets.</param>
    /// <param name="protocol">Their protocol; one that the kernel does not have has no sockets.</param>
    /// <param name="port">Their port; all when null. The kernel looks for one port by itself.</param>
    public static IReadOnlyList<ListeningSocket> Read(HostSockets sockets, TransportProtocol protocol, ushort? port = null)
    {
        using NetlinkSocket socket = sockets.Open(NamespaceReference.Host, NetlinkProtocol.SocketDiag);
        return [.. Dump(socket, AddressFamily.InterNetwork, protocol, port), .. Dump(socket, AddressFamily.InterNetworkV6, protocol, port)];
    }

    /// <summary>Reads one socket's message; null when it is too short or tells of none that has a port.</summary>
    public static ListeningSocket? Read(in NetlinkMessage message, TransportProtocol protocol)
    {
        ReadOnlySpan<byte> header = message.Payload;
        if (message.Type != SocketDiagMessage.ByFamily || header.Length < HeaderLength) return null;
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(header[PortOffset..]);
        if (port == 0) return null;
        bool isIPv6 = IPAddresses.FromKernelFamily(header[0]) == AddressFamily.InterNetworkV6;
        var address = new IPAddress(header.Slice(AddressOffset, isIPv6 ? 16 : 4));
        return new ListeningSocket(
            protocol,
            address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address,
            port,
            isIPv6 && IsIPv6Only(AttributeReader.After(header, HeaderLength)),
            MemoryMarshal.Read<uint>(header[InodeOffset..]),
            MemoryMarshal.Read<uint>(header[UserIdOffset..]));
    }

    private static List<ListeningSocket> Dump(NetlinkSocket socket, AddressFamily family, TransportProtocol protocol, ushort? port)
    {
        uint states = protocol == TransportProtocol.Udp ? Close : Listen;
        try
        {
            return socket.Dump(
                writer =>
                {
                    writer.BeginMessage(SocketDiagMessage.ByFamily, MessageFlags.Dump, new SocketDiagRequest(family.KernelFamily(), (byte)protocol, states, port ?? 0));
                    writer.EndMessage();
                },
                (in NetlinkMessage message) => Read(message, protocol));
        }
        // No handler for the family or the protocol is registered, nor is there a module with one: usually SCTP.
        catch (NetlinkException e) when (e.Errno == Errno.ENOENT)
        {
            return [];
        }
    }

    private static bool IsIPv6Only(AttributeReader attributes)
    {
        foreach (NetlinkAttribute attribute in attributes)
        {
            if (attribute.Type == SocketDiagMessage.IPv6Only) return attribute.Byte != 0;
        }
        return false;
    }
}

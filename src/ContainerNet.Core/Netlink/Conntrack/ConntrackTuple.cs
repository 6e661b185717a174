using System.Net;
using System.Net.Sockets;

namespace ContainerNet.Netlink.Conntrack;

/// <summary>
/// One direction of a flow, as the kernel writes it (CTA_TUPLE_* and below in linux/netfilter/nfnetlink_conntrack.h). It looks
/// into the message: a table may hold a hundred thousand flows of which none is wanted.
/// </summary>
internal readonly ref struct ConntrackTuple
{
    private const ushort AddressesAttribute = 1;
    private const ushort ProtocolAttribute = 2;
    private const ushort IPv4Source = 1;
    private const ushort IPv4Destination = 2;
    private const ushort IPv6Source = 3;
    private const ushort IPv6Destination = 4;
    private const ushort ProtocolNumber = 1;
    private const ushort SourcePortAttribute = 2;
    private const ushort DestinationPortAttribute = 3;

    private ConntrackTuple(AttributeReader attributes)
    {
        foreach (NetlinkAttribute attribute in attributes)
        {
            if (attribute.Type == AddressesAttribute) ReadAddresses(attribute.Nested, out Source, out Destination);
            else if (attribute.Type == ProtocolAttribute) ReadProtocol(attribute.Nested, out Protocol, out SourcePort, out DestinationPort);
        }
    }

    /// <summary>The sender's address: 4 or 16 bytes; empty when there is none.</summary>
    public readonly ReadOnlySpan<byte> Source;

    /// <summary>The receiver's address.</summary>
    public readonly ReadOnlySpan<byte> Destination;

    /// <summary>The protocol (IPPROTO_*).</summary>
    public readonly byte Protocol;

    /// <summary>The sender's port; 0 for a protocol without ports.</summary>
    public readonly ushort SourcePort;

    /// <summary>The receiver's port.</summary>
    public readonly ushort DestinationPort;

    public static ConntrackTuple Read(in NetlinkAttribute attribute) => new(attribute.Nested);

    /// <summary>Writes a tuple that contains only the sender.</summary>
    public static void WriteSource(NetlinkWriter writer, ushort type, IPAddress source)
    {
        int tuple = writer.BeginNested(type);
        int addresses = writer.BeginNested(AddressesAttribute);
        writer.Address(source.AddressFamily == AddressFamily.InterNetworkV6 ? IPv6Source : IPv4Source, source);
        writer.EndNested(addresses);
        writer.EndNested(tuple);
    }

    private static void ReadAddresses(AttributeReader attributes, out ReadOnlySpan<byte> source, out ReadOnlySpan<byte> destination)
    {
        source = destination = default;
        foreach (NetlinkAttribute attribute in attributes)
        {
            if (attribute.Type is IPv4Source or IPv6Source) source = attribute.Value;
            else if (attribute.Type is IPv4Destination or IPv6Destination) destination = attribute.Value;
        }
    }

    private static void ReadProtocol(AttributeReader attributes, out byte protocol, out ushort source, out ushort destination)
    {
        (protocol, source, destination) = (0, 0, 0);
        foreach (NetlinkAttribute attribute in attributes)
        {
            switch (attribute.Type)
            {
                case ProtocolNumber: protocol = attribute.Byte; break;
                case SourcePortAttribute: source = attribute.BigEndian16; break;
                case DestinationPortAttribute: destination = attribute.BigEndian16; break;
            }
        }
    }
}

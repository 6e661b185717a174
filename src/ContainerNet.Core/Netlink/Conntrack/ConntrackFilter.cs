using System.Net;

namespace ContainerNet.Netlink.Conntrack;

/// <summary>
/// Which flows are meant: those that everything said here is true of. A flow through a published port was sent to the host
/// (its original destination) and is answered by the container (the source of its replies).
/// </summary>
internal sealed record ConntrackFilter
{
    /// <summary>The protocol.</summary>
    public TransportProtocol? Protocol { get; init; }

    /// <summary>Where the first packet was sent to, before DNAT.</summary>
    public IPAddress? OriginalDestination { get; init; }

    /// <summary>The ports that the first packet was sent to, before DNAT.</summary>
    public PortRange? OriginalDestinationPorts { get; init; }

    /// <summary>The answering side.</summary>
    public IPAddress? ReplySource { get; init; }

    /// <summary>The source ports of the answers.</summary>
    public PortRange? ReplySourcePorts { get; init; }

    /// <summary>An address that has any part in the flow, in either direction.</summary>
    public IPAddress? Address { get; init; }

    public bool Matches(in ConntrackTuple original, in ConntrackTuple reply)
        => (Protocol is null || (byte)Protocol == original.Protocol)
            && Is(original.DestinationPort, OriginalDestinationPorts)
            && Is(reply.SourcePort, ReplySourcePorts)
            && Is(original.Destination, OriginalDestination)
            && Is(reply.Source, ReplySource)
            && (Is(original.Source, Address) || Is(original.Destination, Address) || Is(reply.Source, Address) || Is(reply.Destination, Address));

    private static bool Is(ushort port, PortRange? wanted) => wanted is null || wanted.Contains(port);

    private static bool Is(ReadOnlySpan<byte> address, IPAddress? wanted)
    {
        if (wanted is null) return true;
        Span<byte> bytes = stackalloc byte[16];
        return wanted.TryWriteBytes(bytes, out int length) && address.SequenceEqual(bytes[..length]);
    }
}

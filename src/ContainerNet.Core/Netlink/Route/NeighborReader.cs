using System.Net;
using System.Runtime.InteropServices;

namespace ContainerNet.Netlink.Route;

/// <summary>Makes a <see cref="NetNeighbor"/> of an RTM_NEWNEIGH.</summary>
internal static class NeighborReader
{
    // NTF_* (linux/neighbour.h).
    public const byte ProxyFlag = 0x08;
    private const byte RouterFlag = 0x80;

    public static NetNeighbor? Read(in NetlinkMessage message, NamespaceReference reference, IReadOnlyDictionary<int, string> names)
    {
        if (message.Type != RouteMessage.NewNeighbor || message.Payload.Length < NeighborHeader.Size) return null;
        NeighborHeader header = MemoryMarshal.Read<NeighborHeader>(message.Payload);
        IPAddress? address = null;
        string linkLayerAddress = "";
        foreach (NetlinkAttribute attribute in AttributeReader.After(message.Payload, NeighborHeader.Size))
        {
            if (attribute.Type == NeighborAttribute.Destination) address = attribute.Address;
            else if (attribute.Type == NeighborAttribute.LinkLayerAddress) linkLayerAddress = LinkReader.LinkLayerText(attribute.Value);
        }
        if (address is null) return null;
        return new NetNeighbor
        {
            Namespace = reference,
            InterfaceIndex = header.Index,
            InterfaceAlias = names.GetValueOrDefault(header.Index, ""),
            IPAddress = address,
            LinkLayerAddress = linkLayerAddress,
            State = (NeighborState)header.State,
            IsRouter = (header.Flags & RouterFlag) != 0,
            IsProxy = (header.Flags & ProxyFlag) != 0,
        };
    }
}

using System.Net;
using System.Runtime.InteropServices;
using ContainerNet.Host.Links;

namespace ContainerNet.Netlink.Route;

/// <summary>Makes a <see cref="NetNeighbor"/> of an RTM_NEWNEIGH.</summary>
internal static class NeighborReader
{
    // NTF_* (linux/neighbour.h).
    public const byte ProxyFlag = 0x08;
    private const byte ExternallyLearnedFlag = 0x10;
    private const byte RouterFlag = 0x80;

    // NTF_EXT_*, in NDA_FLAGS_EXT.
    private const uint ManagedFlag = 1;

    public static NetNeighbor? Read(in NetlinkMessage message, NamespaceReference reference, InterfaceNames names)
    {
        if (message.Type != RouteMessage.NewNeighbor || message.Payload.Length < NeighborHeader.Size) return null;
        NeighborHeader header = MemoryMarshal.Read<NeighborHeader>(message.Payload);
        IPAddress? address = null;
        string linkLayerAddress = "";
        uint extended = 0;
        int protocol = 0;
        foreach (NetlinkAttribute attribute in AttributeReader.After(message.Payload, NeighborHeader.Size))
        {
            switch (attribute.Type)
            {
                case NeighborAttribute.Destination: address = attribute.Address; break;
                case NeighborAttribute.LinkLayerAddress: linkLayerAddress = LinkReader.LinkLayerText(attribute.Value); break;
                case NeighborAttribute.Protocol: protocol = attribute.Byte; break;
                case NeighborAttribute.ExtendedFlags: extended = attribute.UInt32; break;
            }
        }
        if (address is null) return null;
        return new NetNeighbor(reference, address)
        {
            InterfaceIndex = header.Index,
            InterfaceAlias = names[header.Index],
            LinkLayerAddress = linkLayerAddress,
            State = (NeighborState)header.State,
            IsRouter = (header.Flags & RouterFlag) != 0,
            IsProxy = (header.Flags & ProxyFlag) != 0,
            IsExternallyLearned = (header.Flags & ExternallyLearnedFlag) != 0,
            IsManaged = (extended & ManagedFlag) != 0,
            ProtocolNumber = protocol,
        };
    }
}

using System.Runtime.InteropServices;
using ContainerNet.Host.Links;

namespace ContainerNet.Netlink.Route;

/// <summary>Makes a <see cref="BridgeMacEntry"/> of an RTM_NEWNEIGH of AF_BRIDGE.</summary>
internal static class MacTableReader
{
    // AF_BRIDGE (linux/socket.h); NTF_SELF and NTF_MASTER (linux/neighbour.h).
    public const byte BridgeFamily = 7;
    public const byte MasterFlag = 0x04;
    private const byte SelfFlag = 0x02;

    /// <summary>Writes the request for one bridge's table.</summary>
    public static void WriteRequest(NetlinkWriter writer, int bridge)
    {
        writer.BeginMessage(RouteMessage.GetNeighbor, MessageFlags.Dump, new NeighborHeader { Family = BridgeFamily });
        writer.Attribute(NeighborAttribute.Master, bridge);
        writer.EndMessage();
    }

    public static BridgeMacEntry? Read(in NetlinkMessage message, InterfaceNames names)
    {
        if (message.Type != RouteMessage.NewNeighbor || message.Payload.Length < NeighborHeader.Size) return null;
        NeighborHeader header = MemoryMarshal.Read<NeighborHeader>(message.Payload);
        MacAddress? mac = null;
        int? vlan = null;
        foreach (NetlinkAttribute attribute in AttributeReader.After(message.Payload, NeighborHeader.Size))
        {
            if (attribute.Type == NeighborAttribute.LinkLayerAddress && attribute.Value.Length == MacAddress.Length) mac = new MacAddress(attribute.Value);
            else if (attribute.Type == NeighborAttribute.Vlan) vlan = attribute.UInt16;
        }
        if (header.Family != BridgeFamily || mac is not { } address) return null;
        return new BridgeMacEntry(address)
        {
            InterfaceAlias = names[header.Index],
            Vlan = vlan,
            IsPermanent = ((NeighborState)header.State).HasFlag(NeighborState.Permanent),
            IsSelf = (header.Flags & SelfFlag) != 0,
        };
    }
}

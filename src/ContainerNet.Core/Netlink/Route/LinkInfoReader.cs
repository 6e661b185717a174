using System.Buffers.Binary;

namespace ContainerNet.Netlink.Route;

/// <summary>Reads IFLA_LINKINFO: a link's kind and what the kind adds.</summary>
internal static class LinkInfoReader
{
    public static (string Kind, LinkDetails? Details, BridgePortDetails? Port) Read(AttributeReader info)
    {
        string kind = "", portKind = "";
        LinkDetails? details = null;
        BridgePortDetails? port = null;
        // The kernel writes a kind before its data (rtnl_link_info_fill in net/core/rtnetlink.c).
        foreach (NetlinkAttribute attribute in info)
        {
            switch (attribute.Type)
            {
                case LinkInfoAttribute.Kind: kind = KnownKind(attribute.Value); break;
                case LinkInfoAttribute.Data: details = ReadDetails(kind, attribute.Nested); break;
                case LinkInfoAttribute.PortKind: portKind = KnownKind(attribute.Value); break;
                case LinkInfoAttribute.PortData: port = portKind == "bridge" ? BridgeReader.ReadPort(attribute.Nested) : null; break;
            }
        }
        return (kind, details, port);
    }

    private static LinkDetails? ReadDetails(string kind, AttributeReader data) => kind switch
    {
        "bridge" => BridgeReader.Read(data),
        "macvlan" => ReadMacvlan(data),
        "vxlan" => ReadVxlan(data),
        _ => null,
    };

    private static MacvlanDetails ReadMacvlan(AttributeReader data)
    {
        var details = new MacvlanDetails();
        foreach (NetlinkAttribute attribute in data)
        {
            switch (attribute.Type)
            {
                case MacvlanAttribute.Mode: details.Mode = (MacvlanMode)attribute.UInt32; break;
                case MacvlanAttribute.Flags: details.Flags = attribute.UInt16; break;
                case MacvlanAttribute.BroadcastQueueLength: details.BroadcastQueueLength = attribute.UInt32; break;
                case MacvlanAttribute.UsedBroadcastQueueLength: details.UsedBroadcastQueueLength = attribute.UInt32; break;
                case MacvlanAttribute.SourceAddresses: details.SourceAddresses = ReadSources(attribute.Nested); break;
            }
        }
        return details;
    }

    private static List<string> ReadSources(AttributeReader list)
    {
        var sources = new List<string>();
        foreach (NetlinkAttribute attribute in list)
        {
            if (attribute.Type == MacvlanAttribute.SourceAddress && attribute.Value.Length == MacAddress.Length) sources.Add(new MacAddress(attribute.Value).ToString());
        }
        return sources;
    }

    // IFLA_VXLAN_* (linux/if_link.h); ports and the flow label are big-endian, the rest is not.
    private static VxlanDetails ReadVxlan(AttributeReader data)
    {
        var details = new VxlanDetails();
        foreach (NetlinkAttribute attribute in data)
        {
            switch (attribute.Type)
            {
                case VxlanAttribute.Id: details.Id = attribute.UInt32; break;
                case VxlanAttribute.Group or VxlanAttribute.Group6: details.Remote = attribute.Address?.ToString(); break;
                case VxlanAttribute.Link: details.LinkIndex = attribute.Int32; break;
                case VxlanAttribute.Local or VxlanAttribute.Local6: details.Local = attribute.Address?.ToString(); break;
                case VxlanAttribute.TimeToLive: details.TimeToLive = attribute.Byte; break;
                case VxlanAttribute.Learning: details.Learning = attribute.Byte != 0; break;
                case VxlanAttribute.Ageing: details.AgeingTimeValue = TimeSpan.FromSeconds(attribute.UInt32); break;
                case VxlanAttribute.Port: details.Port = attribute.BigEndian16; break;
                case VxlanAttribute.PortRange when attribute.Value.Length >= 4:
                    details.SourcePortLow = BinaryPrimitives.ReadUInt16BigEndian(attribute.Value);
                    details.SourcePortHigh = BinaryPrimitives.ReadUInt16BigEndian(attribute.Value[2..]);
                    break;
                case VxlanAttribute.TypeOfService: details.TypeOfService = attribute.Byte; break;
                case VxlanAttribute.Label: details.FlowLabel = attribute.BigEndian32; break;
                case VxlanAttribute.InheritTimeToLive: details.InheritsTimeToLive = attribute.Byte != 0; break;
                case VxlanAttribute.DontFragment: details.DontFragment = attribute.Byte; break;
                case VxlanAttribute.Limit: details.MaxEntries = attribute.UInt32; break;
                case VxlanAttribute.Proxy: details.Proxy = attribute.Byte != 0; break;
                case VxlanAttribute.RouteShortCircuit: details.RouteShortCircuit = attribute.Byte != 0; break;
                case VxlanAttribute.LinkMiss: details.NotifiesLinkMiss = attribute.Byte != 0; break;
                case VxlanAttribute.AddressMiss: details.NotifiesAddressMiss = attribute.Byte != 0; break;
                case VxlanAttribute.UdpChecksum: details.UdpChecksum = attribute.Byte != 0; break;
                case VxlanAttribute.UdpZeroChecksum6Send: details.UdpZeroChecksum6Send = attribute.Byte != 0; break;
                case VxlanAttribute.UdpZeroChecksum6Receive: details.UdpZeroChecksum6Receive = attribute.Byte != 0; break;
                // These two attributes are present or absent and have no value.
                case VxlanAttribute.GroupPolicy: details.GroupPolicy = true; break;
                case VxlanAttribute.GenericProtocol: details.GenericProtocol = true; break;
                case VxlanAttribute.CollectMetadata: details.IsExternal = attribute.Byte != 0; break;
            }
        }
        return details;
    }

    // A thousand links of one kind need one string.
    private static string KnownKind(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> trimmed = text.TrimEnd((byte)0);
        if (trimmed.SequenceEqual("veth"u8)) return "veth";
        if (trimmed.SequenceEqual("bridge"u8)) return "bridge";
        return System.Text.Encoding.UTF8.GetString(trimmed);
    }
}

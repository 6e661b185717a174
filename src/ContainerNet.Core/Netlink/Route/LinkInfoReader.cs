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
        var details = new MacvlanDetails(default(MacvlanMode));
        foreach (NetlinkAttribute attribute in data)
        {
            details = attribute.Type switch
            {
                MacvlanAttribute.Mode => details with { Mode = (MacvlanMode)attribute.UInt32 },
                MacvlanAttribute.Flags => details with { Flags = attribute.UInt16 },
                MacvlanAttribute.BroadcastQueueLength => details with { BroadcastQueueLength = attribute.UInt32 },
                MacvlanAttribute.UsedBroadcastQueueLength => details with { UsedBroadcastQueueLength = attribute.UInt32 },
                MacvlanAttribute.SourceAddresses => details with { SourceAddresses = ReadSources(attribute.Nested) },
                _ => details,
            };
        }
        return details;
    }

    private static List<MacAddress> ReadSources(AttributeReader list)
    {
        var sources = new List<MacAddress>();
        foreach (NetlinkAttribute attribute in list)
        {
            if (attribute.Type == MacvlanAttribute.SourceAddress && attribute.Value.Length == MacAddress.Length) sources.Add(new MacAddress(attribute.Value));
        }
        return sources;
    }

    // IFLA_VXLAN_* (linux/if_link.h); ports and the flow label are big-endian, the rest is not.
    private static VxlanDetails ReadVxlan(AttributeReader data)
    {
        var details = new VxlanDetails();
        foreach (NetlinkAttribute attribute in data)
        {
            details = attribute.Type switch
            {
                VxlanAttribute.Id => details with { Id = attribute.UInt32 },
                VxlanAttribute.Group or VxlanAttribute.Group6 => details with { Remote = attribute.Address },
                VxlanAttribute.Link => details with { LinkIndex = attribute.Int32 },
                VxlanAttribute.Local or VxlanAttribute.Local6 => details with { Local = attribute.Address },
                VxlanAttribute.TimeToLive => details with { TimeToLive = attribute.Byte },
                VxlanAttribute.Learning => details with { Learning = attribute.Byte != 0 },
                VxlanAttribute.Ageing => details with { AgeingTime = TimeSpan.FromSeconds(attribute.UInt32) },
                VxlanAttribute.Port => details with { Port = attribute.BigEndian16 },
                VxlanAttribute.PortRange when attribute.Value.Length >= 4 => details with
                {
                    SourcePortLow = BinaryPrimitives.ReadUInt16BigEndian(attribute.Value),
                    SourcePortHigh = BinaryPrimitives.ReadUInt16BigEndian(attribute.Value[2..]),
                },
                VxlanAttribute.TypeOfService => details with { TypeOfService = attribute.Byte },
                VxlanAttribute.Label => details with { FlowLabel = attribute.BigEndian32 },
                VxlanAttribute.InheritTimeToLive => details with { InheritsTimeToLive = attribute.Byte != 0 },
                VxlanAttribute.DontFragment => details with { DontFragment = attribute.Byte },
                VxlanAttribute.Limit => details with { MaxEntries = attribute.UInt32 },
                VxlanAttribute.Proxy => details with { Proxy = attribute.Byte != 0 },
                VxlanAttribute.RouteShortCircuit => details with { RouteShortCircuit = attribute.Byte != 0 },
                VxlanAttribute.LinkMiss => details with { NotifiesLinkMiss = attribute.Byte != 0 },
                VxlanAttribute.AddressMiss => details with { NotifiesAddressMiss = attribute.Byte != 0 },
                VxlanAttribute.UdpChecksum => details with { UdpChecksum = attribute.Byte != 0 },
                VxlanAttribute.UdpZeroChecksum6Send => details with { UdpZeroChecksum6Send = attribute.Byte != 0 },
                VxlanAttribute.UdpZeroChecksum6Receive => details with { UdpZeroChecksum6Receive = attribute.Byte != 0 },
                // These two are there or not, without a value.
                VxlanAttribute.GroupPolicy => details with { GroupPolicy = true },
                VxlanAttribute.GenericProtocol => details with { GenericProtocol = true },
                VxlanAttribute.CollectMetadata => details with { IsExternal = attribute.Byte != 0 },
                _ => details,
            };
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

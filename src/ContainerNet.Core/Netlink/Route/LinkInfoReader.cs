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
        const ushort mode = 1;
        foreach (NetlinkAttribute attribute in data)
        {
            if (attribute.Type == mode) return new MacvlanDetails((MacvlanMode)attribute.UInt32);
        }
        return new MacvlanDetails(default(MacvlanMode));
    }

    // IFLA_VXLAN_* (linux/if_link.h); the port is big-endian, the rest is not.
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

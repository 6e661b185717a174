namespace ContainerNet.Netlink.Route;

/// <summary>Writes the requests about links that are more than one attribute.</summary>
internal static class LinkWriter
{
    /// <summary>RTM_GETLINK of one interface by name.</summary>
    public static void Get(NetlinkWriter writer, string name, MessageFlags flags = MessageFlags.None)
    {
        writer.BeginMessage(RouteMessage.GetLink, flags, new LinkHeader());
        writer.Attribute(LinkAttribute.ExtendedMask, LinkAttribute.SkipStatistics);
        writer.String(LinkAttribute.Name, name);
        writer.EndMessage();
    }

    /// <summary>RTM_GETLINK of one interface by its index.</summary>
    public static void Get(NetlinkWriter writer, int index)
    {
        writer.BeginMessage(RouteMessage.GetLink, MessageFlags.None, new LinkHeader { Index = index });
        writer.Attribute(LinkAttribute.ExtendedMask, LinkAttribute.SkipStatistics);
        writer.EndMessage();
    }

    /// <summary>RTM_GETLINK of all interfaces; of another namespace when its id is given.</summary>
    public static void Dump(NetlinkWriter writer, int? targetNamespaceId = null)
    {
        writer.BeginMessage(RouteMessage.GetLink, MessageFlags.Dump, new LinkHeader());
        writer.Attribute(LinkAttribute.ExtendedMask, LinkAttribute.SkipStatistics);
        if (targetNamespaceId is { } id) writer.Attribute(LinkAttribute.TargetNamespaceId, id);
        writer.EndMessage();
    }

    /// <summary>The header that sets an interface up or down, or leaves it.</summary>
    public static LinkHeader Header(int index, bool? up = null) => new()
    {
        Index = index,
        Flags = up == true ? (uint)AdapterFlags.Up : 0,
        Change = up is null ? 0 : (uint)AdapterFlags.Up,
    };

    /// <summary>IFLA_ADDRESS.</summary>
    public static void Mac(NetlinkWriter writer, MacAddress? mac)
    {
        if (mac is not { } address) return;
        Span<byte> bytes = stackalloc byte[MacAddress.Length];
        address.CopyTo(bytes);
        writer.Attribute(LinkAttribute.Address, bytes);
    }
}

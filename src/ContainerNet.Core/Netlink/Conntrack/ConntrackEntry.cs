using ContainerNet.Netlink.Netfilter;

namespace ContainerNet.Netlink.Conntrack;

/// <summary>What names one flow to the kernel, in the bytes that it named it by itself.</summary>
/// <param name="Family">IPv4 or IPv6.</param>
/// <param name="Original">The original tuple's attributes.</param>
/// <param name="Id">Tells the flow from a later one with the same tuple.</param>
/// <param name="Zone">Its zone; 0 is the default.</param>
internal sealed record ConntrackEntry(NftFamily Family, byte[] Original, uint Id, ushort Zone)
{
    /// <summary>Reads a flow if one of the filters means it.</summary>
    public static ConntrackEntry? Read(in NetlinkMessage message, IReadOnlyList<ConntrackFilter> filters)
    {
        scoped NetlinkAttribute original = default, reply = default;
        uint id = 0;
        ushort zone = 0;
        foreach (NetlinkAttribute attribute in NftMessage.Attributes(message))
        {
            switch (attribute.Type)
            {
                case ConntrackMessage.OriginalTuple: original = attribute; break;
                case ConntrackMessage.ReplyTuple: reply = attribute; break;
                case ConntrackMessage.Id: id = attribute.BigEndian32; break;
                case ConntrackMessage.Zone: zone = attribute.BigEndian16; break;
            }
        }
        // To delete what has no tuple means to delete everything.
        if (original.Value.IsEmpty || !IsMeant(original, reply, filters)) return null;
        return new ConntrackEntry(NftMessage.Family(message), original.Value.ToArray(), id, zone);
    }

    /// <summary>Writes the request that deletes the flow.</summary>
    public void WriteDelete(NetlinkWriter writer)
    {
        writer.BeginMessage(ConntrackMessage.Delete, MessageFlags.Ack, new NetfilterHeader(Family));
        writer.Attribute(ConntrackMessage.OriginalTuple | Wire.NestedFlag, Original);
        writer.BigEndian(ConntrackMessage.Id, Id);
        if (Zone != 0) writer.BigEndian(ConntrackMessage.Zone, Zone);
        writer.EndMessage();
    }

    private static bool IsMeant(in NetlinkAttribute original, in NetlinkAttribute reply, IReadOnlyList<ConntrackFilter> filters)
    {
        ConntrackTuple there = ConntrackTuple.Read(original), back = ConntrackTuple.Read(reply);
        foreach (ConntrackFilter filter in filters)
        {
            if (filter.Matches(there, back)) return true;
        }
        return false;
    }
}

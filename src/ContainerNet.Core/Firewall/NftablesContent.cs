using ContainerNet.Interop;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Netfilter;

namespace ContainerNet.Firewall;

/// <summary>Reads networks and ports out of the table.</summary>
internal sealed class NftablesContent(NetlinkSocket socket)
{
    // One request asks for the table.
    private const int MaxSingleElements = NetlinkSocket.MaxBatch - 1;

    /// <summary>The networks; none where there is no table.</summary>
    public List<NetworkElement> Networks()
    {
        List<NftElement> masqueraded = Elements(NftablesTable.Masqueraded);
        var keys = masqueraded.Select(e => (e.Key, e.KeyEnd)).ToHashSet();
        return [.. Elements(NftablesTable.Networks).Select(e => NftablesElement.ReadNetwork(e, keys.Contains((e.Key, e.KeyEnd)))).OfType<NetworkElement>()];
    }

    /// <summary>All published ports.</summary>
    public List<PublishedPort> Ports()
        => [.. Ports(NftablesTable.Published), .. Ports(NftablesTable.PublishedByAddress)];

    /// <summary>
    /// Whether the table is there, and which of the host ports named lead somewhere. A few are asked for one by one in a
    /// single send, so that publishing the ten thousandth port costs what the first one did; many by listing all.
    /// </summary>
    public (bool Exists, List<PublishedPort> Ports) Find(IReadOnlyList<NftablesElement> ports)
    {
        bool few = ports.Count <= MaxSingleElements;
        var found = new List<PublishedPort>();
        NetlinkException?[] refusals = socket.Transact(
            writer => WriteFind(writer, few ? ports : []),
            (int _, in NetlinkMessage message) => ReadFound(message, found));
        foreach (NetlinkException? refusal in refusals)
        {
            if (refusal is not null && refusal.Errno != Errno.ENOENT) throw refusal;
        }
        bool exists = refusals[0] is null;
        return (exists, few || !exists ? found : Ports());
    }

    private static void WriteFind(NetlinkWriter writer, IReadOnlyList<NftablesElement> ports)
    {
        var header = new NetfilterHeader(NftablesTable.Table.Family);
        writer.BeginMessage(NftMessage.GetTable, MessageFlags.Ack, header);
        writer.String(NftTable.NameAttribute, NftablesTable.Table.Name);
        writer.EndMessage();
        foreach (NftablesElement port in ports)
        {
            writer.BeginMessage(NftMessage.GetElement, MessageFlags.Ack, header);
            NftElementList.Write(writer, port.Set, [new NftElement(port.Element.Key)]);
            writer.EndMessage();
        }
    }

    private static void ReadFound(in NetlinkMessage message, List<PublishedPort> found)
    {
        if (message.Type != NftMessage.NewElement) return;
        NftElementList list = NftElementList.Read(message);
        found.AddRange(list.Elements.Select(e => NftablesElement.ReadPort(list.Set, e)).OfType<PublishedPort>());
    }

    private IEnumerable<PublishedPort> Ports(NftSet map) => Elements(map).Select(e => NftablesElement.ReadPort(map.Name, e)).OfType<PublishedPort>();

    private List<NftElement> Elements(NftSet set)
    {
        try
        {
            return NftDump.Elements(socket, set);
        }
        catch (NetlinkException e) when (e.Errno == Errno.ENOENT)
        {
            return [];
        }
    }
}

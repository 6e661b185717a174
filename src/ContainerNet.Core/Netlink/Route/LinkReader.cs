using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ContainerNet.Netlink.Route;

/// <summary>Makes a <see cref="NetAdapter"/> of an RTM_NEWLINK.</summary>
internal static class LinkReader
{
    private const ushort InternetV6Family = 10;
    private const ushort AddressGenerationModeAttribute = 8;

    public static NetAdapter? Read(in NetlinkMessage message, NamespaceReference reference)
    {
        if (message.Type != RouteMessage.NewLink || message.Payload.Length < LinkHeader.Size) return null;
        LinkHeader header = MemoryMarshal.Read<LinkHeader>(message.Payload);
        string name = "", linkLayerAddress = "", broadcast = "", description = "", discipline = "", kind = "";
        MacAddress? mac = null;
        uint mtu = 0, minMtu = 0, maxMtu = 0, queueLength = 0, group = 0, promiscuity = 0, allMulticast = 0, transmitQueues = 0, receiveQueues = 0;
        uint gsoSize = 0, gsoSegments = 0, tsoSize = 0, tsoSegments = 0, groSize = 0;
        int master = 0, link = 0, linkMode = 0;
        int? linkNamespace = null;
        AdapterStatus status = AdapterStatus.Unknown;
        AddressGenerationMode? generation = null;
        List<string>? alternatives = null;
        LinkDetails? details = null;
        BridgePortDetails? port = null;
        foreach (NetlinkAttribute attribute in AttributeReader.After(message.Payload, LinkHeader.Size))
        {
            switch (attribute.Type)
            {
                case LinkAttribute.Name: name = attribute.Text; break;
                case LinkAttribute.Address:
                    linkLayerAddress = LinkLayerText(attribute.Value);
                    if (attribute.Value.Length == MacAddress.Length) mac = new MacAddress(attribute.Value);
                    break;
                case LinkAttribute.Broadcast: broadcast = LinkLayerText(attribute.Value); break;
                case LinkAttribute.Mtu: mtu = attribute.UInt32; break;
                case LinkAttribute.MinMtu: minMtu = attribute.UInt32; break;
                case LinkAttribute.MaxMtu: maxMtu = attribute.UInt32; break;
                case LinkAttribute.Link: link = attribute.Int32; break;
                case LinkAttribute.LinkNamespaceId: linkNamespace = attribute.Int32; break;
                case LinkAttribute.Master: master = attribute.Int32; break;
                case LinkAttribute.QueueDiscipline: discipline = attribute.Text; break;
                case LinkAttribute.QueueLength: queueLength = attribute.UInt32; break;
                case LinkAttribute.OperationalState: status = (AdapterStatus)attribute.Byte; break;
                case LinkAttribute.LinkMode: linkMode = attribute.Byte; break;
                case LinkAttribute.Alias: description = attribute.Text; break;
                case LinkAttribute.Group: group = attribute.UInt32; break;
                case LinkAttribute.Promiscuity: promiscuity = attribute.UInt32; break;
                case LinkAttribute.AllMulticast: allMulticast = attribute.UInt32; break;
                case LinkAttribute.TransmitQueues: transmitQueues = attribute.UInt32; break;
                case LinkAttribute.ReceiveQueues: receiveQueues = attribute.UInt32; break;
                case LinkAttribute.GsoMaxSize: gsoSize = attribute.UInt32; break;
                case LinkAttribute.GsoMaxSegments: gsoSegments = attribute.UInt32; break;
                case LinkAttribute.TsoMaxSize: tsoSize = attribute.UInt32; break;
                case LinkAttribute.TsoMaxSegments: tsoSegments = attribute.UInt32; break;
                case LinkAttribute.GroMaxSize: groSize = attribute.UInt32; break;
                case LinkAttribute.AddressFamilySpecific: generation = ReadGenerationMode(attribute.Nested); break;
                case LinkAttribute.PropertyList: alternatives = ReadAlternatives(attribute.Nested); break;
                case LinkAttribute.Info: (kind, details, port) = LinkInfoReader.Read(attribute.Nested); break;
            }
        }
        return new NetAdapter(reference)
        {
            Name = name,
            InterfaceIndex = header.Index,
            DeviceType = header.DeviceType,
            Flags = (AdapterFlags)header.Flags,
            Kind = kind,
            LinkLayerAddress = linkLayerAddress,
            MacAddressValue = mac,
            BroadcastAddress = broadcast,
            MtuSize = mtu,
            MinMtuSize = minMtu,
            MaxMtuSize = maxMtu,
            Status = status,
            MasterIndex = master,
            LinkIndex = link,
            LinkNamespaceId = linkNamespace,
            Description = description,
            AlternativeNames = alternatives ?? (IReadOnlyList<string>)[],
            QueueDiscipline = discipline,
            TransmitQueueLength = queueLength,
            TransmitQueues = transmitQueues,
            ReceiveQueues = receiveQueues,
            Group = group,
            Promiscuity = promiscuity,
            AllMulticast = allMulticast,
            LinkMode = linkMode,
            AddressGenerationMode = generation,
            Offload = new OffloadLimits { GsoMaxSize = gsoSize, GsoMaxSegments = gsoSegments, TsoMaxSize = tsoSize, TsoMaxSegments = tsoSegments, GroMaxSize = groSize },
            Details = details,
            BridgePort = port,
        };
    }

    /// <summary>Fills in the names of masters and links that are in the same list.</summary>
    public static void ResolveNames(List<NetAdapter> adapters)
    {
        var names = new Dictionary<int, string>(adapters.Count);
        foreach (NetAdapter adapter in adapters) names[adapter.InterfaceIndex] = adapter.Name;
        foreach (NetAdapter adapter in adapters)
        {
            if (adapter.MasterIndex != 0) adapter.Master = names.GetValueOrDefault(adapter.MasterIndex);
            if (adapter.LinkIndex != 0 && adapter.LinkNamespaceId is null) adapter.Link = names.GetValueOrDefault(adapter.LinkIndex);
        }
    }

    // An address is text in one of two notations: six bytes and odd lengths with colons, tunnels' IP addresses as such.
    internal static string LinkLayerText(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        0 => "",
        MacAddress.Length => new MacAddress(bytes).ToString(),
        4 or 16 => new System.Net.IPAddress(bytes).ToString(),
        _ => string.Join(':', Convert.ToHexStringLower(bytes).Chunk(2).Select(pair => new string(pair))),
    };

    private static AddressGenerationMode? ReadGenerationMode(AttributeReader families)
    {
        foreach (NetlinkAttribute family in families)
        {
            if (family.Type != InternetV6Family) continue;
            foreach (NetlinkAttribute attribute in family.Nested)
            {
                if (attribute.Type == AddressGenerationModeAttribute) return (AddressGenerationMode)attribute.Byte;
            }
        }
        return null;
    }

    private static List<string> ReadAlternatives(AttributeReader properties)
    {
        var names = new List<string>();
        foreach (NetlinkAttribute property in properties)
        {
            if (property.Type == LinkAttribute.AlternativeName) names.Add(property.Text);
        }
        return names;
    }
}

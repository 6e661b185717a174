using System.Net;
using ContainerNet.Firewall.Elements;
using ContainerNet.Netlink.Nftables;
using ContainerNet.Netlink.Nftables.Text;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Firewall.Nftables;

/// <summary>An element of one of the tables' sets or maps, with the words that nft takes for it.</summary>
internal readonly record struct NftablesElement(NftSet Set, NftElement Element)
{
    private const ushort DnsPort = 53;

    /// <summary>Its key in nft's words.</summary>
    public string KeyText => NftValueText.Interval(Set.KeyType, Element.Key.Span, (Element.KeyEnd ?? Element.Key).Span);

    /// <summary>What a map gives for it, in nft's words; null in a set.</summary>
    public string? DataText => Set.DataType is { } type && Element.Data is { Value: { } value } ? NftValueText.Of(type, value.Span) : null;

    /// <summary>The comment that is noted on it.</summary>
    public string? Comment => NftComment.Read(Element.UserData);

    /// <summary>All that a network is, in the sets that it is part of. The first one is its bridge; networks on one bridge share some of it.</summary>
    public static List<NftablesElement> Of(NetworkElement network)
    {
        NftElement name = new(NftablesExpressions.InterfaceName(network.Bridge));
        NftablesAddressFamily family = NftablesAddressFamily.Of(network.Subnet.BaseAddress);
        var elements = new List<NftablesElement>(8) { new(NftablesTable.Bridges, name) };
        if (network.Internal) elements.Add(new(NftablesTable.Internal, name));
        if (!network.HostAccess) elements.Add(new(NftablesTable.WithoutHost, name));
        elements.Add(new(network.Isolated ? NftablesTable.Isolated : NftablesTable.SameBridge, ToItself(network.Bridge)));
        elements.Add(new(family.Networks, Subnet(network)));
        if (network.Masquerade) elements.Add(new(family.Masqueraded, name));
        if (network.SnatAddress is { } address) elements.Add(new(family.SourceAddresses, name with { Data = new NftData(Key(address)) }));
        if (network.NameServer is { } server)
        {
            elements.Add(new(family.NameServers, NameServer(TransportProtocol.Udp, server, network.Bridge)));
            elements.Add(new(family.NameServers, NameServer(TransportProtocol.Tcp, server, network.Bridge)));
        }
        return elements;
    }

    /// <summary>An isolated port.</summary>
    public static NftablesElement Of(IsolatedPort isolated) => new(NftablesBridgeTable.Isolated, new NftElement(NftablesExpressions.InterfaceName(isolated.Port)));

    /// <summary>Both directions of an address that maps to a container.</summary>
    public static List<NftablesElement> Of(MappedAddress mapped)
    {
        NftablesAddressFamily family = NftablesAddressFamily.Of(mapped.HostAddress);
        NftValue host = Key(mapped.HostAddress), container = Key(mapped.ContainerAddress);
        return [new(family.Mapped, new NftElement(host, container)), new(family.MappedSources, new NftElement(container, host))];
    }

    /// <summary>All that an endpoint is. The first one is its own; the others it may share with one more on the same port.</summary>
    public static List<NftablesElement> Of(EndpointElement endpoint)
    {
        var elements = new List<NftablesElement>(6)
        {
            new(NftablesBridgeTable.EndpointsOf(endpoint.Address), new NftElement(Key(endpoint, endpoint.Address))),
            new(NftablesBridgeTable.Ports, new NftElement(NftablesExpressions.InterfaceName(endpoint.Port))),
            new(NftablesBridgeTable.Macs, new NftElement(Key(endpoint, null))),
        };
        if (endpoint.Address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6) return elements;
        NftElement linkLocal = new(Key(endpoint, LinkLocal(endpoint.MacAddress)));
        elements.Add(new(NftablesBridgeTable.LinkLocals, linkLocal));
        elements.Add(new(NftablesBridgeTable.Advertised, linkLocal));
        elements.Add(new(NftablesBridgeTable.Advertised, elements[0].Element));
        return elements;
    }

    /// <summary>The mapped address that an element of one of its maps is; null for any other element.</summary>
    public static MappedAddress? ReadMapped(string map, NftElement element)
    {
        foreach (NftablesAddressFamily family in NftablesAddressFamily.Both)
        {
            if (map != family.Mapped.Name && map != family.MappedSources.Name || element.Data is not { Value: { } data }) continue;
            if (family.Address(element.Key) is not { } key || family.Address(data) is not { } value) return null;
            return map == family.Mapped.Name ? new MappedAddress(key, value) : new MappedAddress(value, key);
        }
        return null;
    }

    /// <summary>The endpoint that an element of one of the two sets is; null for any other element.</summary>
    public static EndpointElement? ReadEndpoint(string set, NftElement element)
    {
        bool isIPv6 = set == NftablesBridgeTable.Endpoints6.Name;
        if (!isIPv6 && set != NftablesBridgeTable.Endpoints.Name) return null;
        var key = new NftKeyReader(element.Key);
        var endpoint = new EndpointElement(key.InterfaceName(), key.Mac(), isIPv6 ? key.IPv6() : key.IPv4());
        return key.Complete ? endpoint : null;
    }

    /// <summary>The subnet and the bridge that an element of one of the sets of subnets is; null for any other element.</summary>
    public static (string Bridge, IPNetwork Subnet)? ReadSubnet(NftablesAddressFamily family, NftElement element)
    {
        if (family.Address(element.Key) is not { } first || family.Address(element.KeyEnd ?? element.Key) is not { } last) return null;
        return Subnet(first, last) is { } subnet && NftComment.Read(element.UserData) is { } bridge ? (bridge, subnet) : null;
    }

    /// <summary>The bridge, and its address for name queries, of an element of one of the two sets; null for any other element.</summary>
    public static (string Bridge, IPAddress Address)? ReadNameServer(NftablesAddressFamily family, NftElement element)
    {
        var key = new NftKeyReader(element.Key);
        _ = key.Byte();
        IPAddress address = family.Address(ref key);
        _ = key.Port();
        return key.Complete && NftComment.Read(element.UserData) is { } bridge ? (bridge, address) : null;
    }

    private static NftElement NameServer(TransportProtocol protocol, IPAddress address, string bridge)
    {
        var key = new NftKeyBuilder(stackalloc byte[NftKeyBuilder.MaxLength]);
        key.Byte((byte)protocol);
        key.Address(address);
        key.Port(DnsPort);
        return new NftElement(key.Value) { UserData = NftComment.Of(bridge) };
    }

    private static NftElement ToItself(string bridge)
    {
        var key = new NftKeyBuilder(stackalloc byte[NftKeyBuilder.MaxLength]);
        key.InterfaceName(bridge);
        key.InterfaceName(bridge);
        return new NftElement(key.Value);
    }

    private static NftElement Subnet(NetworkElement network)
        => new(Key(network.Subnet.BaseAddress)) { KeyEnd = Key(network.Subnet.LastAddress()), UserData = NftComment.Of(network.Bridge) };

    private static NftValue Key(EndpointElement endpoint, IPAddress? address)
    {
        var key = new NftKeyBuilder(stackalloc byte[NftKeyBuilder.MaxLength]);
        key.InterfaceName(endpoint.Port);
        key.Mac(endpoint.MacAddress);
        if (address is not null) key.Address(address);
        return key.Value;
    }

    private static NftValue Key(IPAddress address) => new(address.GetAddressBytes());

    // RFC 4291, appendix A: the MAC address with ff:fe in the middle and the universal bit turned over.
    private static IPAddress LinkLocal(MacAddress macAddress)
    {
        Span<byte> mac = stackalloc byte[MacAddress.Length];
        macAddress.CopyTo(mac);
        return new IPAddress([0xfe, 0x80, 0, 0, 0, 0, 0, 0, (byte)(mac[0] ^ 2), mac[1], mac[2], 0xff, 0xfe, mac[3], mac[4], mac[5]]);
    }

    private static IPNetwork? Subnet(IPAddress from, IPAddress to)
    {
        byte[] first = from.GetAddressBytes(), last = to.GetAddressBytes();
        int same = 0;
        while (same < first.Length * 8 && (first[same / 8] ^ last[same / 8]) >> 7 - same % 8 == 0) same++;
        if (!from.Masked(same).Equals(from)) return null;
        var subnet = new IPNetwork(from, same);
        return subnet.LastAddress().Equals(to) ? subnet : null;
    }
}

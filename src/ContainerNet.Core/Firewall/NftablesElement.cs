using System.Net;
using ContainerNet.Netlink.Netfilter;

namespace ContainerNet.Firewall;

/// <summary>An element of one of the tables' sets, with the words that nft takes for it.</summary>
/// <param name="Set">The set or map.</param>
/// <param name="Element">The element.</param>
/// <param name="KeyText">Its key.</param>
/// <param name="DataText">What a map gives for it; null in a set.</param>
internal readonly record struct NftablesElement(NftSet Set, NftElement Element, string KeyText, string? DataText = null)
{
    /// <summary>The comment that is noted on it.</summary>
    public string? Comment => NftComment.Read(Element.UserData);

    /// <summary>All that a network is, in the sets that it is part of.</summary>
    public static IEnumerable<NftablesElement> Of(NetworkElement network)
    {
        string bridge = $"\"{network.Bridge}\"";
        NftElement name = new(NftablesExpressions.InterfaceName(network.Bridge));
        yield return new NftablesElement(NftablesTable.Bridges, name, bridge);
        if (network.Internal) yield return new NftablesElement(NftablesTable.Internal, name, bridge);
        yield return new NftablesElement(network.Isolated ? NftablesTable.Isolated : NftablesTable.SameBridge, ToItself(network.Bridge), $"{bridge} . {bridge}");

        NftablesAddressFamily family = NftablesAddressFamily.Of(network.Subnet.BaseAddress);
        NftElement subnet = Subnet(network);
        string text = $"{network.Subnet} . {bridge}";
        yield return new NftablesElement(family.Networks, subnet, text);
        if (network.Masquerade) yield return new NftablesElement(family.Masqueraded, subnet, text);
        if (network.SnatAddress is { } address) yield return new NftablesElement(family.SourceAddresses, subnet with { Data = new NftData(Key(address)) }, text, $"{address}");
    }

    /// <summary>Both ways of an address that leads to a container.</summary>
    public static IEnumerable<NftablesElement> Of(MappedAddress mapped)
    {
        NftablesAddressFamily family = NftablesAddressFamily.Of(mapped.HostAddress);
        NftValue host = Key(mapped.HostAddress), container = Key(mapped.ContainerAddress);
        yield return new NftablesElement(family.Mapped, new NftElement(host, container), $"{mapped.HostAddress}", $"{mapped.ContainerAddress}");
        yield return new NftablesElement(family.MappedSources, new NftElement(container, host), $"{mapped.ContainerAddress}", $"{mapped.HostAddress}");
    }

    /// <summary>All that an endpoint is. The first one is its own; the others it may share with one more on the same port.</summary>
    public static IEnumerable<NftablesElement> Of(EndpointElement endpoint)
    {
        string port = $"\"{endpoint.Port}\"";
        string mac = $"{port} . {endpoint.MacAddress}";
        yield return new NftablesElement(NftablesBridgeTable.EndpointsOf(endpoint.Address), new NftElement(Key(endpoint, endpoint.Address)), $"{mac} . {endpoint.Address}");
        yield return new NftablesElement(NftablesBridgeTable.Ports, new NftElement(NftablesExpressions.InterfaceName(endpoint.Port)), port);
        yield return new NftablesElement(NftablesBridgeTable.Macs, new NftElement(Key(endpoint, null)), mac);
        if (endpoint.Address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6) yield break;
        IPAddress linkLocal = LinkLocal(endpoint.MacAddress);
        yield return new NftablesElement(NftablesBridgeTable.LinkLocals, new NftElement(Key(endpoint, linkLocal)), $"{mac} . {linkLocal}");
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

    /// <summary>The subnet and the bridge that an element of one of the sets of subnets is; null for what is no subnet.</summary>
    public static (string Bridge, IPNetwork Subnet)? ReadSubnet(NftablesAddressFamily family, NftElement element)
    {
        var first = new NftKeyReader(element.Key);
        var last = new NftKeyReader(element.KeyEnd ?? element.Key);
        IPAddress from = family.Address(ref first), to = family.Address(ref last);
        string bridge = first.InterfaceName();
        return first.Complete && Subnet(from, to) is { } subnet ? (bridge, subnet) : null;
    }

    private static NftElement ToItself(string bridge)
    {
        var key = new NftKeyBuilder(stackalloc byte[NftKeyBuilder.MaxLength]);
        key.InterfaceName(bridge);
        key.InterfaceName(bridge);
        return new NftElement(key.Value);
    }

    private static NftElement Subnet(NetworkElement network)
        => new(Bound(network.Subnet.BaseAddress, network.Bridge)) { KeyEnd = Bound(network.Subnet.LastAddress(), network.Bridge) };

    private static NftValue Bound(IPAddress address, string bridge)
    {
        var key = new NftKeyBuilder(stackalloc byte[NftKeyBuilder.MaxLength]);
        key.Address(address);
        key.InterfaceName(bridge);
        return key.Value;
    }

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

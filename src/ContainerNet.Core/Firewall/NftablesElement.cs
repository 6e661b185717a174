using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using ContainerNet.Netlink.Netfilter;

namespace ContainerNet.Firewall;

/// <summary>An element of one of the table's sets, with the words that nft takes for it.</summary>
/// <param name="Set">The set or map.</param>
/// <param name="Element">The element.</param>
/// <param name="KeyText">Its key.</param>
/// <param name="DataText">What a map gives for it; null in a set.</param>
internal readonly record struct NftablesElement(NftSet Set, NftElement Element, string KeyText, string? DataText = null)
{
    /// <summary>All that a network is, in the sets that it is part of.</summary>
    public static IEnumerable<NftablesElement> Of(NetworkElement network)
    {
        string bridge = $"\"{network.Bridge}\"";
        NftValue name = InterfaceNames(network.Bridge);
        yield return new NftablesElement(NftablesTable.Bridges, new NftElement(name), bridge);
        yield return new NftablesElement(NftablesTable.SameBridge, new NftElement(InterfaceNames(network.Bridge, network.Bridge)), $"{bridge} . {bridge}");

        NftElement subnet = Subnet(network);
        string text = $"{network.Subnet} . {bridge}";
        yield return new NftablesElement(NftablesTable.Networks, subnet, text);
        if (network.Masquerade) yield return new NftablesElement(NftablesTable.Masqueraded, subnet, text);
    }

    /// <summary>The one map element that a published port is.</summary>
    public static NftablesElement Of(PublishedPort port)
    {
        NftSet map = port.HostAddress is null ? NftablesTable.Published : NftablesTable.PublishedByAddress;
        string protocol = port.Protocol.ToString().ToLowerInvariant();
        string host = port.HostAddress is null ? $"{port.HostPort}" : $"{port.HostAddress} . {port.HostPort}";
        return new NftablesElement(map, new NftElement(Key(port), Target(port)), $"{protocol} . {host}", $"{port.ContainerAddress} . {port.ContainerPort}");
    }

    /// <summary>The port that an element of one of the two maps is; null for any other element.</summary>
    public static PublishedPort? ReadPort(string map, NftElement element)
    {
        bool byAddress = map == NftablesTable.PublishedByAddress.Name;
        if (!byAddress && map != NftablesTable.Published.Name) return null;
        if (element.Data is not { Value: { } data }) return null;
        var key = new NftKeyReader(element.Key);
        var target = new NftKeyReader(data);
        var port = new PublishedPort((TransportProtocol)key.Byte(), byAddress ? key.IPv4() : null, key.Port(), target.IPv4(), target.Port());
        return key.Complete && target.Complete ? port : null;
    }

    /// <summary>The network that an element of the set of subnets is; null for what is no subnet.</summary>
    public static NetworkElement? ReadNetwork(NftElement element, bool masquerade)
    {
        var first = new NftKeyReader(element.Key);
        var last = new NftKeyReader(element.KeyEnd ?? element.Key);
        IPAddress from = first.IPv4(), to = last.IPv4();
        string bridge = first.InterfaceName();
        if (!first.Complete || PrefixLength(from, to) is not { } length) return null;
        return new NetworkElement(bridge, new IPNetwork(from, length), masquerade);
    }

    private static NftValue Key(PublishedPort port)
    {
        var key = new NftKeyBuilder(stackalloc byte[NftKeyBuilder.MaxLength]);
        key.Byte((byte)port.Protocol);
        if (port.HostAddress is not null) key.Address(port.HostAddress);
        key.Port(port.HostPort);
        return key.Value;
    }

    private static NftValue Target(PublishedPort port)
    {
        var target = new NftKeyBuilder(stackalloc byte[NftKeyBuilder.MaxLength]);
        target.Address(port.ContainerAddress);
        target.Port(port.ContainerPort);
        return target.Value;
    }

    private static NftValue InterfaceNames(params ReadOnlySpan<string> names)
    {
        var key = new NftKeyBuilder(stackalloc byte[NftKeyBuilder.MaxLength]);
        foreach (string name in names) key.InterfaceName(name);
        return key.Value;
    }

    private static NftElement Subnet(NetworkElement network)
        => new(Bound(network.Subnet.BaseAddress, network.Bridge))
        {
            KeyEnd = Bound(LastAddress(network.Subnet), network.Bridge),
        };

    private static NftValue Bound(IPAddress address, string bridge)
    {
        var key = new NftKeyBuilder(stackalloc byte[NftKeyBuilder.MaxLength]);
        key.Address(address);
        key.InterfaceName(bridge);
        return key.Value;
    }

    private static IPAddress LastAddress(IPNetwork subnet) => FromNumber(Number(subnet.BaseAddress) | HostBits(subnet.PrefixLength));

    private static int? PrefixLength(IPAddress from, IPAddress to)
    {
        uint host = Number(from) ^ Number(to);
        int length = BitOperations.LeadingZeroCount(host);
        return host == HostBits(length) && (Number(from) & host) == 0 ? length : null;
    }

    private static uint HostBits(int prefixLength) => (uint)((1ul << 32 - prefixLength) - 1);

    private static uint Number(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        return address.AddressFamily == AddressFamily.InterNetwork && address.TryWriteBytes(bytes, out _)
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : 0;
    }

    private static IPAddress FromNumber(uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }
}

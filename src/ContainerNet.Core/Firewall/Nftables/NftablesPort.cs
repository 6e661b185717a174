using System.Globalization;
using System.Net;
using ContainerNet.Firewall.Elements;
using ContainerNet.Netlink.Nftables;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Firewall.Nftables;

/// <summary>
/// Published ports as elements. A range whose ports are the container's own is one element, whatever its size. One that is
/// shifted is an element for each port, because nf_tables cannot add to a port: each carries the range's host ports as its
/// comment, so that any of them tells the whole.
/// </summary>
internal static class NftablesPort
{
    /// <summary>The elements that a published port is.</summary>
    public static IEnumerable<NftablesElement> Elements(PublishedPort port)
    {
        if (port.Count == 1) return [Single(port, 0, default)];
        if (port.HostPort == port.ContainerPort) return [Range(port)];
        NftValue comment = NftComment.Of($"{port.HostPort}-{port.LastHostPort}");
        return Enumerable.Range(0, port.Count).Select(i => Single(port, i, comment));
    }

    /// <summary>For each port on its own, the two elements that could hold it: the keys to request them with.</summary>
    public static IEnumerable<NftablesElement> Lookups(PublishedPort port)
    {
        NftablesAddressFamily family = NftablesAddressFamily.Of(port.ContainerAddress);
        for (int i = 0; i < port.Count; i++)
        {
            NftablesElement single = Single(port, i, default);
            yield return single;
            yield return single with { Set = port.IsOnAllAddresses ? family.PublishedRanges : family.PublishedRangesByAddress };
        }
    }

    /// <summary>The port that an element of one of the maps is, or is part of; null for any other element.</summary>
    public static PublishedPort? Read(string map, NftElement element)
    {
        foreach (NftablesAddressFamily family in NftablesAddressFamily.Both)
        {
            if (map == family.Published.Name) return ReadSingle(family, element, byAddress: false);
            if (map == family.PublishedByAddress.Name) return ReadSingle(family, element, byAddress: true);
            if (map == family.PublishedRanges.Name) return ReadRange(family, element, byAddress: false);
            if (map == family.PublishedRangesByAddress.Name) return ReadRange(family, element, byAddress: true);
        }
        return null;
    }

    private static NftablesElement Single(PublishedPort port, int index, NftValue comment)
    {
        NftablesAddressFamily family = NftablesAddressFamily.Of(port.ContainerAddress);
        ushort hostPort = (ushort)(port.HostPort + index), containerPort = (ushort)(port.ContainerPort + index);
        var target = new NftKeyBuilder(stackalloc byte[NftKeyBuilder.MaxLength]);
        target.Address(port.ContainerAddress);
        target.Port(containerPort);
        return new NftablesElement(
            port.IsOnAllAddresses ? family.Published : family.PublishedByAddress,
            new NftElement(Key(port, hostPort), target.Value) { UserData = comment });
    }

    private static NftablesElement Range(PublishedPort port)
    {
        NftablesAddressFamily family = NftablesAddressFamily.Of(port.ContainerAddress);
        return new NftablesElement(
            port.IsOnAllAddresses ? family.PublishedRanges : family.PublishedRangesByAddress,
            new NftElement(Key(port, port.HostPort), new NftValue(port.ContainerAddress.GetAddressBytes())) { KeyEnd = Key(port, port.LastHostPort) });
    }

    private static NftValue Key(PublishedPort port, ushort hostPort)
    {
        var key = new NftKeyBuilder(stackalloc byte[NftKeyBuilder.MaxLength]);
        key.Byte((byte)port.Protocol);
        if (!port.IsOnAllAddresses) key.Address(port.HostAddress);
        key.Port(hostPort);
        return key.Value;
    }

    private static PublishedPort? ReadSingle(NftablesAddressFamily family, NftElement element, bool byAddress)
    {
        if (element.Data is not { Value: { } data } || ReadKey(family, element.Key, byAddress) is not { } key) return null;
        var target = new NftKeyReader(data);
        var port = new PublishedPort(key.Protocol, key.Address, key.Port, family.Address(ref target), target.Port());
        if (!target.Complete) return null;
        return NftComment.Read(element.UserData) is { } comment && ReadComment(comment) is { } range ? Whole(port, range) : port;
    }

    private static PublishedPort? ReadRange(NftablesAddressFamily family, NftElement element, bool byAddress)
    {
        if (element.Data is not { Value: { } data } || family.Address(data) is not { } target) return null;
        if (ReadKey(family, element.Key, byAddress) is not { } first || ReadKey(family, element.KeyEnd ?? element.Key, byAddress) is not { } last) return null;
        if (first.Protocol != last.Protocol || !first.Address.Equals(last.Address) || first.Port > last.Port) return null;
        return new PublishedPort(first.Protocol, first.Address, first.Port, target, first.Port) { Count = last.Port - first.Port + 1 };
    }

    private static (TransportProtocol Protocol, IPAddress Address, ushort Port)? ReadKey(NftablesAddressFamily family, NftValue value, bool byAddress)
    {
        var key = new NftKeyReader(value);
        var protocol = (TransportProtocol)key.Byte();
        IPAddress address = byAddress ? family.Address(ref key) : family.AllAddresses;
        ushort port = key.Port();
        return key.Complete ? (protocol, address, port) : null;
    }

    private static (ushort First, ushort Last)? ReadComment(string comment)
    {
        string[] ends = comment.Split('-');
        if (ends.Length != 2 || !Number(ends[0], out ushort first) || !Number(ends[1], out ushort last) || first > last) return null;
        return (first, last);
    }

    private static bool Number(string text, out ushort number) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    // A comment that does not fit its element is another's.
    private static PublishedPort Whole(PublishedPort port, (ushort First, ushort Last) range)
    {
        int before = port.HostPort - range.First;
        bool fits = before >= 0 && port.HostPort <= range.Last && port.ContainerPort > before && port.ContainerPort + (range.Last - port.HostPort) <= ushort.MaxValue;
        if (!fits) return port;
        return port with { HostPort = range.First, ContainerPort = (ushort)(port.ContainerPort - before), Count = range.Last - range.First + 1 };
    }
}

using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ContainerNet.Host.Links;

namespace ContainerNet.Netlink.Route;

/// <summary>Makes a <see cref="NetRoute"/> of an RTM_NEWROUTE.</summary>
internal static class RouteReader
{
    // RTM_F_CLONED: an entry of the cache, not a route.
    private const uint Cloned = 0x200;

    public static NetRoute? Read(in NetlinkMessage message, NamespaceReference reference, InterfaceNames names)
    {
        if (message.Type != RouteMessage.NewRoute || message.Payload.Length < RouteHeader.Size) return null;
        RouteHeader header = MemoryMarshal.Read<RouteHeader>(message.Payload);
        AddressFamily family = IPAddresses.FromKernelFamily(header.Family);
        if (family == AddressFamily.Unspecified) return null;
        IPAddress? destination = null, gateway = null, source = null;
        uint table = header.Table, metric = 0;
        uint nextHopId = 0, realm = 0;
        int index = 0, preference = 0;
        IPAddress? sourcePrefix = null;
        RoutePathMetrics metrics = RoutePathMetrics.None;
        TimeSpan? expires = null;
        IReadOnlyList<RouteNextHop> ways = [];
        foreach (NetlinkAttribute attribute in AttributeReader.After(message.Payload, RouteHeader.Size))
        {
            switch (attribute.Type)
            {
                case RouteAttribute.Destination: destination = attribute.Address; break;
                case RouteAttribute.Gateway: gateway = attribute.Address; break;
                case RouteAttribute.Via: gateway = ReadVia(attribute); break;
                case RouteAttribute.OutputInterface: index = attribute.Int32; break;
                case RouteAttribute.Priority: metric = attribute.UInt32; break;
                case RouteAttribute.PreferredSource: source = attribute.Address; break;
                case RouteAttribute.Table: table = attribute.UInt32; break;
                case RouteAttribute.Preference: preference = attribute.Byte; break;
                case RouteAttribute.Metrics: metrics = RoutePathMetrics.Read(attribute.Nested); break;
                case RouteAttribute.Source: sourcePrefix = attribute.Address; break;
                case RouteAttribute.Flow: realm = attribute.UInt32; break;
                case RouteAttribute.NextHopId: nextHopId = attribute.UInt32; break;
                case RouteAttribute.CacheInfo: expires = ReadExpires(attribute.Value); break;
                case RouteAttribute.MultiPath: ways = ReadWays(attribute.Value, family, names); break;
            }
        }
        return new NetRoute(reference, Network(destination ?? family.Unspecified(), header.DestinationLength), gateway ?? family.Unspecified())
        {
            InterfaceIndex = index,
            InterfaceAlias = names[index],
            RouteMetric = metric,
            Table = table,
            Type = (RouteType)header.Type,
            Scope = (NetworkScope)header.Scope,
            ProtocolNumber = header.Protocol,
            PreferredSourceValue = source,
            MtuSize = metrics.Mtu,
            PathMetrics = metrics.Values,
            CongestionControl = metrics.CongestionControl,
            SourcePrefixValue = sourcePrefix is null || header.SourceLength == 0 ? null : Network(sourcePrefix, header.SourceLength),
            TypeOfService = header.TypeOfService,
            Realm = realm,
            NextHopId = nextHopId,
            ExpiresValue = expires,
            NextHops = ways,
            Preference = preference,
            Flags = header.Flags & ~Cloned,
        };
    }

    /// <summary>Whether the message shows an entry of the route cache.</summary>
    public static bool IsCloned(in NetlinkMessage message)
        => message.Payload.Length >= RouteHeader.Size && (MemoryMarshal.Read<RouteHeader>(message.Payload).Flags & Cloned) != 0;

    private static IPNetwork Network(IPAddress address, int length)
    {
        int bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        int prefix = Math.Min(length, bits);
        return new IPNetwork(address.Masked(prefix), prefix);
    }

    // struct rtvia: two bytes of family, then the address; for IPv4 destinations through an IPv6 gateway.
    private static IPAddress? ReadVia(in NetlinkAttribute attribute)
        => attribute.Value.Length is 6 or 18 ? new IPAddress(attribute.Value[2..]) : null;

    // struct rta_cacheinfo: rta_expires is the third word, in hundredths of a second; 0 for never.
    private static TimeSpan? ReadExpires(ReadOnlySpan<byte> cacheInfo)
    {
        int hundredths = cacheInfo.Length >= 12 ? MemoryMarshal.Read<int>(cacheInfo[8..]) : 0;
        return hundredths == 0 ? null : TimeSpan.FromMilliseconds(hundredths * 10.0);
    }

    private static List<RouteNextHop> ReadWays(ReadOnlySpan<byte> rest, AddressFamily family, InterfaceNames names)
    {
        var ways = new List<RouteNextHop>();
        while (rest.Length >= NextHopHeader.Size)
        {
            NextHopHeader header = MemoryMarshal.Read<NextHopHeader>(rest);
            if (header.Length < NextHopHeader.Size || header.Length > rest.Length) break;
            IPAddress? gateway = null;
            foreach (NetlinkAttribute attribute in new AttributeReader(rest[NextHopHeader.Size..header.Length]))
            {
                if (attribute.Type == RouteAttribute.Gateway) gateway = attribute.Address;
                else if (attribute.Type == RouteAttribute.Via) gateway = ReadVia(attribute);
            }
            ways.Add(new RouteNextHop(gateway ?? family.Unspecified()) { InterfaceAlias = names[header.Index], InterfaceIndex = header.Index, Weight = header.Hops + 1, Flags = header.Flags });
            rest = rest[Math.Min(Wire.Align(header.Length), rest.Length)..];
        }
        return ways;
    }
}

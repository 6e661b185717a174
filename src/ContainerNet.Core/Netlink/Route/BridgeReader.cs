using System.Globalization;

namespace ContainerNet.Netlink.Route;

/// <summary>Reads what a bridge, and being its port, adds to a link (IFLA_BR_* and IFLA_BRPORT_* in linux/if_link.h).</summary>
internal static class BridgeReader
{
    public static BridgeDetails Read(AttributeReader data)
    {
        var bridge = new BridgeDetails();
        foreach (NetlinkAttribute attribute in data)
        {
            bridge = attribute.Type switch
            {
                BridgeAttribute.ForwardDelay => bridge with { ForwardDelay = Ticks(attribute.UInt32) },
                BridgeAttribute.HelloTime => bridge with { HelloTime = Ticks(attribute.UInt32) },
                BridgeAttribute.MaxAge => bridge with { MaxAge = Ticks(attribute.UInt32) },
                BridgeAttribute.AgeingTime => bridge with { AgeingTime = Ticks(attribute.UInt32) },
                BridgeAttribute.StpState => bridge with { StpState = attribute.UInt32 },
                BridgeAttribute.Priority => bridge with { Priority = attribute.UInt16 },
                BridgeAttribute.VlanFiltering => bridge with { VlanFiltering = attribute.Byte != 0 },
                BridgeAttribute.GroupForwardMask => bridge with { GroupForwardMask = attribute.UInt16 },
                BridgeAttribute.RootId => bridge with { RootId = Id(attribute.Value) },
                BridgeAttribute.BridgeId => bridge with { BridgeId = Id(attribute.Value) },
                BridgeAttribute.RootPort => bridge with { RootPort = attribute.UInt16 },
                BridgeAttribute.RootPathCost => bridge with { RootPathCost = attribute.UInt32 },
                BridgeAttribute.GroupAddress when attribute.Value.Length == MacAddress.Length => bridge with { GroupAddress = new MacAddress(attribute.Value) },
                BridgeAttribute.MulticastRouter => bridge with { MulticastRouter = attribute.Byte },
                BridgeAttribute.MulticastSnooping => bridge with { MulticastSnooping = attribute.Byte != 0 },
                BridgeAttribute.MulticastQuerier => bridge with { MulticastQuerier = attribute.Byte != 0 },
                BridgeAttribute.CallIptables => bridge with { CallIptables = attribute.Byte != 0 },
                BridgeAttribute.CallIp6tables => bridge with { CallIp6tables = attribute.Byte != 0 },
                BridgeAttribute.CallArptables => bridge with { CallArptables = attribute.Byte != 0 },
                BridgeAttribute.DefaultVlan => bridge with { DefaultVlan = attribute.UInt16 },
                BridgeAttribute.VlanProtocol => bridge with { VlanProtocol = attribute.BigEndian16 },
                BridgeAttribute.VlanStatistics => bridge with { VlanStatistics = attribute.Byte != 0 },
                BridgeAttribute.VlanStatisticsPerPort => bridge with { VlanStatisticsPerPort = attribute.Byte != 0 },
                BridgeAttribute.TopologyChange => bridge with { TopologyChange = attribute.Byte != 0 },
                BridgeAttribute.TopologyChangeDetected => bridge with { TopologyChangeDetected = attribute.Byte != 0 },
                BridgeAttribute.BooleanOptions => bridge with
                {
                    NoLinkLocalLearning = (attribute.UInt32 & BridgeAttribute.NoLinkLocalLearning) != 0,
                    MulticastVlanSnooping = (attribute.UInt32 & BridgeAttribute.MulticastVlanSnooping) != 0,
                },
                _ => bridge,
            };
        }
        return bridge with { Multicast = ReadMulticast(data) };
    }

    private static BridgeMulticast ReadMulticast(AttributeReader data)
    {
        var multicast = new BridgeMulticast();
        foreach (NetlinkAttribute attribute in data)
        {
            multicast = attribute.Type switch
            {
                BridgeAttribute.MulticastQueryUseAddress => multicast with { QueryUsesInterfaceAddress = attribute.Byte != 0 },
                BridgeAttribute.MulticastHashElasticity => multicast with { HashElasticity = attribute.UInt32 },
                BridgeAttribute.MulticastHashMax => multicast with { HashMax = attribute.UInt32 },
                BridgeAttribute.MulticastLastMemberCount => multicast with { LastMemberCount = attribute.UInt32 },
                BridgeAttribute.MulticastStartupQueryCount => multicast with { StartupQueryCount = attribute.UInt32 },
                BridgeAttribute.MulticastLastMemberInterval => multicast with { LastMemberInterval = Ticks(attribute.UInt64) },
                BridgeAttribute.MulticastMembershipInterval => multicast with { MembershipInterval = Ticks(attribute.UInt64) },
                BridgeAttribute.MulticastQuerierInterval => multicast with { QuerierInterval = Ticks(attribute.UInt64) },
                BridgeAttribute.MulticastQueryInterval => multicast with { QueryInterval = Ticks(attribute.UInt64) },
                BridgeAttribute.MulticastQueryResponseInterval => multicast with { QueryResponseInterval = Ticks(attribute.UInt64) },
                BridgeAttribute.MulticastStartupQueryInterval => multicast with { StartupQueryInterval = Ticks(attribute.UInt64) },
                BridgeAttribute.MulticastStatistics => multicast with { Statistics = attribute.Byte != 0 },
                BridgeAttribute.IgmpVersion => multicast with { IgmpVersion = attribute.Byte },
                BridgeAttribute.MldVersion => multicast with { MldVersion = attribute.Byte },
                _ => multicast,
            };
        }
        return multicast;
    }

    public static BridgePortDetails ReadPort(AttributeReader data)
    {
        var port = new BridgePortDetails();
        foreach (NetlinkAttribute attribute in data)
        {
            port = attribute.Type switch
            {
                BridgePortAttribute.State => port with { State = (BridgePortState)attribute.Byte },
                BridgePortAttribute.Priority => port with { Priority = attribute.UInt16 },
                BridgePortAttribute.Cost => port with { Cost = attribute.UInt32 },
                BridgePortAttribute.Hairpin => port with { Hairpin = attribute.Byte != 0 },
                BridgePortAttribute.Learning => port with { Learning = attribute.Byte != 0 },
                BridgePortAttribute.Flood => port with { Flood = attribute.Byte != 0 },
                BridgePortAttribute.Number => port with { Number = attribute.UInt16 },
                BridgePortAttribute.Isolated => port with { Isolated = attribute.Byte != 0 },
                BridgePortAttribute.Locked => port with { Locked = attribute.Byte != 0 },
                BridgePortAttribute.Guard => port with { Guard = attribute.Byte != 0 },
                BridgePortAttribute.RootBlock => port with { RootBlock = attribute.Byte != 0 },
                BridgePortAttribute.FastLeave => port with { FastLeave = attribute.Byte != 0 },
                BridgePortAttribute.MulticastFlood => port with { MulticastFlood = attribute.Byte != 0 },
                BridgePortAttribute.BroadcastFlood => port with { BroadcastFlood = attribute.Byte != 0 },
                BridgePortAttribute.MulticastToUnicast => port with { MulticastToUnicast = attribute.Byte != 0 },
                BridgePortAttribute.MulticastRouter => port with { MulticastRouter = attribute.Byte },
                BridgePortAttribute.ProxyArp => port with { ProxyArp = attribute.Byte != 0 },
                BridgePortAttribute.ProxyArpWireless => port with { ProxyArpWireless = attribute.Byte != 0 },
                BridgePortAttribute.NeighborSuppression => port with { NeighborSuppression = attribute.Byte != 0 },
                BridgePortAttribute.VlanTunnel => port with { VlanTunnel = attribute.Byte != 0 },
                BridgePortAttribute.GroupForwardMask => port with { GroupForwardMask = attribute.UInt16 },
                BridgePortAttribute.Id => port with { Id = attribute.UInt16 },
                BridgePortAttribute.DesignatedPort => port with { DesignatedPort = attribute.UInt16 },
                BridgePortAttribute.DesignatedCost => port with { DesignatedCost = attribute.UInt16 },
                BridgePortAttribute.RootId => port with { RootId = Id(attribute.Value) },
                BridgePortAttribute.BridgeId => port with { BridgeId = Id(attribute.Value) },
                BridgePortAttribute.TopologyChangeAcknowledged => port with { TopologyChangeAcknowledged = attribute.Byte != 0 },
                BridgePortAttribute.ConfigurationPending => port with { ConfigurationPending = attribute.Byte != 0 },
                BridgePortAttribute.BackupPort => port with { BackupPortIndex = attribute.Int32 },
                _ => port,
            };
        }
        return port;
    }

    // Bridge times are in hundredths of a second: USER_HZ, on every architecture.
    private static TimeSpan Ticks(ulong hundredths)
        => hundredths <= (ulong)(TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerMillisecond / 10) ? TimeSpan.FromMilliseconds((long)hundredths * 10) : TimeSpan.MaxValue;

    // struct ifla_bridge_id: two bytes of priority, six of the MAC address.
    private static string Id(ReadOnlySpan<byte> id) => id.Length < 8
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{id[0]:x2}{id[1]:x2}.{new MacAddress(id[2..8])}");
}

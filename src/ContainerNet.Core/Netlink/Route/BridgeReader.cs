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
            switch (attribute.Type)
            {
                case BridgeAttribute.ForwardDelay: bridge.ForwardDelayValue = Ticks(attribute.UInt32); break;
                case BridgeAttribute.HelloTime: bridge.HelloTimeValue = Ticks(attribute.UInt32); break;
                case BridgeAttribute.MaxAge: bridge.MaxAgeValue = Ticks(attribute.UInt32); break;
                case BridgeAttribute.AgeingTime: bridge.AgeingTimeValue = Ticks(attribute.UInt32); break;
                case BridgeAttribute.StpState: bridge.StpState = attribute.UInt32; break;
                case BridgeAttribute.Priority: bridge.Priority = attribute.UInt16; break;
                case BridgeAttribute.VlanFiltering: bridge.VlanFiltering = attribute.Byte != 0; break;
                case BridgeAttribute.GroupForwardMask: bridge.GroupForwardMask = attribute.UInt16; break;
                case BridgeAttribute.RootId: bridge.RootId = Id(attribute.Value); break;
                case BridgeAttribute.BridgeId: bridge.BridgeId = Id(attribute.Value); break;
                case BridgeAttribute.RootPort: bridge.RootPort = attribute.UInt16; break;
                case BridgeAttribute.RootPathCost: bridge.RootPathCost = attribute.UInt32; break;
                case BridgeAttribute.GroupAddress when attribute.Value.Length == MacAddress.Length: bridge.GroupAddress = new MacAddress(attribute.Value).ToString(); break;
                case BridgeAttribute.MulticastRouter: bridge.MulticastRouter = attribute.Byte; break;
                case BridgeAttribute.MulticastSnooping: bridge.MulticastSnooping = attribute.Byte != 0; break;
                case BridgeAttribute.MulticastQuerier: bridge.MulticastQuerier = attribute.Byte != 0; break;
                case BridgeAttribute.CallIptables: bridge.CallIptables = attribute.Byte != 0; break;
                case BridgeAttribute.CallIp6tables: bridge.CallIp6tables = attribute.Byte != 0; break;
                case BridgeAttribute.CallArptables: bridge.CallArptables = attribute.Byte != 0; break;
                case BridgeAttribute.DefaultVlan: bridge.DefaultVlan = attribute.UInt16; break;
                case BridgeAttribute.VlanProtocol: bridge.VlanProtocol = attribute.BigEndian16; break;
                case BridgeAttribute.VlanStatistics: bridge.VlanStatistics = attribute.Byte != 0; break;
                case BridgeAttribute.VlanStatisticsPerPort: bridge.VlanStatisticsPerPort = attribute.Byte != 0; break;
                case BridgeAttribute.TopologyChange: bridge.TopologyChange = attribute.Byte != 0; break;
                case BridgeAttribute.TopologyChangeDetected: bridge.TopologyChangeDetected = attribute.Byte != 0; break;
                case BridgeAttribute.BooleanOptions:
                    bridge.NoLinkLocalLearning = (attribute.UInt32 & BridgeAttribute.NoLinkLocalLearning) != 0;
                    bridge.MulticastVlanSnooping = (attribute.UInt32 & BridgeAttribute.MulticastVlanSnooping) != 0;
                    break;
            }
        }
        bridge.Multicast = ReadMulticast(data);
        return bridge;
    }

    private static BridgeMulticast ReadMulticast(AttributeReader data)
    {
        var multicast = new BridgeMulticast();
        foreach (NetlinkAttribute attribute in data)
        {
            switch (attribute.Type)
            {
                case BridgeAttribute.MulticastQueryUseAddress: multicast.QueryUsesInterfaceAddress = attribute.Byte != 0; break;
                case BridgeAttribute.MulticastHashElasticity: multicast.HashElasticity = attribute.UInt32; break;
                case BridgeAttribute.MulticastHashMax: multicast.HashMax = attribute.UInt32; break;
                case BridgeAttribute.MulticastLastMemberCount: multicast.LastMemberCount = attribute.UInt32; break;
                case BridgeAttribute.MulticastStartupQueryCount: multicast.StartupQueryCount = attribute.UInt32; break;
                case BridgeAttribute.MulticastLastMemberInterval: multicast.LastMemberIntervalValue = Ticks(attribute.UInt64); break;
                case BridgeAttribute.MulticastMembershipInterval: multicast.MembershipIntervalValue = Ticks(attribute.UInt64); break;
                case BridgeAttribute.MulticastQuerierInterval: multicast.QuerierIntervalValue = Ticks(attribute.UInt64); break;
                case BridgeAttribute.MulticastQueryInterval: multicast.QueryIntervalValue = Ticks(attribute.UInt64); break;
                case BridgeAttribute.MulticastQueryResponseInterval: multicast.QueryResponseIntervalValue = Ticks(attribute.UInt64); break;
                case BridgeAttribute.MulticastStartupQueryInterval: multicast.StartupQueryIntervalValue = Ticks(attribute.UInt64); break;
                case BridgeAttribute.MulticastStatistics: multicast.Statistics = attribute.Byte != 0; break;
                case BridgeAttribute.IgmpVersion: multicast.IgmpVersion = attribute.Byte; break;
                case BridgeAttribute.MldVersion: multicast.MldVersion = attribute.Byte; break;
            }
        }
        return multicast;
    }

    public static BridgePortDetails ReadPort(AttributeReader data)
    {
        var port = new BridgePortDetails();
        foreach (NetlinkAttribute attribute in data)
        {
            switch (attribute.Type)
            {
                case BridgePortAttribute.State: port.State = (BridgePortState)attribute.Byte; break;
                case BridgePortAttribute.Priority: port.Priority = attribute.UInt16; break;
                case BridgePortAttribute.Cost: port.Cost = attribute.UInt32; break;
                case BridgePortAttribute.Hairpin: port.Hairpin = attribute.Byte != 0; break;
                case BridgePortAttribute.Learning: port.Learning = attribute.Byte != 0; break;
                case BridgePortAttribute.Flood: port.Flood = attribute.Byte != 0; break;
                case BridgePortAttribute.Number: port.Number = attribute.UInt16; break;
                case BridgePortAttribute.Isolated: port.Isolated = attribute.Byte != 0; break;
                case BridgePortAttribute.Locked: port.Locked = attribute.Byte != 0; break;
                case BridgePortAttribute.Guard: port.Guard = attribute.Byte != 0; break;
                case BridgePortAttribute.RootBlock: port.RootBlock = attribute.Byte != 0; break;
                case BridgePortAttribute.FastLeave: port.FastLeave = attribute.Byte != 0; break;
                case BridgePortAttribute.MulticastFlood: port.MulticastFlood = attribute.Byte != 0; break;
                case BridgePortAttribute.BroadcastFlood: port.BroadcastFlood = attribute.Byte != 0; break;
                case BridgePortAttribute.MulticastToUnicast: port.MulticastToUnicast = attribute.Byte != 0; break;
                case BridgePortAttribute.MulticastRouter: port.MulticastRouter = attribute.Byte; break;
                case BridgePortAttribute.ProxyArp: port.ProxyArp = attribute.Byte != 0; break;
                case BridgePortAttribute.ProxyArpWireless: port.ProxyArpWireless = attribute.Byte != 0; break;
                case BridgePortAttribute.NeighborSuppression: port.NeighborSuppression = attribute.Byte != 0; break;
                case BridgePortAttribute.VlanTunnel: port.VlanTunnel = attribute.Byte != 0; break;
                case BridgePortAttribute.GroupForwardMask: port.GroupForwardMask = attribute.UInt16; break;
                case BridgePortAttribute.Id: port.Id = attribute.UInt16; break;
                case BridgePortAttribute.DesignatedPort: port.DesignatedPort = attribute.UInt16; break;
                case BridgePortAttribute.DesignatedCost: port.DesignatedCost = attribute.UInt16; break;
                case BridgePortAttribute.RootId: port.RootId = Id(attribute.Value); break;
                case BridgePortAttribute.BridgeId: port.BridgeId = Id(attribute.Value); break;
                case BridgePortAttribute.TopologyChangeAcknowledged: port.TopologyChangeAcknowledged = attribute.Byte != 0; break;
                case BridgePortAttribute.ConfigurationPending: port.ConfigurationPending = attribute.Byte != 0; break;
                case BridgePortAttribute.BackupPort: port.BackupPortIndex = attribute.Int32; break;
            }
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

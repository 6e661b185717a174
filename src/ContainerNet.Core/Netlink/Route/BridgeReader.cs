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
                _ => bridge,
            };
        }
        return bridge;
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
                _ => port,
            };
        }
        return port;
    }

    // Bridge times are in hundredths of a second: USER_HZ, on every architecture.
    private static TimeSpan Ticks(uint hundredths) => TimeSpan.FromMilliseconds(hundredths * 10.0);

    // struct ifla_bridge_id: two bytes of priority, six of the MAC address.
    private static string Id(ReadOnlySpan<byte> id) => id.Length < 8
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{id[0]:x2}{id[1]:x2}.{new MacAddress(id[2..8])}");
}

using System.Net;
using System.Net.Sockets;
using ContainerNet.Host.Addresses;
using ContainerNet.Host.Links;
using ContainerNet.Host.Routes;
using ContainerNet.Networks.Names;
using ContainerNet.Plans;

namespace ContainerNet.Networks.Ipam;

/// <summary>
/// The addresses that a host uses. A default pool's subnet that covers one of them is not taken: the host would look for that
/// address on the new bridge. Routes show most of them, but not all.
/// </summary>
internal static class HostAddresses
{
    // ARPHRD_TUNNEL, ARPHRD_TUNNEL6, ARPHRD_SIT, ARPHRD_IPGRE and ARPHRD_IP6GRE of linux/if_arp.h: the kernel gives a tunnel's
    // remote end as its broadcast address.
    private static readonly int[] _tunnelTypes = [768, 769, 776, 778, 823];

    /// <summary>What the host routes, has, and sends to, of both families.</summary>
    public static IEnumerable<IPNetwork> Read(PlanSession session)
    {
        List<NetRoute> routes = RouteOperations.List(session, NamespaceReference.Host);
        return
        [
            .. routes.Select(route => route.DestinationPrefixValue),
            .. routes.SelectMany(Gateways).Select(Alone),
            .. AddressOperations.List(session, NamespaceReference.Host).SelectMany(Of),
            .. LinkOperations.List(session, NamespaceReference.Host).Select(RemoteEnd).OfType<IPAddress>().Select(Alone),
            .. UpstreamServers.Configured(session.Host).Where(server => !IPAddress.IsLoopback(server)).Select(Alone),
        ];
    }

    /// <summary>The outer address of a tunnel's other end, which the host may reach by its default route; null where the link is no tunnel, or has no fixed end.</summary>
    public static IPAddress? RemoteEnd(NetAdapter link)
    {
        string? remote = link.Details is VxlanDetails vxlan ? vxlan.Remote : _tunnelTypes.Contains(link.DeviceType) ? link.BroadcastAddress : null;
        return IPAddress.TryParse(remote, out IPAddress? address) ? address : null;
    }

    // A gateway with the flag onlink needs no route to itself.
    private static IEnumerable<IPAddress> Gateways(NetRoute route) => [route.NextHopValue, .. route.NextHops.Select(way => way.NextHopValue)];

    // An address whose interface is down, or that has the flag noprefixroute, has no route to its network. On a point-to-point link
    // the prefix is the peer's.
    private static IEnumerable<IPNetwork> Of(NetIPAddress address)
        => address.PeerAddressValue is { } peer ? [Alone(address.IPAddressValue), Around(peer, address.PrefixLength)] : [Around(address.IPAddressValue, address.PrefixLength)];

    private static IPNetwork Alone(IPAddress address) => Around(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);

    private static IPNetwork Around(IPAddress address, int prefixLength) => new(address.Masked(prefixLength), prefixLength);
}

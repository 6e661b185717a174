using System.Diagnostics;
using System.Net;
using ContainerNet.Host.Links;
using ContainerNet.Host.Routes;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Networks.Endpoints;

/// <summary>
/// Waits until the first packet of a new endpoint passes. The kernel finishes two things after the messages that requested
/// them: it activates the queue of an interface whose carrier came up (net/core/link_watch.c), and it adds the local route of
/// an IPv6 address (addrconf_dad_work in net/ipv6/addrconf.c). Packets that are ahead of either are dropped, and a dropped
/// ARP or neighbor request is sent again after a second.
/// </summary>
internal sealed class EndpointReadiness(PlanSession session)
{
    // Nearly always it is ready at the first look. What takes longer than this is not the kernel's delay, and is no error here.
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(1);

    private readonly long _begin = Stopwatch.GetTimestamp();

    /// <summary>Waits for an endpoint of a bridge network. A macvlan interface transmits as soon as it is up.</summary>
    public static void Wait(PlanSession session, NetworkRecord network, EndpointRecord endpoint)
    {
        if (network.Bridge is not { } bridge) return;
        NamespaceReference place = endpoint.Place();
        var readiness = new EndpointReadiness(session);
        // In this order: the bridge has a carrier once a port forwards, and its IPv6 addresses work once it has a carrier.
        readiness.WaitForLink(NamespaceReference.Host, endpoint.HostInterface);
        readiness.WaitForLink(NamespaceReference.Host, bridge);
        readiness.WaitForLink(place, endpoint.Interface);
        if (endpoint.IPv6Address is not { } address) return;
        readiness.WaitForAddress(NamespaceReference.Host, network.IPv6!.OwnAddress());
        readiness.WaitForAddress(place, address);
    }

    private void WaitForLink(NamespaceReference place, string name) => WaitUntil(() => !session.IsActivating(place, name));

    private void WaitForAddress(NamespaceReference place, IPAddress address) => WaitUntil(() => RouteOperations.IsLocal(session, place, address));

    private void WaitUntil(Func<bool> condition)
    {
        while (!condition() && Stopwatch.GetElapsedTime(_begin) < _limit) session.Cancellation.WaitHandle.WaitOne(millisecondsTimeout: 1);
    }
}

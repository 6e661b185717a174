using ContainerNet.Host.Addresses;
using ContainerNet.Host.Links;
using ContainerNet.Host.Routes;
using ContainerNet.Host.Sysctls;
using ContainerNet.Linux.Sysctls;
using ContainerNet.Networks.Drivers;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Networks.Endpoints;

/// <summary>What makes an endpoint's interface, with its addresses and routes.</summary>
internal static class EndpointInterface
{
    /// <summary>An endpoint's interface, with all that is set on it.</summary>
    public static List<Step> Steps(PlanSession session, NetworkRecord network, EndpointRecord endpoint, NamespaceReference place, IReadOnlyList<NetAdapter> inside)
    {
        List<Step> steps = network.Bridge is null ? MacvlanDriver.AttachSteps(network, endpoint, place) : BridgeDriver.AttachSteps(session, network, endpoint, place);
        SysctlSetting[] guards = InterfaceSysctls.Of(endpoint.Interface, hasIPv6: network.IPv6 is not null);
        if (guards.Length > 0) steps.Add(new SetSysctls(endpoint.Interface, guards) { Namespace = place });
        steps.Add(ChangeLink.SetUp(place, endpoint.Interface));
        if (inside.Any(link => link is { Name: "lo", IsEnabled: false })) steps.Add(ChangeLink.SetUp(place, "lo"));
        foreach (AddAddress address in AddressSteps(network, endpoint, place)) steps.Add(address);
        // Where there is no interface, there is no route either.
        foreach (AddRoute route in DefaultRoutes.Add(session, network, endpoint.Interface, place, isFirst: !HasInterface(inside))) steps.Add(route);
        steps.AddRange(SourceRoutes.Add(network, endpoint, place));
        return steps;
    }

    /// <summary>An endpoint's addresses.</summary>
    public static AddAddress[] AddressSteps(NetworkRecord network, EndpointRecord endpoint, NamespaceReference place)
    {
        var ipv4 = new AddAddress(new AddressEntry(endpoint.Interface, new InterfaceAddress(endpoint.Address, network.IPv4!.Subnet.PrefixLength)) { Broadcast = network.IPv4.Subnet.LastAddress(), Label = endpoint.Interface }) { Namespace = place };
        if (endpoint.IPv6Address is not { } ipv6) return [ipv4];
        // ContainerNet assigns it, so no duplicate address detection is needed.
        return [ipv4, new AddAddress(new AddressEntry(endpoint.Interface, new InterfaceAddress(ipv6, network.IPv6!.Subnet.PrefixLength)) { Flags = AddressFlags.NoDad }) { Namespace = place }];
    }

    /// <summary>Whether a namespace has an interface apart from lo.</summary>
    public static bool HasInterface(IReadOnlyList<NetAdapter> inside) => inside.Any(link => link.Name != "lo");
}

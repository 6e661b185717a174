using System.Net;
using System.Net.Sockets;
using ContainerNet.Firewall;
using ContainerNet.Namespaces;
using ContainerNet.Plans;
using ContainerNet.Plans.Steps;

namespace ContainerNet.Networks;

/// <summary>Networks that are a bridge on the host, with an address, forwarding and the firewall's rules.</summary>
internal static class BridgeDriver
{
    public static List<Step> CreateSteps(PlanSession session, NetworkRecord network)
    {
        string bridge = network.Bridge!;
        // A name from an id that is new is nobody's; if it ever were, the kernel would refuse it.
        if (bridge != NameFor(network.Id) && session.FindLink(NamespaceReference.Host, bridge) is not null)
            throw ContainerNetException.Exists("InterfaceExists", bridge, $"There is an interface '{bridge}' on the host already.");
        List<Step> steps = LinkSteps(session, network, bridge);
        steps.Add(ChangeFirewall.Adding(session.Host, network.ToElements()));
        return steps;
    }

    /// <summary>The name of a network's bridge where none is asked for.</summary>
    public static string NameFor(string networkId) => $"cn-{networkId.AsSpan(0, 10)}";

    /// <summary>The end on the host and its peer inside, which is the endpoint's interface.</summary>
    public static List<Step> AttachSteps(PlanSession session, NetworkRecord network, EndpointRecord endpoint, NamespaceReference place) =>
    [
        new CreateLink(endpoint.HostInterface, "veth", MacAddress.Random())
        {
            Master = network.Bridge,
            Mtu = network.MtuSize,
            Up = true,
            Peer = new VethPeer(place, endpoint.Interface, endpoint.MacAddress),
        },
        // An endpoint may call a port that is published for itself: where bridges pass IP's hooks (br_netfilter) the call comes back by its own port.
        new SetBridgePort(endpoint.HostInterface, Hairpin: true, network.Isolated),
        ChangeFirewall.Adding(session.Host, endpoint.ToElements()),
    ];

    public static string NewHostInterface() => $"veth{Random.Shared.GetHexString(7, lowercase: true)}";

    /// <summary>All of a bridge but what the firewall knows of it.</summary>
    public static List<Step> LinkSteps(PlanSession session, NetworkRecord network, string bridge)
    {
        List<Step> steps = [new CreateLink(bridge, "bridge", MacAddress.Random()) { Mtu = network.MtuSize }];
        SysctlSetting[] guards = InterfaceSysctls.Of(bridge, hasIPv6: network.IPv6 is not null);
        if (guards.Length > 0) steps.Add(new SetSysctls(bridge, guards));
        // The host's parameters stay as they are where they are right already.
        foreach (SysctlSetting setting in Forwarding(network))
        {
            if (Sysctl.ReadOfHost(session.Host, setting.Key) == setting.Old && session.Host.Configuration.Get().IPForward) steps.Add(new SetSysctl(setting.Key, setting.New, setting.Old));
        }
        // Up comes last: a bridge that is not to have IPv6 does not begin with it.
        // What the host sends to its own 127.0.0.1 must be able to leave by it; the firewall drops what arrives for that.
        steps.Add(ChangeLink.SetUp(NamespaceReference.Host, bridge) with { RouteLocalnet = true });
        foreach (NetworkPool pool in network.Pools()) steps.Add(new AddAddress(AddressOf(bridge, pool)));
        return steps;
    }

    /// <summary>The kernel parameters of the host's that a bridge network needs.</summary>
    public static IReadOnlyList<SysctlSetting> Sysctls(NetHost host, NetworkRecord network, string bridge)
        =>
        [
            .. InterfaceSysctls.Of(bridge, hasIPv6: network.IPv6 is not null),
            new SysctlSetting(ChangeLink.RouteLocalnetOf(bridge), "1", "0"),
            .. host.Configuration.Get().IPForward ? Forwarding(network) : [],
        ];

    /// <summary>The bridge's own address.</summary>
    public static AddressEntry AddressOf(string bridge, NetworkPool pool)
    {
        var address = new InterfaceAddress(pool.BridgeAddress ?? pool.Gateway, pool.Subnet.PrefixLength);
        return pool.Subnet.BaseAddress.AddressFamily == AddressFamily.InterNetwork
            ? new AddressEntry(bridge, address) { Broadcast = pool.Subnet.LastAddress(), Label = bridge }
            // Nobody else has it: we give the addresses out.
            : new AddressEntry(bridge, address) { Flags = AddressFlags.NoDad };
    }

    private static SysctlSetting[] Forwarding(NetworkRecord network)
    {
        var ipv4 = new SysctlSetting("net/ipv4/ip_forward", "1", "0");
        return network.IPv6 is null ? [ipv4] : [ipv4, new SysctlSetting("net/ipv6/conf/all/forwarding", "1", "0")];
    }
}

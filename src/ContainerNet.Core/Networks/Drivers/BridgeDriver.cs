using System.Net;
using System.Net.Sockets;
using ContainerNet.Configuration;
using ContainerNet.Firewall;
using ContainerNet.Firewall.Elements;
using ContainerNet.Host.Addresses;
using ContainerNet.Host.Links;
using ContainerNet.Host.Sysctls;
using ContainerNet.Linux.Sysctls;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Networks.Drivers;

/// <summary>Networks that are a bridge on the host, with an address, forwarding and the firewall's rules.</summary>
internal static class BridgeDriver
{
    public static List<Step> CreateSteps(PlanSession session, NetworkRecord network)
    {
        string bridge = network.Bridge!;
        // A name made from a new id is free; if it ever were in use, the kernel would refuse it.
        if (bridge != NameFor(network.Id) && session.FindLink(NamespaceReference.Host, bridge) is not null)
            throw ContainerNetException.Exists("InterfaceExists", bridge, $"Interface '{bridge}' already exists on the host.");
        List<Step> steps = LinkSteps(session, network, bridge);
        steps.Add(ChangeFirewall.Adding(session.Host, network.ToElements()));
        return steps;
    }

    /// <summary>The name of a network's bridge where none is requested.</summary>
    public static string NameFor(string networkId) => $"cn-{networkId.AsSpan(0, 10)}";

    /// <summary>
    /// The end on the host and its peer inside, which is the endpoint's interface. The port is set up once the firewall and the
    /// bridge know whose frames it may bring, so that no frame is ahead of them.
    /// </summary>
    public static List<Step> AttachSteps(PlanSession session, NetworkRecord network, EndpointRecord endpoint, NamespaceReference place) =>
    [
        ChangeFirewall.Adding(session.Host, endpoint.ToElements()),
        new CreateLink(endpoint.HostInterface, "veth", MacAddress.Random())
        {
            Master = network.Bridge,
            Mtu = network.MtuSize,
            Peer = new VethPeer(place, endpoint.Interface, endpoint.MacAddress),
        },
        .. PortSysctls(endpoint) is { Length: > 0 } settings ? [new SetSysctls(endpoint.HostInterface, settings)] : Array.Empty<Step>(),
        new AddBridgeMac(endpoint.HostInterface, endpoint.MacAddress),
        new SetBridgePort(endpoint.HostInterface, PortSettings(session.Host, network), BridgePortSettings.Default) { Up = true },
    ];

    /// <summary>How the bridge treats an endpoint's port. The bridge itself isolates where no firewall of ours does.</summary>
    public static BridgePortSettings PortSettings(HostContext host, NetworkRecord network)
        => BridgePortSettings.ForEndpoint(network.Isolated && !host.Firewall.Holds(new IsolatedPort(network.Bridge!)));

    /// <summary>The kernel parameters of an endpoint's port: the host speaks to endpoints from the bridge only, so a port has no IPv6 of its own.</summary>
    public static SysctlSetting[] PortSysctls(EndpointRecord endpoint) => InterfaceSysctls.Of(endpoint.HostInterface, hasIPv6: false);

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
            if (Sysctl.ReadOfHost(session.Host.Sysctls, setting.Key) == setting.Old && session.Host.Configuration.Get().IPForward) steps.Add(new SetSysctl(setting.Key, setting.New, setting.Old));
        }
        // Up is set last, so that a bridge without IPv6 never has an IPv6 address.
        // What the host sends to its own 127.0.0.1 must be able to leave by it; the firewall drops what arrives for that.
        steps.Add(ChangeLink.SetUp(NamespaceReference.Host, bridge) with { RouteLocalnet = true });
        foreach (NetworkPool pool in network.Pools()) steps.Add(new AddAddress(AddressOf(bridge, pool)));
        return steps;
    }

    /// <summary>The kernel parameters of the host's that a bridge network needs.</summary>
    public static IReadOnlyList<SysctlSetting> Sysctls(HostContext host, NetworkRecord network, string bridge)
        =>
        [
            .. InterfaceSysctls.Of(bridge, hasIPv6: network.IPv6 is not null),
            new SysctlSetting(ChangeLink.RouteLocalnetOf(bridge), "1", "0"),
            .. host.Configuration.Get().IPForward ? Forwarding(network) : [],
        ];

    /// <summary>The bridge's own address.</summary>
    public static AddressEntry AddressOf(string bridge, NetworkPool pool)
    {
        var address = new InterfaceAddress(pool.OwnAddress(), pool.Subnet.PrefixLength);
        return pool.Subnet.BaseAddress.AddressFamily == AddressFamily.InterNetwork
            ? new AddressEntry(bridge, address) { Broadcast = pool.Subnet.LastAddress(), Label = bridge }
            // No other host has it: ContainerNet assigns the addresses.
            : new AddressEntry(bridge, address) { Flags = AddressFlags.NoDad };
    }

    private static SysctlSetting[] Forwarding(NetworkRecord network)
    {
        var ipv4 = new SysctlSetting("net/ipv4/ip_forward", "1", "0");
        return network.IPv6 is null ? [ipv4] : [ipv4, new SysctlSetting("net/ipv6/conf/all/forwarding", "1", "0")];
    }
}

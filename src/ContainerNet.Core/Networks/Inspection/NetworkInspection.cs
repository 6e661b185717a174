using System.Net;
using ContainerNet.Firewall;
using ContainerNet.Firewall.Elements;
using ContainerNet.Host.Addresses;
using ContainerNet.Host.Links;
using ContainerNet.Host.Routes;
using ContainerNet.Host.Sysctls;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Linux.Sysctls;
using ContainerNet.Networks.Drivers;
using ContainerNet.Networks.Endpoints;
using ContainerNet.Networks.Names;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Networks.Inspection;

/// <summary>Compares networks as they are meant with what the kernel has.</summary>
internal sealed class NetworkInspection(PlanSession session)
{
    private readonly List<NetworkFinding> _findings = [];
    private readonly HashSet<string> _gone = [];
    private readonly HashSet<(NamespaceReference Place, IPNetwork Destination)> _routes = [];
    private readonly Dictionary<string, HashSet<(string Port, MacAddress Mac)>> _macs = [];
    private readonly Dictionary<string, NetAdapter> _hostLinks = LinkOperations.List(session, NamespaceReference.Host).ToDictionary(link => link.Name);
    private readonly ILookup<string, NetIPAddress> _hostAddresses = AddressOperations.List(session, NamespaceReference.Host).ToLookup(address => address.InterfaceAlias);

    /// <summary>What differs in the networks that are requested, and in the firewall, which has no parts.</summary>
    public IReadOnlyList<NetworkFinding> Inspect(Func<NetworkRecord, bool> isWanted)
    {
        foreach (NetworkRecord network in session.Host.State.Networks.Where(isWanted))
        {
            if (network.Bridge is null) InspectParent(network);
            else InspectBridge(network, network.Bridge);
            foreach (EndpointRecord endpoint in session.Host.State.Endpoints.Where(endpoint => endpoint.NetworkId == network.Id)) InspectEndpoint(network, endpoint);
        }
        InspectNames(isWanted);
        InspectFirewall();
        return _findings;
    }

    private void InspectParent(NetworkRecord network)
    {
        if (!_hostLinks.ContainsKey(network.Parent!)) Find(network, NetworkDifferenceKind.InterfaceMissing, network.Parent!, "an interface of the host", "", []);
    }

    private void InspectBridge(NetworkRecord network, string bridge)
    {
        if (!_hostLinks.TryGetValue(bridge, out NetAdapter? link))
        {
            Find(network, NetworkDifferenceKind.InterfaceMissing, bridge, "a bridge", "", [.. BridgeDriver.LinkSteps(session, network, bridge)]);
            return;
        }
        if (link.Details is not BridgeDetails) Find(network, NetworkDifferenceKind.InterfaceSetting, bridge, "a bridge", link.Kind, []);
        if (!link.IsEnabled) Find(network, NetworkDifferenceKind.InterfaceSetting, bridge, "up", "down", [ChangeLink.SetUp(NamespaceReference.Host, bridge)]);
        if (network.MtuSize is { } mtu && mtu != link.MtuSize)
            Find(network, NetworkDifferenceKind.InterfaceSetting, bridge, $"mtu {mtu}", $"mtu {link.MtuSize}", [new ChangeLink(bridge, new LinkSettings { Mtu = mtu }, new LinkSettings { Mtu = link.MtuSize })]);
        // Ahead of the addresses: without IPv6 an interface takes none.
        foreach (SysctlSetting wanted in BridgeDriver.Sysctls(session.Host, network, bridge)) InspectSysctl(network, wanted, NamespaceReference.Host);
        foreach (NetworkPool pool in network.Pools())
        {
            AddressEntry entry = BridgeDriver.AddressOf(bridge, pool);
            if (!_hostAddresses[bridge].Any(address => address.ToInterfaceAddress() == entry.Address))
                Find(network, NetworkDifferenceKind.AddressMissing, bridge, $"{entry.Address}", "", [new AddAddress(entry)]);
        }
    }

    private void InspectSysctl(NetworkRecord network, SysctlSetting wanted, NamespaceReference place)
    {
        string? value = Sysctl.Read(session.Host.Sysctls, place, wanted.Key);
        if (value is not null && value != wanted.New) Find(network, NetworkDifferenceKind.KernelParameter, wanted.Key, wanted.New, value, [new SetSysctl(wanted.Key, wanted.New, value) { Namespace = place }], place);
    }

    private void InspectEndpoint(NetworkRecord network, EndpointRecord endpoint)
    {
        NamespaceReference place = endpoint.Place();
        if (FileIdentity.Of(session.Host.Namespaces.PathOf(place))?.Inode != endpoint.NamespaceInode)
        {
            _gone.Add(endpoint.Id);
            Find(network, NetworkDifferenceKind.NamespaceMissing, $"{place}", $"endpoint {endpoint.Address}", "", [.. EndpointRemoval.ReleaseSteps(session.Host, [endpoint])], place);
            return;
        }
        if (LinkOperations.List(session, place).Find(link => link.Name == endpoint.Interface) is not { } link)
        {
            // A veth end on the host that is left has lost its peer to another name or namespace; it is not ours to take away.
            Find(network, NetworkDifferenceKind.InterfaceMissing, endpoint.Interface, $"an interface with {endpoint.Address}", "",
                _hostLinks.ContainsKey(endpoint.HostInterface) ? [] : [.. EndpointInterface.Steps(session, network, endpoint, place, LinkOperations.List(session, place))], place);
            return;
        }
        if (network.Bridge is not null) InspectPort(network, endpoint);
        InspectInside(network, endpoint, place, link);
    }

    private void InspectPort(NetworkRecord network, EndpointRecord endpoint)
    {
        if (!_hostLinks.TryGetValue(endpoint.HostInterface, out NetAdapter? port))
        {
            Find(network, NetworkDifferenceKind.InterfaceMissing, endpoint.HostInterface, $"a port of {network.Bridge}", "", []);
            return;
        }
        foreach (SysctlSetting setting in BridgeDriver.PortSysctls(endpoint)) InspectSysctl(network, setting, NamespaceReference.Host);
        BridgePortSettings present = port.BridgePort is { } details ? new(details.Hairpin, details.Isolated, details.Learning, details.GroupForwardMask) : BridgePortSettings.Default;
        var wanted = new SetBridgePort(endpoint.HostInterface, BridgeDriver.PortSettings(session.Host, network), present);
        var mac = new AddBridgeMac(endpoint.HostInterface, endpoint.MacAddress);
        if (port.Master != network.Bridge)
        {
            Find(network, NetworkDifferenceKind.InterfaceSetting, port.Name, $"a port of {network.Bridge}", port.Master is null ? "" : $"a port of {port.Master}",
                [new ChangeLink(port.Name, new LinkSettings { Master = network.Bridge }, new LinkSettings { Master = port.Master ?? "" }), wanted, mac]);
        }
        else
        {
            if (present != wanted.New) Find(network, NetworkDifferenceKind.InterfaceSetting, port.Name, $"{wanted.New}", $"{present}", [wanted]);
            if (!MacsOf(network).Contains((port.Name, endpoint.MacAddress))) Find(network, NetworkDifferenceKind.InterfaceSetting, port.Name, mac.Command, "", [mac]);
        }
        if (!port.IsEnabled) Find(network, NetworkDifferenceKind.InterfaceSetting, port.Name, "up", "down", [ChangeLink.SetUp(NamespaceReference.Host, port.Name)]);
    }

    // The MAC addresses that the network's bridge knows, with their ports.
    private HashSet<(string Port, MacAddress Mac)> MacsOf(NetworkRecord network)
    {
        if (_macs.TryGetValue(network.Id, out HashSet<(string, MacAddress)>? known)) return known;
        ContainerBridge bridge = BridgeOperations.Get(session, NamespaceReference.Host, network.Bridge!);
        return _macs[network.Id] = [.. bridge.MacTable.Select(entry => (entry.InterfaceAlias, entry.MacAddressValue))];
    }

    private void InspectInside(NetworkRecord network, EndpointRecord endpoint, NamespaceReference place, NetAdapter link)
    {
        if (!link.IsEnabled) Find(network, NetworkDifferenceKind.InterfaceSetting, link.Name, "up", "down", [ChangeLink.SetUp(place, link.Name)], place);
        if (link.MacAddressValue != endpoint.MacAddress)
            Find(network, NetworkDifferenceKind.InterfaceSetting, link.Name, $"{endpoint.MacAddress}", $"{link.MacAddressValue}", [new ChangeLink(link.Name, new LinkSettings { Mac = endpoint.MacAddress }, new LinkSettings { Mac = link.MacAddressValue }) { Namespace = place }], place);
        foreach (SysctlSetting wanted in InterfaceSysctls.Of(link.Name, hasIPv6: network.IPv6 is not null)) InspectSysctl(network, wanted, place);
        HashSet<InterfaceAddress> present = [.. AddressOperations.List(session, place).Where(address => address.InterfaceAlias == link.Name).Select(address => address.ToInterfaceAddress())];
        foreach (AddAddress wanted in EndpointInterface.AddressSteps(network, endpoint, place))
        {
            if (!present.Contains(wanted.Entry.Address)) Find(network, NetworkDifferenceKind.AddressMissing, link.Name, $"{wanted.Entry.Address}", "", [wanted], place);
        }
        InspectRoutes(network, link.Name, place);
        foreach ((Step step, string subject) in SourceRoutes.Missing(session, network, endpoint, place)) Find(network, NetworkDifferenceKind.RouteMissing, subject, "held", "", [step], place);
    }

    // Of the networks of one namespace the first gives it its default route.
    private void InspectRoutes(NetworkRecord network, string interfaceName, NamespaceReference place)
    {
        foreach (AddRoute route in DefaultRoutes.Add(session, network, interfaceName, place, isFirst: false))
        {
            if (_routes.Add((place, route.Entry.Destination))) Find(network, NetworkDifferenceKind.RouteMissing, "default", route.Entry.Gateway!.ToString(), "", [route], place);
        }
    }

    private void InspectNames(Func<NetworkRecord, bool> isWanted)
    {
        NameService names = session.Host.Names;
        foreach (NetworkRecord network in session.Host.State.Networks.Where(isWanted))
        {
            if (names.DeafAt(network) is { Count: > 0 } deaf) Find(network, NetworkDifferenceKind.NameServer, string.Join(", ", deaf), "an answer for names", "", [new PublishNames([], [])]);
        }
        // One server has the names of all.
        if (!names.IsUpToDate()) Find(null, NetworkDifferenceKind.NameServer, "names", "those of the endpoints", "others", [new PublishNames([], [])]);
    }

    // Whichever networks are requested: all of them are in one table.
    private void InspectFirewall()
    {
        FirewallElement[] wanted = [.. Meant(session.Host.State, endpoint => !_gone.Contains(endpoint.Id)).Where(session.Host.Firewall.Holds)];
        IReadOnlyList<string> damage = session.Host.Firewall.Damage();
        if (damage.Count > 0)
        {
            Step[] rebuild = [new RebuildFirewall(wanted)];
            foreach (string line in damage)
            {
                Find(null, NetworkDifferenceKind.FirewallDamage, line, "the rules as ContainerNet makes them", "", rebuild);
                rebuild = [];
            }
            return;
        }
        IReadOnlyList<FirewallElement> present = session.Host.Firewall.Read();
        foreach (FirewallElement element in wanted.Except(present)) Find(null, NetworkDifferenceKind.FirewallMissing, $"{element}", "held", "", [Change(new FirewallChange([element], []))]);
        foreach (FirewallElement element in present.Except(wanted)) Find(null, NetworkDifferenceKind.FirewallExtra, $"{element}", "not held", "held", [Change(new FirewallChange([], [element]))]);
    }

    /// <summary>All that the firewall is meant to hold.</summary>
    public static FirewallElement[] Meant(HostState state, Func<EndpointRecord, bool> isWanted)
        => [.. state.Networks.SelectMany(network => network.ToElements()), .. state.Endpoints.Where(isWanted).SelectMany(endpoint => endpoint.ToElements())];

    private ChangeFirewall Change(FirewallChange change) => new(change) { Firewall = session.Host.Firewall };

    private void Find(NetworkRecord? network, NetworkDifferenceKind kind, string subject, string expected, string actual, IReadOnlyList<Step> repair, NamespaceReference? place = null)
        => _findings.Add(new NetworkFinding(new ContainerNetworkDifference(place ?? NamespaceReference.Host)
        {
            Network = network?.Name ?? "",
            Kind = kind,
            Subject = subject,
            Expected = expected,
            Actual = actual,
        }, repair));
}

using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using ContainerNet.Plans;

namespace ContainerNet.Host.Links;

/// <summary>What can be done with bridges. Each works in any namespace.</summary>
public sealed class BridgeOperations
{
    private readonly HostContext _host;

    internal BridgeOperations(HostContext host) => _host = host;

    /// <summary>All bridges of a namespace, with their ports and MAC tables.</summary>
    public IReadOnlyList<ContainerBridge> List(NamespaceReference reference, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        using PlanSession session = _host.NewSession(cancellation);
        List<NetAdapter> links = LinkOperations.List(session, reference);
        return [.. links.Where(IsBridge).Select(link => ToBridge(session, link, links))];
    }

    /// <summary>Plans a bridge that is up. One that exists with these settings is not changed.</summary>
    /// <exception cref="ContainerNetException">The name is taken by something else.</exception>
    public Plan<ContainerBridge> PlanCreate(NamespaceReference reference, string name, BridgeSettings? settings = null)
    {
        InterfaceName.Check(name);
        settings ??= new BridgeSettings();
        Check(settings);
        return new Plan<ContainerBridge>(_host, $"Create bridge '{name}'",
            session => CreateSteps(session, reference, name, settings),
            session => Get(session, reference, name)) { LocksState = false };
    }

    /// <summary>Plans to remove a bridge. Its ports stay, without a bridge.</summary>
    /// <exception cref="ContainerNetException">There is no such bridge, or it is a container network's.</exception>
    public Plan PlanRemove(NamespaceReference reference, string name)
    {
        return new Plan(_host, $"Remove bridge '{name}'", session => RemoveSteps(session, reference, name)) { LocksState = false };
    }

    /// <summary>Plans to make an interface a port of a bridge.</summary>
    /// <exception cref="ContainerNetException">There is no such bridge or interface, or it is another bridge's port.</exception>
    public Plan<ContainerBridgePort> PlanAddPort(NamespaceReference reference, string bridge, string port)
    {
        return new Plan<ContainerBridgePort>(_host, $"Add port '{port}' to bridge '{bridge}'",
            session => AddPortSteps(session, reference, bridge, port),
            session => new ContainerBridgePort { Adapter = LinkOperations.Get(session, reference, port), BridgeName = bridge }) { LocksState = false };
    }

    /// <summary>Plans to take a port from its bridge.</summary>
    /// <exception cref="ContainerNetException">It is no port of that bridge.</exception>
    public Plan PlanRemovePort(NamespaceReference reference, string bridge, string port)
    {
        return new Plan(_host, $"Remove port '{port}' from bridge '{bridge}'", session => RemovePortSteps(session, reference, bridge, port)) { LocksState = false };
    }

    private static IReadOnlyList<Step> CreateSteps(PlanSession session, NamespaceReference reference, string name, BridgeSettings settings)
    {
        NetAdapter? present = session.FindLink(reference, name);
        if (present is null) return [new CreateLink(name, "bridge", settings.Mac ?? MacAddress.Random()) { Namespace = reference, Mtu = settings.Mtu, Up = true, Bridge = settings }];
        return HasSettings(present, settings)
            ? []
            : throw ContainerNetException.Exists("InterfaceExists", name, $"Interface '{name}' already exists in {reference.Description}, and it is not a bridge with these settings.");
    }

    private static IReadOnlyList<Step> RemoveSteps(PlanSession session, NamespaceReference reference, string name)
    {
        RequireBridge(LinkOperations.Get(session, reference, name));
        if (reference.IsHost && session.Host.NamespaceUse.NetworkOf(name) is { } network)
            throw ContainerNetException.InUse("BridgeInUse", name, $"Bridge '{name}' belongs to network '{network}'. Remove-ContainerNetwork removes both.");
        return [new DeleteLink(name) { Namespace = reference }];
    }

    private static IReadOnlyList<Step> AddPortSteps(PlanSession session, NamespaceReference reference, string bridge, string port)
    {
        RequireBridge(LinkOperations.Get(session, reference, bridge));
        NetAdapter link = LinkOperations.Get(session, reference, port);
        if (link.Master is { } other && other != bridge)
            throw ContainerNetException.InUse("PortInUse", port, $"'{port}' is already a port of '{other}'. Remove it from that bridge first.");
        return link.Master == bridge ? [] : [Attach(reference, link.Name, bridge)];
    }

    private static IReadOnlyList<Step> RemovePortSteps(PlanSession session, NamespaceReference reference, string bridge, string port)
    {
        NetAdapter link = LinkOperations.Get(session, reference, port);
        if (link.Master != bridge) throw ContainerNetException.NotFound("PortNotFound", port, $"'{port}' is not a port of bridge '{bridge}'.");
        return [Attach(reference, link.Name, bridge).Inverse];
    }

    // Of a port of no bridge.
    private static ChangeLink Attach(NamespaceReference reference, string port, string bridge)
        => new(port, new LinkSettings { Master = bridge }, new LinkSettings { Master = "" }) { Namespace = reference };

    internal static ContainerBridge Get(PlanSession session, NamespaceReference reference, string name)
    {
        List<NetAdapter> links = LinkOperations.List(session, reference);
        return ToBridge(session, links.First(link => link.Name == name), links);
    }

    private static ContainerBridge ToBridge(PlanSession session, NetAdapter bridge, List<NetAdapter> links)
    {
        var names = new InterfaceNames(links.ToDictionary(link => link.InterfaceIndex, link => link.Name));
        return new ContainerBridge
        {
            Adapter = bridge,
            Ports = [.. links.Where(link => link.MasterIndex == bridge.InterfaceIndex).Select(link => new ContainerBridgePort { Adapter = link, BridgeName = bridge.Name })],
            MacTable = session.Route(bridge.NamespaceValue).Dump(
                writer => MacTableReader.WriteRequest(writer, bridge.InterfaceIndex),
                (in NetlinkMessage message) => MacTableReader.Read(message, names),
                session.Cancellation),
        };
    }

    private static void Check(BridgeSettings settings)
    {
        if (settings.Mac is { } mac) LinkOperations.CheckMac(mac);
        // BR_MIN_FORWARD_DELAY and BR_MAX_FORWARD_DELAY in net/bridge/br_private_stp.h; they hold while the protocol runs.
        if (settings.ForwardDelay is { } delay && (delay < TimeSpan.Zero || delay > TimeSpan.FromSeconds(30)))
            throw ContainerNetException.Invalid("InvalidForwardDelay", delay, $"A forward delay of {delay.TotalSeconds} s is out of range. A bridge accepts 0 to 30 s.");
        if (settings.AgeingTime is { } ageing && (ageing < TimeSpan.Zero || ageing > TimeSpan.FromDays(30)))
            throw ContainerNetException.Invalid("InvalidAgeingTime", ageing, $"An ageing time of {ageing} is out of range. A bridge accepts 0 to 30 days.");
    }

    private static bool HasSettings(NetAdapter present, BridgeSettings wanted)
        => present.Details is BridgeDetails details
            && (wanted.Stp is null || wanted.Stp == (details.StpState != 0))
            && (wanted.AgeingTime is null || wanted.AgeingTime == details.AgeingTimeValue)
            && (wanted.ForwardDelay is null || wanted.ForwardDelay == details.ForwardDelayValue)
            && (wanted.VlanFiltering is null || wanted.VlanFiltering == details.VlanFiltering)
            && (wanted.Mtu is null || wanted.Mtu == present.MtuSize)
            && (wanted.Mac is null || wanted.Mac == present.MacAddressValue);

    private static bool IsBridge(NetAdapter adapter) => adapter.Details is BridgeDetails;

    private static void RequireBridge(NetAdapter adapter)
    {
        if (!IsBridge(adapter))
            throw ContainerNetException.Invalid("NotABridge", adapter.Name, $"'{adapter.Name}' is not a bridge. Its kind is '{(adapter.Kind.Length == 0 ? "none" : adapter.Kind)}'.");
    }
}

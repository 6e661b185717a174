using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using ContainerNet.Plans;

namespace ContainerNet.Host.Links;

/// <summary>What can be done with links. Each works in any namespace.</summary>
public sealed class LinkOperations
{
    private const int MaxDescription = 255;

    private readonly HostContext _host;

    internal LinkOperations(HostContext host) => _host = host;

    /// <summary>All links of a namespace, by one dump.</summary>
    public IReadOnlyList<NetAdapter> List(NamespaceReference reference, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        using PlanSession session = _host.NewSession(cancellation);
        return List(session, reference);
    }

    /// <summary>One link.</summary>
    /// <exception cref="ContainerNetException">There is none with that name.</exception>
    public NetAdapter Get(NamespaceReference reference, string name, CancellationToken cancellation = default)
    {
        using PlanSession session = _host.NewSession(cancellation);
        return Get(session, reference, name);
    }

    /// <summary>Plans a change of a link's settings, in one message. What is set already is left out.</summary>
    /// <exception cref="ContainerNetException">There is no such link, or a value is out of range.</exception>
    public Plan<NetAdapter> PlanChange(NamespaceReference reference, string name, LinkSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new Plan<NetAdapter>(_host, $"Change interface '{name}'",
            session => ChangeSteps(session, reference, name, settings),
            session => Get(session, settings.Namespace ?? reference, settings.Name ?? name)) { LocksState = false };
    }

    internal static IReadOnlyList<Step> ChangeSteps(PlanSession session, NamespaceReference reference, string name, LinkSettings settings)
    {
        NetAdapter adapter = Get(session, reference, name);
        CheckSettings(adapter, settings);
        if (settings.Master is { Length: > 0 } master) Get(session, reference, master);
        (LinkSettings wanted, LinkSettings old, bool any) = LinkDifference.Between(adapter, settings);
        NamespaceReference finalPlace = settings.Namespace ?? reference;
        string finalName = settings.Name ?? name;
        if ((wanted.Name is not null || wanted.Namespace is not null) && session.FindLink(finalPlace, finalName) is { } taken && !IsItself(adapter, taken))
            throw ContainerNetException.Exists("InterfaceExists", finalName, $"Interface '{finalName}' already exists in {finalPlace.Description}.");
        return any ? [new ChangeLink(name, wanted, old) { Namespace = reference, OnlyIfMac = adapter.MacAddressValue }] : [];
    }

    /// <summary>Plans a new name. Kernels before 6.2 refuse it while the interface is up.</summary>
    public Plan<NetAdapter> PlanRename(NamespaceReference reference, string name, string newName)
        => PlanChange(reference, name, new LinkSettings { Name = InterfaceName.Check(newName) });

    /// <summary>Plans to delete a link; of a veth pair both ends.</summary>
    /// <exception cref="ContainerNetException">There is no such link.</exception>
    public Plan PlanRemove(NamespaceReference reference, string name)
    {
        return new Plan(_host, $"Remove interface '{name}'", session => [new DeleteLink(Get(session, reference, name).Name) { Namespace = reference }]) { LocksState = false };
    }

    /// <summary>Throws when an interface cannot have the address (is_valid_ether_addr in linux/etherdevice.h).</summary>
    internal static void CheckMac(MacAddress mac)
    {
        if (mac.IsMulticast || mac == default)
            throw ContainerNetException.Invalid("InvalidMacAddress", mac, $"{mac} is {(mac == default ? "the all-zeros" : "a group")} address. An interface needs a unicast MAC address: its first byte is even, and its bytes are not all zero.");
    }

    internal static List<NetAdapter> List(PlanSession session, NamespaceReference reference)
    {
        List<NetAdapter> adapters = session.Route(reference).Dump(
            writer => LinkWriter.Dump(writer),
            (in NetlinkMessage message) => LinkReader.Read(message, reference),
            session.Cancellation);
        LinkReader.ResolveNames(adapters);
        return adapters;
    }

    internal static NetAdapter Get(PlanSession session, NamespaceReference reference, string name)
    {
        InterfaceName.Check(name);
        NetAdapter adapter = session.FindLink(reference, name)
            ?? throw InterfaceName.NotFound(reference, name);
        session.RememberLink(reference, adapter.Name, adapter.InterfaceIndex);
        if (adapter.MasterIndex != 0 || (adapter.LinkIndex != 0 && adapter.LinkNamespaceId is null)) ResolveNames(session, adapter);
        return adapter;
    }

    // The request may use an alternative name, and two references may mean one namespace.
    private static bool IsItself(NetAdapter adapter, NetAdapter found)
        => found.InterfaceIndex == adapter.InterfaceIndex && found.Name == adapter.Name && found.MacAddressValue == adapter.MacAddressValue;

    // Each is requested by its index, so the cost does not depend on the number of links.
    private static void ResolveNames(PlanSession session, NetAdapter adapter)
    {
        adapter.Master = NameOf(adapter.MasterIndex);
        if (adapter.LinkNamespaceId is null) adapter.Link = NameOf(adapter.LinkIndex);

        string? NameOf(int index) => index == 0 ? null : session.FindLink(adapter.NamespaceValue, index)?.Name;
    }

    private static void CheckSettings(NetAdapter adapter, LinkSettings settings)
    {
        if (settings.Name is not null) InterfaceName.Check(settings.Name);
        if (settings.Mac is { } mac) CheckMac(mac);
        if (settings.Mtu is { } mtu && (mtu < adapter.MinMtuSize || (adapter.MaxMtuSize != 0 && mtu > adapter.MaxMtuSize)))
            throw ContainerNetException.Invalid("InvalidMtu", mtu, $"An MTU of {mtu} bytes is out of range for '{adapter.Name}'. The interface accepts {adapter.MinMtuSize} to {adapter.MaxMtuSize} bytes.");
        if (settings.Description is { } text && System.Text.Encoding.UTF8.GetByteCount(text) is var bytes and > MaxDescription)
            throw ContainerNetException.Invalid("InvalidDescription", text, $"The description has {bytes} bytes. A description has at most {MaxDescription} bytes.");
    }
}

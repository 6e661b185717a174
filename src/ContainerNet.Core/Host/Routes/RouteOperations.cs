using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ContainerNet.Host.Links;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using ContainerNet.Plans;

namespace ContainerNet.Host.Routes;

/// <summary>What can be done with routes. Each works in any namespace.</summary>
public sealed class RouteOperations
{
    private readonly HostContext _host;

    internal RouteOperations(HostContext host) => _host = host;

    /// <summary>All routes of all tables of a namespace, both families.</summary>
    public IReadOnlyList<NetRoute> List(NamespaceReference reference, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        using PlanSession session = _host.NewSession(cancellation);
        return List(session, reference);
    }

    /// <summary>What the kernel would do with a packet to an address (<c>ip route get</c>).</summary>
    /// <exception cref="ContainerNetException">There is no route.</exception>
    public NetRoute Find(NamespaceReference reference, IPAddress destination, IPAddress? source = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        using PlanSession session = _host.NewSession(cancellation);
        InterfaceNames names = InterfaceNames.Each(session.Route(reference));
        NetRoute? found = null;
        try
        {
            session.Route(reference).Request(
                writer => EncodeLookup(writer, destination, source),
                (int _, in NetlinkMessage message) => found ??= RouteReader.Read(message, reference, names),
                cancellation);
        }
        // An explanation is about a request that is malformed; an error without one is the route's own answer.
        catch (NetlinkException e) when (e.KernelMessage is null)
        {
            throw new ContainerNetException($"There is no route to {destination} in {reference.Description}: {e.Message}", ErrorKind.NotFound, e.Errno, e) { ErrorId = "RouteNotFound", Subject = destination };
        }
        return found ?? throw ContainerNetException.NotFound("RouteNotFound", destination, $"There is no route to {destination} in {reference.Description}.");
    }

    /// <summary>Plans a route. One that already exists with the same settings is not changed.</summary>
    /// <exception cref="ContainerNetException">There is a route to that destination, in that table and with that metric, which differs.</exception>
    public Plan<NetRoute> PlanAdd(NamespaceReference reference, RouteEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        entry = Complete(entry);
        Check(entry);
        return new Plan<NetRoute>(_host, $"Add route to {entry.Destination}",
            session => AddSteps(session, reference, entry),
            session => session.Made as NetRoute ?? Get(session, reference, entry)) { LocksState = false, TriesFirst = true };
    }

    /// <summary>Plans to remove a route.</summary>
    public Plan PlanRemove(NetRoute route)
    {
        ArgumentNullException.ThrowIfNull(route);
        return new Plan(_host, $"Remove route to {route.DestinationPrefixValue}", _ => [new RemoveRoute(EntryOf(route)) { Namespace = route.NamespaceValue }]) { LocksState = false };
    }

    /// <summary>Whether a namespace takes packets to an address in as its own.</summary>
    internal static bool IsLocal(PlanSession session, NamespaceReference reference, IPAddress address)
    {
        bool isLocal = false;
        void Read(int request, in NetlinkMessage message) => isLocal |= message.Type == RouteMessage.NewRoute && MemoryMarshal.Read<RouteHeader>(message.Payload).Type == (byte)RouteType.Local;
        NetlinkException?[] refusals = session.Route(reference).Transact(writer => EncodeLookup(writer, address, source: null), Read, session.Cancellation);
        return refusals[0] is null && isLocal;
    }

    internal static List<NetRoute> List(PlanSession session, NamespaceReference reference)
    {
        InterfaceNames names = InterfaceNames.List(session.Route(reference), session.Cancellation);
        return [.. Dump(session, reference, AddressFamily.InterNetwork, names), .. Dump(session, reference, AddressFamily.InterNetworkV6, names)];
    }

    private static IReadOnlyList<Step> AddSteps(PlanSession session, NamespaceReference reference, RouteEntry entry)
    {
        if (entry.Interface is not null) LinkOperations.Get(session, reference, entry.Interface);
        NetRoute? present = session.TriesFirst ? null : Find(session, reference, entry);
        session.WantsMade = true;
        if (present is null) return [new AddRoute(entry) { Namespace = reference }];
        if (!IsSameRoute(present, entry))
            throw ContainerNetException.Exists("RouteExists", entry.Destination, $"Another route to {entry.Destination} with the same metric already exists: {present}.");
        session.Made = present;
        return [];
    }

    private static NetRoute Get(PlanSession session, NamespaceReference reference, RouteEntry entry)
        => Find(session, reference, entry) ?? throw ContainerNetException.NotFound("RouteNotFound", entry.Destination, $"The route to {entry.Destination} no longer exists in {reference.Description}.");

    // Of its table alone (NETLINK_GET_STRICT_CHK): others may hold hundreds of thousands.
    private static NetRoute? Find(PlanSession session, NamespaceReference reference, RouteEntry entry)
    {
        InterfaceNames names = InterfaceNames.Each(session.Route(reference));
        return Dump(session, reference, entry.Destination.BaseAddress.AddressFamily, names, entry.Table).FirstOrDefault(found => IsSameKey(found, entry));
    }

    private static List<NetRoute> Dump(PlanSession session, NamespaceReference reference, AddressFamily family, InterfaceNames names, uint? table = null)
    {
        try
        {
            return session.Route(reference).Dump(
                writer =>
                {
                    writer.BeginMessage(RouteMessage.GetRoute, MessageFlags.Dump, new RouteHeader { Family = family.KernelFamily() });
                    if (table is { } only) writer.Attribute(RouteAttribute.Table, only);
                    writer.EndMessage();
                },
                // A kernel without IPv6 answers for it as for an unknown family, with what it has.
                (in NetlinkMessage message) => RouteReader.IsCloned(message) || RouteReader.Read(message, reference, names) is not { } route || route.DestinationPrefixValue.BaseAddress.AddressFamily != family ? null : route,
                session.Cancellation);
        }
        // A table exists from its first route on.
        catch (NetlinkException e) when (table is not null && e.Errno == Errno.ENOENT)
        {
            return [];
        }
    }

    private static void EncodeLookup(NetlinkWriter writer, IPAddress destination, IPAddress? source)
    {
        bool isV4 = destination.AddressFamily == AddressFamily.InterNetwork;
        byte bits = isV4 ? (byte)32 : (byte)128;
        // RTM_F_LOOKUP_TABLE: tell the table that it was found in (linux/rtnetlink.h). IPv6 does so anyway, and refuses the flag.
        uint flags = isV4 ? 0x1000u : 0;
        var header = new RouteHeader { Family = destination.KernelFamily(), DestinationLength = bits, SourceLength = source is null ? (byte)0 : bits, Flags = flags };
        writer.BeginMessage(RouteMessage.GetRoute, MessageFlags.Ack, header);
        writer.Address(RouteAttribute.Destination, destination);
        if (source is not null) writer.Address(RouteAttribute.Source, source);
        writer.EndMessage();
    }

    // NetTCPIP writes "on the link" as an unspecified next hop. The scope is what iproute2 chooses (iproute_modify in
    // ip/iproute.c); the kernel finds a gateway only through a route whose scope is the link.
    private static RouteEntry Complete(RouteEntry entry)
    {
        if (entry.Gateway is { } gateway && gateway.IsUnspecified()) entry = entry with { Gateway = null };
        bool onLink = entry.Type == RouteType.Unicast && entry.Gateway is null && entry.NextHops.Count == 0;
        return onLink && entry.Scope == NetworkScope.Global && entry.Destination.BaseAddress.AddressFamily == AddressFamily.InterNetwork
            ? entry with { Scope = NetworkScope.Link }
            : entry;
    }

    private static void Check(RouteEntry entry)
    {
        bool needsWay = entry.Type is RouteType.Unicast && entry.NextHops.Count == 0;
        if (needsWay && entry.Gateway is null && entry.Interface is null)
            throw ContainerNetException.Invalid("RouteWithoutWay", entry.Destination, $"A route to {entry.Destination} needs a next hop, an interface, or both.");
        if (entry.Gateway is { } gateway && gateway.AddressFamily != entry.Destination.BaseAddress.AddressFamily && gateway.AddressFamily != AddressFamily.InterNetworkV6)
            throw ContainerNetException.Invalid("InvalidNextHop", gateway, $"{gateway} cannot be the next hop to {entry.Destination}: an IPv6 destination needs an IPv6 next hop.");
    }

    private static bool IsSameKey(NetRoute found, RouteEntry entry)
    {
        uint metric = entry.Metric ?? (found.AddressFamily == IPAddressFamily.IPv6 ? 1024u : 0u);
        return found.DestinationPrefixValue.Equals(entry.Destination) && found.Table == entry.Table && found.RouteMetric == metric
            && found.TypeOfService == entry.TypeOfService && Equals(found.SourcePrefixValue, entry.From)
            // IPv6 keeps several routes with one key side by side, as ways of one.
            && (found.AddressFamily == IPAddressFamily.IPv4 || entry.Interface is null || found.InterfaceAlias == entry.Interface);
    }

    private static bool IsSameRoute(NetRoute found, RouteEntry entry)
        => found.Type == entry.Type
            && (entry.Gateway ?? found.NextHopValue.AddressFamily.Unspecified()).Equals(found.NextHopValue)
            && (entry.Interface is null || entry.Interface == found.InterfaceAlias)
            && (entry.Source is null || entry.Source.Equals(found.PreferredSourceValue))
            && (entry.Mtu is null || entry.Mtu == found.MtuSize);

    private static RouteEntry EntryOf(NetRoute route) => new(route.DestinationPrefixValue)
    {
        Gateway = route.NextHopValue.IsUnspecified() ? null : route.NextHopValue,
        Interface = route.InterfaceAlias.Length == 0 ? null : route.InterfaceAlias,
        Metric = route.RouteMetric == 0 ? null : route.RouteMetric,
        Table = route.Table,
        Type = route.Type,
        Scope = route.Scope,
        Protocol = (byte)route.ProtocolNumber,
        Source = route.PreferredSourceValue,
        From = route.SourcePrefixValue,
        TypeOfService = route.TypeOfService,
        Mtu = route.MtuSize,
        NextHops = route.NextHops,
    };
}

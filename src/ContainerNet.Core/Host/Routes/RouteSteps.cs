using System.Globalization;
using System.Net;
using ContainerNet.Host.Links;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using ContainerNet.Plans;

namespace ContainerNet.Host.Routes;

/// <summary>A route, with everything that is needed to make it again.</summary>
/// <param name="Destination">Where it leads.</param>
public sealed record RouteEntry(IPNetwork Destination)
{
    /// <summary>The gateway; null when the destination is on the link.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>The interface's name; null when the gateway or the type makes it clear.</summary>
    public string? Interface { get; init; }

    /// <summary>The metric; the kernel's default when null.</summary>
    public uint? Metric { get; init; }

    /// <summary>The table.</summary>
    public uint Table { get; init; } = NetRoute.MainTable;

    /// <summary>What it does with a packet.</summary>
    public RouteType Type { get; init; } = RouteType.Unicast;

    /// <summary>How far it reaches.</summary>
    public NetworkScope Scope { get; init; }

    /// <summary>RTPROT_*.</summary>
    public byte Protocol { get; init; } = RouteProtocols.Static;

    /// <summary>The source address that packets get.</summary>
    public IPAddress? Source { get; init; }

    /// <summary>IPv6: from which sources it is for.</summary>
    public IPNetwork? From { get; init; }

    /// <summary>IPv4: for which type of service it is; it is part of what tells routes apart.</summary>
    public byte TypeOfService { get; init; }

    /// <summary>The largest packet, in bytes.</summary>
    public uint? Mtu { get; init; }

    /// <summary>The ways, where there are several.</summary>
    public IReadOnlyList<RouteNextHop> NextHops { get; init; } = [];

    /// <summary>Reads a destination: <c>10.8.0.0/16</c>, an address alone, or <c>default</c>, which is of the next hop's family.</summary>
    /// <exception cref="ContainerNetException">The text is not one of them, or has bits set after its prefix.</exception>
    public static IPNetwork ParseDestination(string text, IPAddress? nextHop = null)
    {
        if (text != "default") return IPAddresses.ParseNetwork(text);
        return new IPNetwork((nextHop?.AddressFamily ?? System.Net.Sockets.AddressFamily.InterNetwork).Unspecified(), 0);
    }

    internal void Encode(NetlinkWriter writer, ushort type, MessageFlags flags, PlanSession session, NamespaceReference reference)
    {
        writer.BeginMessage(type, flags, new RouteHeader
        {
            Family = Destination.BaseAddress.KernelFamily(),
            DestinationLength = (byte)Destination.PrefixLength,
            SourceLength = (byte)(From?.PrefixLength ?? 0),
            TypeOfService = TypeOfService,
            // Tables above 255 stand in the attribute alone: 252 says "see there" (RT_TABLE_COMPAT).
            Table = (byte)(Table <= byte.MaxValue ? Table : 252),
            Protocol = Protocol,
            Scope = (byte)Scope,
            Type = (byte)Type,
        });
        if (Destination.PrefixLength > 0) writer.Address(RouteAttribute.Destination, Destination.BaseAddress);
        if (From is { PrefixLength: > 0 } from) writer.Address(RouteAttribute.Source, from.BaseAddress);
        writer.Attribute(RouteAttribute.Table, Table);
        EncodeGateway(writer, Gateway);
        if (Interface is not null) writer.Attribute(RouteAttribute.OutputInterface, session.LinkIndex(reference, Interface));
        if (Metric is { } metric) writer.Attribute(RouteAttribute.Priority, metric);
        if (Source is not null) writer.Address(RouteAttribute.PreferredSource, Source);
        if (Mtu is { } mtu)
        {
            int metrics = writer.BeginNested(RouteAttribute.Metrics);
            writer.Attribute(RouteAttribute.MetricMtu, mtu);
            writer.EndNested(metrics);
        }
        if (NextHops.Count > 0) EncodeWays(writer, session, reference);
        writer.EndMessage();
    }

    internal IEnumerable<string> Interfaces => NextHops.Select(way => way.InterfaceAlias).Concat(Interface is null ? [] : [Interface]);

    internal string Arguments
    {
        get
        {
            var words = new List<string>();
            if (Type != RouteType.Unicast) words.Add(Type.ToString().ToLowerInvariant());
            words.Add(Destination.PrefixLength == 0 ? "default" : Destination.ToString());
            if (From is { } from) words.Add($"from {from}");
            if (TypeOfService != 0) words.Add($"tos 0x{TypeOfService:x2}");
            if (Gateway is not null) words.Add(Via(Gateway));
            if (Interface is not null) words.Add($"dev {Commands.Quote(Interface)}");
            words.Add($"proto {RouteProtocols.NameOf(Protocol)}");
            if (Scope != NetworkScope.Global) words.Add($"scope {Scope.ToString().ToLowerInvariant()}");
            if (Table != NetRoute.MainTable) words.Add(string.Create(CultureInfo.InvariantCulture, $"table {Table}"));
            if (Metric is { } metric) words.Add(string.Create(CultureInfo.InvariantCulture, $"metric {metric}"));
            if (Source is not null) words.Add($"src {Source}");
            if (Mtu is { } mtu) words.Add(string.Create(CultureInfo.InvariantCulture, $"mtu {mtu}"));
            words.AddRange(NextHops.Select(way => $"nexthop {(IsOnLink(way) ? "" : Via(way.NextHopValue) + " ")}dev {Commands.Quote(way.InterfaceAlias)} weight {way.Weight}{((way.Flags & OnLinkFlag) != 0 ? " onlink" : "")}"));
            return string.Join(' ', words);
        }
    }

    private string Via(IPAddress gateway) => gateway.AddressFamily == Destination.BaseAddress.AddressFamily ? $"via {gateway}" : $"via inet6 {gateway}";

    // RTNH_F_ONLINK: the gateway is on the link, whatever the addresses say.
    private const uint OnLinkFlag = 4;

    private static bool IsOnLink(RouteNextHop way) => way.NextHopValue.IsUnspecified();

    private void EncodeGateway(NetlinkWriter writer, IPAddress? gateway)
    {
        if (gateway is null) return;
        if (gateway.AddressFamily == Destination.BaseAddress.AddressFamily)
        {
            writer.Address(RouteAttribute.Gateway, gateway);
            return;
        }
        Span<byte> via = stackalloc byte[18];
        BitConverter.TryWriteBytes(via, (ushort)gateway.KernelFamily());
        gateway.TryWriteBytes(via[2..], out int length);
        writer.Attribute(RouteAttribute.Via, via[..(2 + length)]);
    }

    private void EncodeWays(NetlinkWriter writer, PlanSession session, NamespaceReference reference)
    {
        int list = writer.BeginAttribute(RouteAttribute.MultiPath);
        foreach (RouteNextHop way in NextHops)
        {
            bool onLink = IsOnLink(way);
            // RTA_VIA, for a next hop of the other family, has that family before the address.
            int value = way.NextHopValue.GetAddressBytes().Length + (way.NextHopValue.AddressFamily == Destination.BaseAddress.AddressFamily ? 0 : sizeof(ushort));
            writer.Raw(new NextHopHeader
            {
                Length = (ushort)(NextHopHeader.Size + (onLink ? 0 : Wire.Align(Wire.AttributeHeader + value))),
                Flags = (byte)(way.Flags & OnLinkFlag),
                Hops = (byte)(way.Weight - 1),
                Index = session.LinkIndex(reference, way.InterfaceAlias),
            });
            if (!onLink) EncodeGateway(writer, way.NextHopValue);
        }
        writer.EndNested(list);
    }
}

/// <summary>Adds a route.</summary>
internal sealed record AddRoute(RouteEntry Entry) : NetlinkStep
{
    /// <inheritdoc/>
    public override string Command => $"{Ip}{Family(Entry)} route add {Entry.Arguments}";

    internal override Step Inverse => new RemoveRoute(Entry) { Namespace = Namespace };

    // Of a route with several ways the others would stay.
    internal override InterfacePlace? Interface => Entry.Interface is { } name ? new(Namespace, name) : null;

    internal override string Noun => "Route";

    // The kernel takes no gateway that it does not know how to reach (fib_check_nh in net/ipv4/fib_semantics.c).
    internal override string? ErrorIdOf(Errno errno) => errno is Errno.ENETUNREACH or Errno.EHOSTUNREACH ? "NextHopUnreachable" : null;

    internal override IEnumerable<string> NeededInterfaces => Entry.Interfaces;

    internal override bool IsMoot(ContainerNetException error) => error.Kind is ErrorKind.AlreadyExists or ErrorKind.NotFound;

    internal override void Encode(NetlinkWriter writer, PlanSession session)
        => Entry.Encode(writer, RouteMessage.NewRoute, session.CreateFlags, session, Namespace);

    internal override void Echoed(in NetlinkMessage message, PlanSession session)
        => session.Made = RouteReader.Read(message, Namespace, InterfaceNames.Each(session.Route(Namespace)));

    internal static string Family(RouteEntry entry) => entry.Destination.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? " -6" : "";
}

/// <summary>Removes a route.</summary>
internal sealed record RemoveRoute(RouteEntry Entry) : NetlinkStep
{
    /// <inheritdoc/>
    public override string Command => $"{Ip}{AddRoute.Family(Entry)} route del {Entry.Arguments}";

    internal override Step Inverse => new AddRoute(Entry) { Namespace = Namespace };

    internal override string Noun => "Route";

    internal override IEnumerable<string> NeededInterfaces => Entry.Interfaces;

    internal override void Encode(NetlinkWriter writer, PlanSession session)
        => Entry.Encode(writer, RouteMessage.DeleteRoute, MessageFlags.Ack, session, Namespace);
}

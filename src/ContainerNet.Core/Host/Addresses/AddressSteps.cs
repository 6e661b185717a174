using System.Net;
using System.Net.Sockets;
using ContainerNet.Host.Links;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using ContainerNet.Plans;

namespace ContainerNet.Host.Addresses;

/// <summary>An address on an interface, with everything that is needed to make it again.</summary>
/// <param name="Interface">The interface's name.</param>
/// <param name="Address">The address with its prefix length.</param>
public sealed record AddressEntry(string Interface, InterfaceAddress Address)
{
    /// <summary>The other end's address, on a point-to-point link.</summary>
    public IPAddress? Peer { get; init; }

    /// <summary>The broadcast address.</summary>
    public IPAddress? Broadcast { get; init; }

    /// <summary>IPv4: the label.</summary>
    public string? Label { get; init; }

    /// <summary>How far it reaches; what the kernel would choose when null.</summary>
    public NetworkScope? Scope { get; init; }

    /// <summary>Flags besides those that the kernel keeps itself.</summary>
    public AddressFlags Flags { get; init; }

    /// <summary>The metric of the route that it makes; the kernel's default when null.</summary>
    public uint? Metric { get; init; }

    /// <summary>How long it stays, in seconds; for ever when null.</summary>
    public uint? ValidSeconds { get; init; }

    /// <summary>How long new connections use it, in seconds; for ever when null.</summary>
    public uint? PreferredSeconds { get; init; }

    internal void Encode(NetlinkWriter writer, ushort type, MessageFlags flags, int index)
    {
        writer.BeginMessage(type, flags, new AddressHeader
        {
            Family = Address.Address.KernelFamily(),
            PrefixLength = (byte)Address.PrefixLength,
            Scope = (byte)(Scope ?? DefaultScope(Address.Address)),
            Index = index,
        });
        writer.Address(AddressAttribute.Local, Address.Address);
        writer.Address(AddressAttribute.Address, Peer ?? Address.Address);
        if (Broadcast is not null) writer.Address(AddressAttribute.Broadcast, Broadcast);
        if (Label is not null) writer.String(AddressAttribute.Label, Label);
        if (Flags != AddressFlags.None) writer.Attribute(AddressAttribute.Flags, (uint)Flags);
        if (Metric is { } metric) writer.Attribute(AddressAttribute.RoutePriority, metric);
        if (ValidSeconds is not null || PreferredSeconds is not null)
            writer.Attribute(AddressAttribute.CacheInfo, new CacheInfo { Valid = ValidSeconds ?? uint.MaxValue, Preferred = PreferredSeconds ?? uint.MaxValue });
        writer.EndMessage();
    }

    /// <summary>The address as ip names it: a peer belongs to it.</summary>
    internal string AddressArgument => Peer is null ? Address.ToString() : $"{Address.Address} peer {Peer}/{Address.PrefixLength}";

    internal string Arguments
    {
        get
        {
            string text = $"{AddressArgument}{(Broadcast is null ? "" : $" broadcast {Broadcast}")} dev {Commands.Quote(Interface)}";
            if (Label is not null && Label != Interface) text += $" label {Commands.Quote(Label)}";
            if (Scope is { } scope && scope != DefaultScope(Address.Address)) text += $" scope {(int)scope}";
            if (Flags.HasFlag(AddressFlags.NoDad)) text += " nodad";
            if (Flags.HasFlag(AddressFlags.NoPrefixRoute)) text += " noprefixroute";
            if (Flags.HasFlag(AddressFlags.ManageTemporary)) text += " mngtmpaddr";
            if (Flags.HasFlag(AddressFlags.AutoJoin)) text += " autojoin";
            if (Metric is not null) text += $" metric {Metric}";
            if (ValidSeconds is not null) text += $" valid_lft {ValidSeconds}";
            if (PreferredSeconds is not null) text += $" preferred_lft {PreferredSeconds}";
            return text;
        }
    }

    // As iproute2 chooses (default_scope in ip/ipaddress.c): loopback addresses stay on the host.
    private static NetworkScope DefaultScope(IPAddress address)
        => address.AddressFamily == AddressFamily.InterNetwork && IPAddress.IsLoopback(address) ? NetworkScope.Host : NetworkScope.Global;
}

/// <summary>Adds an address.</summary>
internal sealed record AddAddress(AddressEntry Entry) : NetlinkStep
{
    /// <inheritdoc/>
    public override string Command => $"{Ip} addr add {Entry.Arguments}";

    internal override Step Inverse => new RemoveAddress(Entry) { Namespace = Namespace };

    internal override InterfacePlace Interface => new(Namespace, Entry.Interface);

    internal override string Noun => "Address";

    internal override IEnumerable<string> NeededInterfaces => [Entry.Interface];

    internal override bool IsMoot(ContainerNetException error) => error.Kind is ErrorKind.AlreadyExists or ErrorKind.NotFound;

    internal override void Encode(NetlinkWriter writer, PlanSession session)
        => Entry.Encode(writer, RouteMessage.NewAddress, session.CreateFlags, session.LinkIndex(Namespace, Entry.Interface));

    // Of IPv6 addresses the kernel echoes nothing (inet6_ifa_notify in net/ipv6/addrconf.c).
    internal override void Echoed(in NetlinkMessage message, PlanSession session)
        => session.Made = AddressReader.Read(message, Namespace, InterfaceNames.Of(session.LinkIndex(Namespace, Entry.Interface), Entry.Interface));
}

/// <summary>Removes an address.</summary>
internal sealed record RemoveAddress(AddressEntry Entry) : NetlinkStep
{
    /// <inheritdoc/>
    public override string Command => $"{Ip} addr del {Entry.AddressArgument} dev {Commands.Quote(Entry.Interface)}";

    internal override Step Inverse => new AddAddress(Entry) { Namespace = Namespace };

    internal override string Noun => "Address";

    internal override IEnumerable<string> NeededInterfaces => [Entry.Interface];

    internal override void Encode(NetlinkWriter writer, PlanSession session)
        => Entry.Encode(writer, RouteMessage.DeleteAddress, MessageFlags.Ack, session.LinkIndex(Namespace, Entry.Interface));
}

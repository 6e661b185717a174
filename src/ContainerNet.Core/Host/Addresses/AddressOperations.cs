using System.Net;
using System.Net.Sockets;
using ContainerNet.Host.Links;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using ContainerNet.Plans;

namespace ContainerNet.Host.Addresses;

/// <summary>What can be done with the addresses of interfaces. Each works in any namespace.</summary>
public sealed class AddressOperations
{
    private readonly HostContext _host;

    internal AddressOperations(HostContext host) => _host = host;

    /// <summary>All addresses of a namespace, by one dump and one of its links for their names.</summary>
    public IReadOnlyList<NetIPAddress> List(NamespaceReference reference, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(reference);
        using PlanSession session = _host.NewSession(cancellation);
        return List(session, reference);
    }

    /// <summary>Plans an address on an interface. An existing address with the same prefix length is not changed.</summary>
    /// <exception cref="ContainerNetException">There is no such interface, or it has the address with another prefix length.</exception>
    public Plan<NetIPAddress> PlanAdd(NamespaceReference reference, AddressEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        Check(entry);
        return new Plan<NetIPAddress>(_host, $"Add address {entry.Address} to '{entry.Interface}'",
            session => AddSteps(session, reference, entry),
            session => session.Made as NetIPAddress ?? Get(session, reference, entry)) { LocksState = false };
    }

    /// <summary>Plans to remove an address from an interface.</summary>
    public Plan PlanRemove(NetIPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return new Plan(_host, $"Remove address {address} from '{address.InterfaceAlias}'", _ => [new RemoveAddress(EntryOf(address)) { Namespace = address.NamespaceValue }]) { LocksState = false };
    }

    internal static List<NetIPAddress> List(PlanSession session, NamespaceReference reference)
        => Dump(session, reference, new AddressHeader(), InterfaceNames.List(session.Route(reference), session.Cancellation));

    private static IReadOnlyList<Step> AddSteps(PlanSession session, NamespaceReference reference, AddressEntry entry)
    {
        LinkIdentity link = session.Identify(reference, entry.Interface);
        NetIPAddress? present = Find(session, reference, link, entry.Address.Address);
        session.WantsMade = true;
        if (present is null) return [new AddAddress(Complete(entry, link.Name)) { Namespace = reference }];
        if (present.PrefixLength != entry.Address.PrefixLength)
            throw ContainerNetException.Exists("AddressExists", entry.Address, $"'{link.Name}' already has {present}. {entry.Address} has another prefix length.");
        session.Made = present;
        return [];
    }

    private static NetIPAddress Get(PlanSession session, NamespaceReference reference, AddressEntry entry)
        => Find(session, reference, session.Identify(reference, entry.Interface), entry.Address.Address)
            ?? throw ContainerNetException.NotFound("AddressNotFound", entry.Address, $"'{entry.Interface}' no longer has {entry.Address}.");

    // Of that interface alone (NETLINK_GET_STRICT_CHK), so that it costs no more where there are thousands of others.
    private static NetIPAddress? Find(PlanSession session, NamespaceReference reference, LinkIdentity link, IPAddress address)
    {
        var onlyHere = new AddressHeader { Family = address.KernelFamily(), Index = link.Index };
        return Dump(session, reference, onlyHere, InterfaceNames.Of(link.Index, link.Name)).FirstOrDefault(found => found.InterfaceIndex == link.Index && found.IPAddressValue.Equals(address));
    }

    private static List<NetIPAddress> Dump(PlanSession session, NamespaceReference reference, AddressHeader which, InterfaceNames names)
        => session.Route(reference).Dump(
            writer =>
            {
                writer.BeginMessage(RouteMessage.GetAddress, MessageFlags.Dump, which);
                writer.EndMessage();
            },
            (in NetlinkMessage message) => AddressReader.Read(message, reference, names),
            session.Cancellation);

    private static void Check(AddressEntry entry)
    {
        InterfaceName.Check(entry.Interface);
        IPAddress address = entry.Address.Address;
        bool multicast = address.AddressFamily == AddressFamily.InterNetwork ? (address.GetAddressBytes()[0] & 0xf0) == 0xe0 : address.IsIPv6Multicast;
        if (multicast || address.IsUnspecified())
            throw ContainerNetException.Invalid("InvalidIPAddress", address, $"{address} cannot be the address of an interface: it is {(multicast ? "a multicast address" : "the unspecified address")}.");
        foreach (IPAddress? other in new[] { entry.Peer, entry.Broadcast })
        {
            if (other is not null && other.AddressFamily != address.AddressFamily)
                throw ContainerNetException.Invalid("AddressFamilyMismatch", other, $"{other} and {address} are of different address families.");
        }
        if (entry.ValidSeconds == 0 || entry.PreferredSeconds > (entry.ValidSeconds ?? uint.MaxValue))
            throw ContainerNetException.Invalid("InvalidLifetime", entry.ValidSeconds, "The lifetimes do not fit. An address is valid for one second or more, and its preferred lifetime does not exceed its valid lifetime.");
    }

    // What the kernel fills in is written down too, so that an undo of the undo gives the same. The label as ip-address(8) has it by default.
    private static AddressEntry Complete(AddressEntry entry, string name) => entry with
    {
        Interface = name,
        Label = entry.Address.Address.AddressFamily == AddressFamily.InterNetwork ? entry.Label ?? name : null,
    };

    // IFA_F_PERMANENT, SECONDARY, TENTATIVE, DADFAILED and DEPRECATED are the kernel's to set.
    private static AddressEntry EntryOf(NetIPAddress address) => new(address.InterfaceAlias, address.ToInterfaceAddress())
    {
        Peer = address.PeerAddressValue,
        Broadcast = address.BroadcastAddressValue,
        Label = address.Label.Length == 0 ? null : address.Label,
        Scope = address.Scope,
        Flags = address.Flags & (AddressFlags.NoDad | AddressFlags.NoPrefixRoute | AddressFlags.ManageTemporary | AddressFlags.AutoJoin),
        Metric = address.RouteMetric == 0 ? null : address.RouteMetric,
        ValidSeconds = Seconds(address.ValidLifetimeValue),
        PreferredSeconds = Seconds(address.PreferredLifetimeValue),
    };

    private static uint? Seconds(TimeSpan? lifetime) => lifetime is { } time ? (uint)time.TotalSeconds : null;
}

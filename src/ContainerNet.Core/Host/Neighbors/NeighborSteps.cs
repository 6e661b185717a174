using System.Net;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using ContainerNet.Plans;

namespace ContainerNet.Host.Neighbors;

/// <summary>An entry of the ARP or NDP table, with everything that is needed to make it again.</summary>
/// <param name="Interface">The interface's name.</param>
/// <param name="Address">The neighbour's address.</param>
/// <param name="Mac">Its MAC address; null for a proxy entry, and for one that is not known.</param>
public sealed record NeighborEntry(string Interface, IPAddress Address, MacAddress? Mac)
{
    /// <summary>What is known of it.</summary>
    public NeighborState State { get; init; } = NeighborState.Permanent;

    /// <summary>Whether the host answers in its place.</summary>
    public bool Proxy { get; init; }

    internal string Arguments => Proxy
        ? $"proxy {Address} dev {Commands.Quote(Interface)}"
        : $"{Address}{(Mac is null ? "" : $" lladdr {Mac}")} dev {Commands.Quote(Interface)} nud {State.ToString().ToLowerInvariant()}";

    internal void Encode(NetlinkWriter writer, ushort type, MessageFlags flags, int index)
    {
        writer.BeginMessage(type, flags, new NeighborHeader
        {
            Family = Address.KernelFamily(),
            Index = index,
            State = (ushort)State,
            Flags = Proxy ? NeighborReader.ProxyFlag : (byte)0,
        });
        writer.Address(NeighborAttribute.Destination, Address);
        if (Mac is { } mac)
        {
            Span<byte> bytes = stackalloc byte[MacAddress.Length];
            mac.CopyTo(bytes);
            writer.Attribute(NeighborAttribute.LinkLayerAddress, bytes);
        }
        writer.EndMessage();
    }
}

/// <summary>Adds a neighbour.</summary>
internal sealed record AddNeighbor(NeighborEntry Entry) : NetlinkStep
{
    /// <inheritdoc/>
    public override string Command => $"{Ip} neigh add {Entry.Arguments}";

    internal override Step Inverse => new RemoveNeighbor(Entry) { Namespace = Namespace };

    internal override InterfacePlace Interface => new(Namespace, Entry.Interface);

    internal override string Noun => "Neighbor";

    internal override IEnumerable<string> NeededInterfaces => [Entry.Interface];

    internal override bool IsMoot(ContainerNetException error) => error.Kind is ErrorKind.AlreadyExists or ErrorKind.NotFound;

    internal override void Encode(NetlinkWriter writer, PlanSession session)
        => Entry.Encode(writer, RouteMessage.NewNeighbor, MessageFlags.Create | MessageFlags.Exclusive | MessageFlags.Ack, session.LinkIndex(Namespace, Entry.Interface));
}

/// <summary>Removes a neighbour.</summary>
internal sealed record RemoveNeighbor(NeighborEntry Entry) : NetlinkStep
{
    /// <inheritdoc/>
    public override string Command => $"{Ip} neigh del {(Entry.Proxy ? "proxy " : "")}{Entry.Address} dev {Commands.Quote(Entry.Interface)}";

    internal override Step Inverse => new AddNeighbor(Entry) { Namespace = Namespace };

    internal override string Noun => "Neighbor";

    internal override IEnumerable<string> NeededInterfaces => [Entry.Interface];

    internal override void Encode(NetlinkWriter writer, PlanSession session)
        => Entry.Encode(writer, RouteMessage.DeleteNeighbor, MessageFlags.Ack, session.LinkIndex(Namespace, Entry.Interface));
}

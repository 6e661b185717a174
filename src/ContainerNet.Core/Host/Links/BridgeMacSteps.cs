using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using ContainerNet.Plans;

namespace ContainerNet.Host.Links;

/// <summary>Adds a static MAC address of a port to a bridge. The entry stays until the port is removed, and no frame moves it.</summary>
/// <param name="Port">The port's name.</param>
/// <param name="Mac">The MAC address.</param>
internal sealed record AddBridgeMac(string Port, MacAddress Mac) : NetlinkStep
{
    /// <inheritdoc/>
    public override string Command => BridgeMac.Command(Namespace, "replace", Port, Mac) + " static";

    internal override Step Inverse => new RemoveBridgeMac(Port, Mac) { Namespace = Namespace };

    internal override InterfacePlace Interface => new(Namespace, Port);

    internal override string Noun => "BridgeMac";

    internal override IEnumerable<string> NeededInterfaces => [Port];

    internal override void Encode(NetlinkWriter writer, PlanSession session)
        => BridgeMac.Encode(writer, RouteMessage.NewNeighbor, MessageFlags.Create | MessageFlags.Replace | MessageFlags.Ack, session.LinkIndex(Namespace, Port), Mac);
}

/// <summary>Takes a MAC address out of a bridge's table.</summary>
/// <param name="Port">The port's name.</param>
/// <param name="Mac">The MAC address.</param>
internal sealed record RemoveBridgeMac(string Port, MacAddress Mac) : NetlinkStep
{
    /// <inheritdoc/>
    public override string Command => BridgeMac.Command(Namespace, "del", Port, Mac);

    internal override Step Inverse => new AddBridgeMac(Port, Mac) { Namespace = Namespace };

    internal override string Noun => "BridgeMac";

    internal override IEnumerable<string> NeededInterfaces => [Port];

    internal override void Encode(NetlinkWriter writer, PlanSession session)
        => BridgeMac.Encode(writer, RouteMessage.DeleteNeighbor, MessageFlags.Ack, session.LinkIndex(Namespace, Port), Mac);
}

/// <summary>What the two steps have in common.</summary>
file static class BridgeMac
{
    public static string Command(NamespaceReference place, string verb, string port, MacAddress mac)
        => Commands.In(place, $"bridge fdb {verb} {mac} dev {Commands.Quote(port)} master");

    public static void Encode(NetlinkWriter writer, ushort type, MessageFlags flags, int port, MacAddress mac)
    {
        writer.BeginMessage(type, flags, new NeighborHeader { Family = MacTableReader.BridgeFamily, Index = port, State = (ushort)NeighborState.NoArp, Flags = MacTableReader.MasterFlag });
        Span<byte> bytes = stackalloc byte[MacAddress.Length];
        mac.CopyTo(bytes);
        writer.Attribute(NeighborAttribute.LinkLayerAddress, bytes);
        writer.EndMessage();
    }
}

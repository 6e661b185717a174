using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;

namespace ContainerNet.Plans.Steps;

/// <summary>Sets how a bridge treats one of its ports. It follows the making of the port, whose undoing undoes this too.</summary>
/// <param name="Port">The port's name.</param>
/// <param name="Hairpin">Whether a frame may go back out by the port that it came in by.</param>
/// <param name="Isolated">Whether it exchanges frames only with ports that are not isolated, and with the host.</param>
internal sealed record SetBridgePort(string Port, bool Hairpin, bool Isolated) : NetlinkStep
{
    /// <inheritdoc/>
    public override string Command => $"{Ip} link set {Commands.Quote(Port)} type bridge_slave hairpin {OnOff(Hairpin)} isolated {OnOff(Isolated)}";

    internal override Step Inverse => new SetBridgePort(Port, false, false) { Namespace = Namespace };

    internal override InterfacePlace Interface => new(Namespace, Port);

    internal override string Noun => "Interface";

    internal override IEnumerable<string> NeededInterfaces => [Port];

    internal override void Encode(NetlinkWriter writer, PlanSession session)
    {
        writer.BeginMessage(RouteMessage.NewLink, MessageFlags.Ack, LinkWriter.Header(session.LinkIndex(Namespace, Port)));
        int info = writer.BeginAttribute(LinkAttribute.Info);
        writer.String(LinkInfoAttribute.PortKind, "bridge");
        int data = writer.BeginAttribute(LinkInfoAttribute.PortData);
        writer.Attribute(BridgePortAttribute.Hairpin, (byte)(Hairpin ? 1 : 0));
        writer.Attribute(BridgePortAttribute.Isolated, (byte)(Isolated ? 1 : 0));
        writer.EndNested(data);
        writer.EndNested(info);
        writer.EndMessage();
    }

    private static string OnOff(bool value) => value ? "on" : "off";
}

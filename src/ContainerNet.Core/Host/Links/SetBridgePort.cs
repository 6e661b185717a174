using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using ContainerNet.Plans;

namespace ContainerNet.Host.Links;

/// <summary>How a bridge treats one of its ports (IFLA_BRPORT_* in linux/if_link.h).</summary>
/// <param name="Hairpin">Whether a frame may leave by the port that it came in by.</param>
/// <param name="Isolated">Whether the port exchanges frames only with ports that are not isolated, and with the host.</param>
/// <param name="Learning">Whether the bridge learns MAC addresses from what comes in by the port.</param>
/// <param name="GroupForwardMask">Which of the groups 01:80:c2:00:00:00 to 0f the bridge forwards as any other group, a bit each.</param>
internal sealed record BridgePortSettings(bool Hairpin, bool Isolated, bool Learning, ushort GroupForwardMask)
{
    /// <summary>A port as the kernel makes it.</summary>
    public static readonly BridgePortSettings Default = new(Hairpin: false, Isolated: false, Learning: true, GroupForwardMask: 0);

    /// <summary>
    /// A port of an endpoint. The bridge knows the endpoint's MAC address, so it learns none. A frame to one of the
    /// 802.1D groups would go past the firewall's hook and straight to the host; forwarded, it meets the hook like any other.
    /// The kernel reserves the group of pause frames, which it drops itself (br_handle_frame in net/bridge/br_input.c). Hairpin
    /// is for an endpoint that calls a port published for itself: where bridges pass IP's hooks (br_netfilter), the call comes
    /// back by its own port.
    /// </summary>
    public static BridgePortSettings ForEndpoint(bool isolated) => new(Hairpin: true, isolated, Learning: false, GroupForwardMask: 0xfffd);

    /// <summary>The settings in the words of <c>ip link set … type bridge_slave</c>.</summary>
    public override string ToString() => $"hairpin {OnOff(Hairpin)} isolated {OnOff(Isolated)} learning {OnOff(Learning)} group_fwd_mask 0x{GroupForwardMask:x}";

    private static string OnOff(bool value) => value ? "on" : "off";
}

/// <summary>Sets how a bridge treats one of its ports. It follows the making of the port, whose undoing undoes this too.</summary>
/// <param name="Port">The port's name.</param>
/// <param name="New">What to set.</param>
/// <param name="Old">What was set before.</param>
internal sealed record SetBridgePort(string Port, BridgePortSettings New, BridgePortSettings Old) : NetlinkStep
{
    /// <summary>Whether the port is set up in the same message, after its settings (rtnl_changelink in net/core/rtnetlink.c).</summary>
    public bool Up { get; init; }

    /// <inheritdoc/>
    public override string Command
    {
        get
        {
            string set = $"{Ip} link set {Commands.Quote(Port)} type bridge_slave {New}";
            return Up ? $"{set}\n{Ip} link set {Commands.Quote(Port)} up" : set;
        }
    }

    internal override Step Inverse => new SetBridgePort(Port, Old, New) { Namespace = Namespace };

    internal override InterfacePlace Interface => new(Namespace, Port);

    internal override string Noun => "Interface";

    internal override IEnumerable<string> NeededInterfaces => [Port];

    internal override void Encode(NetlinkWriter writer, PlanSession session)
    {
        writer.BeginMessage(RouteMessage.NewLink, MessageFlags.Ack, LinkWriter.Header(session.LinkIndex(Namespace, Port), Up ? true : null));
        int info = writer.BeginAttribute(LinkAttribute.Info);
        writer.String(LinkInfoAttribute.PortKind, "bridge");
        int data = writer.BeginAttribute(LinkInfoAttribute.PortData);
        writer.Attribute(BridgePortAttribute.Hairpin, Flag(New.Hairpin));
        writer.Attribute(BridgePortAttribute.Learning, Flag(New.Learning));
        writer.Attribute(BridgePortAttribute.GroupForwardMask, New.GroupForwardMask);
        writer.Attribute(BridgePortAttribute.Isolated, Flag(New.Isolated));
        writer.EndNested(data);
        writer.EndNested(info);
        writer.EndMessage();
    }

    private static byte Flag(bool value) => value ? (byte)1 : (byte)0;
}

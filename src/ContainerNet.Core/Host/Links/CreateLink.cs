using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using ContainerNet.Plans;
using ContainerNet.State;

namespace ContainerNet.Host.Links;

/// <summary>The other end of a veth pair that is to be made.</summary>
/// <param name="Namespace">The namespace it is made in.</param>
/// <param name="Name">Its name there.</param>
/// <param name="Mac">Its MAC address.</param>
internal sealed record VethPeer(NamespaceReference Namespace, string Name, MacAddress Mac);

/// <summary>
/// Makes a link: a bridge, or a veth pair with each end already in its namespace, in one message. The MAC address is
/// given with it, so that a journal can tell our link from another of the same name.
/// </summary>
internal sealed record CreateLink(string Name, string Kind, MacAddress Mac) : NetlinkStep, IJsonObject
{
    /// <summary>The other end, of a veth pair.</summary>
    public VethPeer? Peer { get; init; }

    /// <summary>The settings, of a bridge.</summary>
    public BridgeSettings? Bridge { get; init; }

    /// <summary>The bridge that it becomes a port of.</summary>
    public string? Master { get; init; }

    /// <summary>The MTU in bytes; the kind's default when null.</summary>
    public uint? Mtu { get; init; }

    /// <summary>Whether it is set up at once. A veth's peer cannot be: the kernel makes it before it has a peer itself (veth_open).</summary>
    public bool Up { get; init; }

    /// <inheritdoc/>
    public override string Command
    {
        get
        {
            string options = $"{(Mtu is null ? "" : $" mtu {Mtu}")} address {Mac}{(Master is null ? "" : $" master {Commands.Quote(Master)}")}";
            string create = $"{Ip} link add {Commands.Quote(Name)}{options} type {Kind}{PeerOptions()}{BridgeOptions()}";
            return Up ? $"{create}\n{Ip} link set {Commands.Quote(Name)} up" : create;
        }
    }

    internal override Step Inverse => new DeleteLink(Name) { Namespace = Namespace, OnlyIfMac = Mac };

    internal override InterfacePlace[] Makes => Peer is null ? [new(Namespace, Name)] : [new(Namespace, Name), new(Peer.Namespace, Peer.Name)];

    // Only one with this MAC address is removed again.
    internal override bool IsHarmlessToUndo => true;

    internal override Step Journaled => new CreateLink(Name, Kind, Mac) { Namespace = Namespace };

    internal override string Noun => "Interface";

    internal override bool NeedsSysAdmin => base.NeedsSysAdmin || Peer is { Namespace.IsHost: false };

    internal override IEnumerable<string> NeededInterfaces => Master is null ? [] : [Master];

    internal override void Encode(NetlinkWriter writer, PlanSession session)
    {
        writer.BeginMessage(RouteMessage.NewLink, MessageFlags.Create | MessageFlags.Exclusive | MessageFlags.Ack | MessageFlags.Echo, LinkWriter.Header(0, Up ? true : null));
        writer.String(LinkAttribute.Name, Name);
        LinkWriter.Mac(writer, Mac);
        if (Mtu is { } mtu) writer.Attribute(LinkAttribute.Mtu, mtu);
        if (Master is not null) writer.Attribute(LinkAttribute.Master, session.LinkIndex(Namespace, Master));
        int info = writer.BeginAttribute(LinkAttribute.Info);
        writer.String(LinkInfoAttribute.Kind, Kind);
        if (Peer is not null) EncodePeer(writer, session, Peer);
        if (Bridge is not null) EncodeBridge(writer, Bridge);
        writer.EndNested(info);
        writer.EndMessage();
    }

    // Kernels since 6.2 echo what they made, with its index; older ones are asked when the index is needed.
    internal override void Echoed(in NetlinkMessage message, PlanSession session)
    {
        if (LinkIdentity.Read(message) is not { } made || made.Name != Name) return;
        session.RememberLink(Namespace, Name, made.Index);
        if (Peer is not null && made.LinkIndex != 0) session.RememberLink(Peer.Namespace, Peer.Name, made.LinkIndex);
    }

    /// <inheritdoc/>
    public void WriteMembers(JsonLine line)
    {
        line.Member("name"u8, Name);
        line.Member("kind"u8, Kind);
        line.Member("mac"u8, Mac.ToString());
        line.Member("up"u8, Up);
        line.Member("namespace"u8, Namespace.Text);
    }

    private void EncodePeer(NetlinkWriter writer, PlanSession session, VethPeer peer)
    {
        int data = writer.BeginAttribute(LinkInfoAttribute.Data);
        int nested = writer.BeginAttribute(LinkInfoAttribute.VethPeer);
        writer.Raw(LinkWriter.Header(0));
        writer.String(LinkAttribute.Name, peer.Name);
        LinkWriter.Mac(writer, peer.Mac);
        if (Mtu is { } mtu) writer.Attribute(LinkAttribute.Mtu, mtu);
        if (peer.Namespace != Namespace) writer.Attribute(LinkAttribute.NetNamespaceDescriptor, session.Namespace(peer.Namespace).Number);
        writer.EndNested(nested);
        writer.EndNested(data);
    }

    private static void EncodeBridge(NetlinkWriter writer, BridgeSettings settings)
    {
        int data = writer.BeginAttribute(LinkInfoAttribute.Data);
        if (settings.ForwardDelay is { } delay) writer.Attribute(BridgeAttribute.ForwardDelay, Hundredths(delay));
        if (settings.AgeingTime is { } ageing) writer.Attribute(BridgeAttribute.AgeingTime, Hundredths(ageing));
        if (settings.Stp is { } stp) writer.Attribute(BridgeAttribute.StpState, stp ? 1u : 0u);
        if (settings.VlanFiltering is { } filtering) writer.Attribute(BridgeAttribute.VlanFiltering, (byte)(filtering ? 1 : 0));
        writer.EndNested(data);
    }

    private string BridgeOptions()
    {
        if (Bridge is null) return "";
        string options = "";
        if (Bridge.ForwardDelay is { } delay) options += $" forward_delay {Hundredths(delay)}";
        if (Bridge.AgeingTime is { } ageing) options += $" ageing_time {Hundredths(ageing)}";
        if (Bridge.Stp is { } stp) options += $" stp_state {(stp ? 1 : 0)}";
        if (Bridge.VlanFiltering is { } filtering) options += $" vlan_filtering {(filtering ? 1 : 0)}";
        return options;
    }

    // Bridge times are in hundredths of a second: USER_HZ, on every architecture.
    private static uint Hundredths(TimeSpan time) => (uint)Math.Round(time.TotalMilliseconds / 10);

    private string PeerOptions()
    {
        if (Peer is null) return "";
        string place = Peer.Namespace == Namespace ? "" : $" netns {NetnsArgument(Peer.Namespace)}";
        return $" peer name {Commands.Quote(Peer.Name)} address {Peer.Mac}{(Mtu is null ? "" : $" mtu {Mtu}")}{place}";
    }

    /// <summary>How <c>ip link … netns</c> names a namespace: by its name, or by its path. The host is where the shell runs.</summary>
    internal static string NetnsArgument(NamespaceReference reference)
        => reference.IsHost ? "/proc/$$/ns/net" : Commands.Quote($"{reference}");
}

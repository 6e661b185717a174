using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using ContainerNet.Plans;

namespace ContainerNet.Host.Links;

/// <summary>
/// Makes a macvlan link on one of the host's interfaces, in another namespace. Older kernels look for its name where the
/// parent is, so it gets a name that is free everywhere, and its own afterwards.
/// </summary>
/// <param name="Name">Its first name.</param>
/// <param name="Parent">The host's interface.</param>
/// <param name="Mode">How it treats its siblings.</param>
/// <param name="Mac">Its MAC address.</param>
/// <param name="Place">The namespace it is made in.</param>
internal sealed record CreateMacvlan(string Name, string Parent, MacvlanMode Mode, MacAddress Mac, NamespaceReference Place) : NetlinkStep
{
    /// <summary>The MTU in bytes; the parent's when null.</summary>
    public uint? Mtu { get; init; }

    /// <inheritdoc/>
    public override string Command
        => $"{Ip} link add link {Commands.Quote(Parent)} name {Commands.Quote(Name)}{(Mtu is null ? "" : $" mtu {Mtu}")} address {Mac} netns {CreateLink.NetnsArgument(Place)} type macvlan mode {Mode.ToString().ToLowerInvariant()}";

    internal override Step Inverse => new DeleteLink(Name) { Namespace = Place, OnlyIfMac = Mac };

    internal override InterfacePlace[] Makes => [new(Place, Name)];

    internal override string Noun => "Interface";

    internal override bool NeedsSysAdmin => true;

    internal override IEnumerable<string> NeededInterfaces => [Parent];

    internal override void Encode(NetlinkWriter writer, PlanSession session)
    {
        writer.BeginMessage(RouteMessage.NewLink, MessageFlags.Create | MessageFlags.Exclusive | MessageFlags.Ack, LinkWriter.Header(0));
        writer.String(LinkAttribute.Name, Name);
        LinkWriter.Mac(writer, Mac);
        if (Mtu is { } mtu) writer.Attribute(LinkAttribute.Mtu, mtu);
        writer.Attribute(LinkAttribute.Link, session.LinkIndex(Namespace, Parent));
        writer.Attribute(LinkAttribute.NetNamespaceDescriptor, session.Namespace(Place).Number);
        int info = writer.BeginAttribute(LinkAttribute.Info);
        writer.String(LinkInfoAttribute.Kind, "macvlan");
        int data = writer.BeginAttribute(LinkInfoAttribute.Data);
        writer.Attribute(MacvlanAttribute.Mode, (uint)Mode);
        writer.EndNested(data);
        writer.EndNested(info);
        writer.EndMessage();
    }
}

using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using ContainerNet.Plans;

namespace ContainerNet.Host.Links;

/// <summary>Deletes a link; of a veth pair, both ends. What hung on it is lost, so it has no inverse.</summary>
internal sealed record DeleteLink(string Name) : NetlinkStep
{
    /// <summary>Deletes only a link with this MAC address, where it undoes the making of one.</summary>
    public MacAddress? OnlyIfMac { get; init; }

    /// <inheritdoc/>
    public override string Command => $"{Ip} link delete {Commands.Quote(Name)}";

    internal override Step? Inverse => null;

    internal override string Noun => "Interface";

    internal override bool HasHappened(PlanSession session) => session.FindLink(Namespace, Name) is null;

    internal override void Encode(NetlinkWriter writer, PlanSession session)
    {
        writer.BeginMessage(RouteMessage.DeleteLink, MessageFlags.Ack, new LinkHeader());
        writer.String(LinkAttribute.Name, Name);
        writer.EndMessage();
    }

    internal override void Succeeded(PlanSession session) => session.ForgetLink(Namespace, Name);

    internal override void Apply(PlanSession session)
    {
        if (OnlyIfMac is { } mac && session.FindLink(Namespace, Name)?.MacAddressValue != mac) return;
        base.Apply(session);
    }
}

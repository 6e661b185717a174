using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using ContainerNet.Plans;

namespace ContainerNet.Host.Routes;

/// <summary>Adds a rule.</summary>
internal sealed record AddSourceRule(SourceRule Rule) : NetlinkStep
{
    /// <inheritdoc/>
    public override string Command => $"{Ip}{Rule.Family} rule add {Rule.Arguments}";

    internal override Step Inverse => new RemoveSourceRule(Rule) { Namespace = Namespace };

    internal override string Noun => "Rule";

    internal override bool IsMoot(ContainerNetException error) => error.Kind is ErrorKind.AlreadyExists or ErrorKind.NotFound;

    internal override void Encode(NetlinkWriter writer, PlanSession session)
        => Rule.Encode(writer, RouteMessage.NewRule, MessageFlags.Create | MessageFlags.Exclusive | MessageFlags.Ack);
}

/// <summary>Removes a rule.</summary>
internal sealed record RemoveSourceRule(SourceRule Rule) : NetlinkStep
{
    /// <inheritdoc/>
    public override string Command => $"{Ip}{Rule.Family} rule del {Rule.Arguments}";

    internal override Step Inverse => new AddSourceRule(Rule) { Namespace = Namespace };

    internal override string Noun => "Rule";

    internal override void Encode(NetlinkWriter writer, PlanSession session) => Rule.Encode(writer, RouteMessage.DeleteRule, MessageFlags.Ack);
}

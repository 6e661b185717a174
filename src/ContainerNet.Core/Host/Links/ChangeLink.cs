using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using ContainerNet.Plans;

namespace ContainerNet.Host.Links;

/// <summary>Settings of a link; null leaves one as it is.</summary>
public sealed record LinkSettings
{
    /// <summary>Up or down.</summary>
    public bool? Up { get; init; }

    /// <summary>The MTU in bytes.</summary>
    public uint? Mtu { get; init; }

    /// <summary>The MAC address.</summary>
    public MacAddress? Mac { get; init; }

    /// <summary>The bridge to be a port of; empty for none.</summary>
    public string? Master { get; init; }

    /// <summary>The description (<c>ip link set … alias</c>); empty removes it.</summary>
    public string? Description { get; init; }

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The namespace to move to.</summary>
    public NamespaceReference? Namespace { get; init; }
}

/// <summary>Changes a link in one message.</summary>
/// <param name="Name">The name it has when the step begins.</param>
/// <param name="New">What to set.</param>
/// <param name="Old">What was set before.</param>
internal sealed record ChangeLink(string Name, LinkSettings New, LinkSettings Old) : NetlinkStep
{
    /// <summary>When undoing, changes only a link with this MAC address: another may have taken the name.</summary>
    public MacAddress? OnlyIfMac { get; init; }

    /// <summary>
    /// Whether the link becomes one that packets from and to 127.0.0.0/8 may pass. It is a kernel parameter, but one that the
    /// kernel takes with the message; it ends with the link, and is not set back.
    /// </summary>
    public bool RouteLocalnet { get; init; }

    /// <summary>Sets up a link that is down.</summary>
    internal static ChangeLink SetUp(NamespaceReference reference, string name)
        => new(name, new LinkSettings { Up = true }, new LinkSettings { Up = false }) { Namespace = reference };

    /// <inheritdoc/>
    public override string Command
    {
        get
        {
            var words = new List<string> { $"{Ip} link set {Commands.Quote(Name)}" };
            if (New.Namespace is { } target) words.Add($"netns {CreateLink.NetnsArgument(target)}");
            if (New.Name is { } name) words.Add($"name {Commands.Quote(name)}");
            if (New.Mtu is { } mtu) words.Add($"mtu {mtu}");
            if (New.Mac is { } mac) words.Add($"address {mac}");
            if (New.Master is { } master) words.Add(master.Length == 0 ? "nomaster" : $"master {Commands.Quote(master)}");
            if (New.Description is { } description) words.Add($"alias {Commands.Quote(description)}");
            if (New.Up is { } up) words.Add(up ? "up" : "down");
            string set = string.Join(' ', words);
            return RouteLocalnet ? $"{Commands.Sysctl(Namespace, RouteLocalnetOf(Name), "1")}\n{set}" : set;
        }
    }

    /// <summary>The parameter's name under /proc/sys.</summary>
    internal static string RouteLocalnetOf(string name) => $"net/ipv4/conf/{name}/route_localnet";

    internal override Step Inverse => new ChangeLink(New.Name ?? Name, Old, New) { Namespace = New.Namespace ?? Namespace, OnlyIfMac = New.Mac ?? OnlyIfMac };

    // One that has moved is to be found under its old name again.
    internal override InterfacePlace? Interface => New.Name is null && New.Namespace is null ? new(Namespace, Name) : null;

    internal override string Noun => "Interface";

    internal override IEnumerable<string> NeededInterfaces => New.Master is { Length: > 0 } master ? [Name, master] : [Name];

    internal override bool NeedsSysAdmin => base.NeedsSysAdmin || New.Namespace is not null;

    internal override void Encode(NetlinkWriter writer, PlanSession session)
    {
        // By index: a rename in the same message makes the name ambiguous.
        writer.BeginMessage(RouteMessage.NewLink, MessageFlags.Ack, LinkWriter.Header(session.LinkIndex(Namespace, Name), New.Up));
        if (New.Namespace is { } target) writer.Attribute(LinkAttribute.NetNamespaceDescriptor, session.Namespace(target).Number);
        if (New.Name is { } name) writer.String(LinkAttribute.Name, name);
        if (New.Mtu is { } mtu) writer.Attribute(LinkAttribute.Mtu, mtu);
        LinkWriter.Mac(writer, New.Mac);
        if (New.Master is { } master) writer.Attribute(LinkAttribute.Master, master.Length == 0 ? 0 : session.LinkIndex(Namespace, master));
        if (New.Description is { } description) EncodeDescription(writer, description);
        if (RouteLocalnet) EncodeRouteLocalnet(writer);
        writer.EndMessage();
    }

    internal override void Apply(PlanSession session)
    {
        if (OnlyIfMac is { } mac && session.FindLink(Namespace, Name)?.MacAddressValue != mac) return;
        base.Apply(session);
    }

    // The kernel stops at the first setting that it refuses and keeps those before it (do_setlink in net/core/rtnetlink.c):
    // a link whose new name is taken has moved by then. What is found is set back whole.
    internal override Step? PartlyDone(PlanSession session)
    {
        int index = session.LinkIndex(Namespace, Name);
        if (Find(session, Namespace, Name) is { } same && same == index) return Repaired(Namespace, Name);
        if (New.Namespace is { } target && target != Namespace)
        {
            // It moves under its old name where that is free, and under the new one at once where it is not.
            if (Find(session, target, Name) is not null) return Repaired(target, Name);
            return New.Name is not null && Find(session, target, New.Name) is not null ? Repaired(target, New.Name) : null;
        }
        return New.Name is not null && Find(session, Namespace, New.Name) == index ? Repaired(Namespace, New.Name) : null;
    }

    private static int? Find(PlanSession session, NamespaceReference place, string name) => session.FindLink(place, name)?.InterfaceIndex;

    // A change without effect, whose undo equals the undo of this one.
    private ChangeLink Repaired(NamespaceReference place, string name) => new(name, new LinkSettings(), Old) { Namespace = place };

    internal override void Succeeded(PlanSession session)
    {
        if (New.Name is null && New.Namespace is null) return;
        int index = session.LinkIndex(Namespace, Name);
        session.ForgetLink(Namespace, Name);
        // In another namespace the index may be another too.
        if (New.Namespace is null) session.RememberLink(Namespace, New.Name!, index);
    }

    private static void EncodeRouteLocalnet(NetlinkWriter writer)
    {
        int families = writer.BeginAttribute(LinkAttribute.AddressFamilySpecific);
        int family = writer.BeginAttribute(FamilyAttribute.IPv4);
        int parameters = writer.BeginAttribute(FamilyAttribute.IPv4Parameters);
        writer.Attribute(FamilyAttribute.RouteLocalnet, 1u);
        writer.EndNested(parameters);
        writer.EndNested(family);
        writer.EndNested(families);
    }

    // IFLA_IFALIAS is text without its zero byte; one zero byte clears it (rtnl_set_alias in net/core/rtnetlink.c).
    private static void EncodeDescription(NetlinkWriter writer, string description)
    {
        ReadOnlySpan<byte> bytes = description.Length == 0 ? [0] : System.Text.Encoding.UTF8.GetBytes(description);
        writer.Attribute(LinkAttribute.Alias, bytes);
    }
}

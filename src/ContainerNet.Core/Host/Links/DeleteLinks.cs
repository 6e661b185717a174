using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using ContainerNet.Plans;

namespace ContainerNet.Host.Links;

/// <summary>
/// Deletes links of the host's namespace, all at once: they are put into a group of their own, and the group is deleted.
/// The kernel waits tens of milliseconds until nothing uses a link that it deletes by itself, and of a group it waits once
/// for all (unregister_netdevice_many in net/core/dev.c). Both ends of a veth pair are removed. Links that no longer exist are
/// left out.
/// </summary>
/// <param name="Names">The links.</param>
/// <param name="Group">A group that no other link is in; never 0, which new links are in.</param>
internal sealed record DeleteLinks(IReadOnlyList<string> Names, uint Group) : Step
{
    // iproute2 reads a group as an int; /etc/iproute2/group names small ones.
    private const int LeastGroup = 1 << 16;

    /// <inheritdoc/>
    public override string Command
        => string.Join('\n', [.. Names.Select(name => $"ip link set {Commands.Quote(name)} group {Group}"), $"ip link delete group {Group}"]);

    internal override Step? Inverse => null;

    internal override string Noun => "Interface";

    /// <summary>Deletes links by the shortest way.</summary>
    public static IEnumerable<Step> Of(IReadOnlyList<string> names) => names switch
    {
        [] => [],
        [var only] => [new DeleteLink(only)],
        _ => [new DeleteLinks(names, (uint)Random.Shared.Next(LeastGroup, int.MaxValue))],
    };

    // From when the first of them is in the group: they are no longer as they were, so the way is ahead.
    internal override bool HasHappened(PlanSession session)
    {
        List<NetAdapter> links = [.. OurLinks(LinkOperations.List(session, NamespaceReference.Host))];
        return links.Count < Names.Count || links.Exists(link => link.Group == Group);
    }

    internal override void Apply(PlanSession session)
    {
        List<NetAdapter> all = LinkOperations.List(session, NamespaceReference.Host);
        NetAdapter[] links = [.. OurLinks(all)];
        if (links.Length == 0) return;
        if (all.Find(link => link.Group == Group && !Names.Contains(link.Name)) is { } other)
            throw ContainerNetException.InUse("InterfaceGroupInUse", other.Name, $"Interface '{other.Name}' is in group {Group}, so the group cannot be deleted.");
        try
        {
            foreach (NetAdapter[] some in links.Chunk(NetlinkSocket.MaxBatch)) Move(session, some, static (link, group) => group);
            session.Route(NamespaceReference.Host).Request(WriteDelete);
        }
        catch (NetlinkException)
        {
            foreach (NetAdapter[] some in links.Chunk(NetlinkSocket.MaxBatch)) Move(session, some, static (link, _) => link.Group);
            throw;
        }
        foreach (string name in Names) session.ForgetLink(NamespaceReference.Host, name);
    }

    private IEnumerable<NetAdapter> OurLinks(List<NetAdapter> all)
    {
        HashSet<string> names = [.. Names];
        return all.Where(link => names.Contains(link.Name));
    }

    private void Move(PlanSession session, NetAdapter[] links, Func<NetAdapter, uint, uint> groupOf)
    {
        NetlinkException?[] refusals = session.Route(NamespaceReference.Host).Transact(writer =>
        {
            foreach (NetAdapter link in links)
            {
                writer.BeginMessage(RouteMessage.NewLink, MessageFlags.Ack, LinkWriter.Header(link.InterfaceIndex));
                writer.Attribute(LinkAttribute.Group, groupOf(link, Group));
                writer.EndMessage();
            }
        });
        // One that went meanwhile by itself is no matter.
        if (Array.Find(refusals, refusal => refusal is { Errno: not Errno.ENODEV }) is { } refused) throw refused;
    }

    private void WriteDelete(NetlinkWriter writer)
    {
        writer.BeginMessage(RouteMessage.DeleteLink, MessageFlags.Ack, new LinkHeader());
        writer.Attribute(LinkAttribute.Group, Group);
        writer.EndMessage();
    }
}

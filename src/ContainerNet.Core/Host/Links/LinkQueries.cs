using System.Runtime.InteropServices;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;
using ContainerNet.Plans;

namespace ContainerNet.Host.Links;

/// <summary>What an operation asks the kernel about interfaces.</summary>
internal static class LinkQueries
{
    extension(PlanSession session)
    {
        /// <summary>The interface with a name, or null.</summary>
        public NetAdapter? FindLink(NamespaceReference reference, string name) => Find(session, reference, writer => LinkWriter.Get(writer, name));

        /// <summary>The interface with an index, or null.</summary>
        public NetAdapter? FindLink(NamespaceReference reference, int index) => Find(session, reference, writer => LinkWriter.Get(writer, index));

        /// <summary>
        /// Whether the kernel still has to activate the queue of an interface whose carrier is on (net/core/link_watch.c). Since
        /// Linux 6.9 the request makes the kernel do so first (rtnl_getlink in net/core/rtnetlink.c).
        /// </summary>
        public bool IsActivating(NamespaceReference reference, string name)
        {
            bool isActivating = false;
            session.Route(reference).TryGet(writer => LinkWriter.Get(writer, name), Errno.ENODEV, (int _, in NetlinkMessage message) => isActivating = IsActivating(message), session.Cancellation);
            return isActivating;
        }

        /// <summary>The names that belong to interfaces. A few are requested in one send; many are looked up in the list of all.</summary>
        public HashSet<string> ExistingLinks(NamespaceReference reference, IReadOnlyList<string> names)
        {
            if (names.Count == 0) return [];
            if (names.Count > NetlinkSocket.MaxBatch) return [.. LinkOperations.List(session, reference).Select(link => link.Name)];
            NetlinkException?[] refusals = session.Route(reference).Transact(writer =>
            {
                foreach (string name in names) LinkWriter.Get(writer, name, MessageFlags.Ack);
            }, received: null, session.Cancellation);
            if (Array.Find(refusals, refusal => refusal is { Errno: not Errno.ENODEV }) is { } refused) throw refused;
            return [.. names.Where((_, i) => refusals[i] is null)];
        }
    }

    private static bool IsActivating(in NetlinkMessage message)
    {
        if (message.Type != RouteMessage.NewLink || !((AdapterFlags)MemoryMarshal.Read<LinkHeader>(message.Payload).Flags).HasFlag(AdapterFlags.LowerUp)) return false;
        foreach (NetlinkAttribute attribute in AttributeReader.After(message.Payload, LinkHeader.Size))
        {
            if (attribute.Type == LinkAttribute.OperationalState) return (AdapterStatus)attribute.Byte is AdapterStatus.Unknown or AdapterStatus.Down or AdapterStatus.LowerLayerDown;
        }
        return false;
    }

    private static NetAdapter? Find(PlanSession session, NamespaceReference reference, Action<NetlinkWriter> write)
    {
        NetAdapter? found = null;
        session.Route(reference).TryGet(write, Errno.ENODEV, (int _, in NetlinkMessage message) => found = LinkReader.Read(message, reference), session.Cancellation);
        return found;
    }
}

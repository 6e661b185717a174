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

    private static NetAdapter? Find(PlanSession session, NamespaceReference reference, Action<NetlinkWriter> write)
    {
        NetAdapter? found = null;
        session.Route(reference).TryGet(write, Errno.ENODEV, (int _, in NetlinkMessage message) => found = LinkReader.Read(message, reference), session.Cancellation);
        return found;
    }
}

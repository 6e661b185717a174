using System.Net;
using System.Net.Sockets;
using ContainerNet.Netlink.Netfilter;

namespace ContainerNet.Netlink.Conntrack;

/// <summary>
/// The flows that the kernel tracks. A flow keeps the address translation of its first packet for as long as it lasts, so
/// a change of the rules has to remove the connections that follow the old rules.
/// </summary>
internal static class ConntrackTable
{
    private const ushort EntriesAttribute = 1;
    private const ushort ReplyFlagsAttribute = 2;
    private const uint SourceFlag = 1;

    /// <summary>
    /// Forgets flows. Those that begin meanwhile may stay, so the rules are changed first. A kernel without ctnetlink
    /// (nf_conntrack_netlink) has no way to do it, and nothing is done.
    /// </summary>
    /// <param name="netfilterSocket">A netfilter socket of the namespace.</param>
    /// <param name="filters">Which flows: those that any of these means.</param>
    /// <returns>How many there were.</returns>
    public static int Flush(NetlinkSocket netfilterSocket, IReadOnlyList<ConntrackFilter> filters)
    {
        if (filters.Count == 0 || Count(netfilterSocket) is null or 0) return 0;
        return Find(netfilterSocket, filters).Chunk(NetlinkSocket.MaxBatch).Sum(entries => Delete(netfilterSocket, entries));
    }

    /// <summary>How many flows the namespace has, all kinds together; null when the kernel has no ctnetlink.</summary>
    public static uint? Count(NetlinkSocket socket)
    {
        uint count = 0;
        NetlinkException? refusal = socket.Transact(WriteCountRequest, (int _, in NetlinkMessage message) => count = ReadCount(message))[0];
        return refusal switch
        {
            null => count,
            // nfnetlink answers EINVAL for a subsystem that it has not.
            { Errno: Errno.EINVAL or Errno.EOPNOTSUPP or Errno.EPROTONOSUPPORT } => null,
            _ => throw refusal,
        };
    }

    /// <summary>The count in an answer (CTA_STATS_GLOBAL_ENTRIES).</summary>
    public static uint ReadCount(in NetlinkMessage message)
    {
        foreach (NetlinkAttribute attribute in NftMessage.Attributes(message))
        {
            if (attribute.Type == EntriesAttribute) return attribute.BigEndian32;
        }
        return 0;
    }

    private static void WriteCountRequest(NetlinkWriter writer)
    {
        writer.BeginMessage(ConntrackMessage.GetStatistics, MessageFlags.None, new NetfilterHeader(NftFamily.Unspecified));
        writer.EndMessage();
    }

    private static List<ConntrackEntry> Find(NetlinkSocket socket, IReadOnlyList<ConntrackFilter> filters)
    {
        IPAddress? replySource = CommonReplySource(filters);
        try
        {
            return Dump(socket, filters, replySource);
        }
        catch (NetlinkException e) when (replySource is not null && e.Errno is (Errno.EINVAL or Errno.EOPNOTSUPP))
        {
            return Dump(socket, filters, replySource: null);
        }
    }

    // The kernel takes one filter, so the filter holds what ours have in common: usually the container. For IPv6 it would answer with
    // every address except the requested one: it has the comparison the wrong way round (ctnetlink_filter_match_tuple).
    private static IPAddress? CommonReplySource(IReadOnlyList<ConntrackFilter> filters)
    {
        IPAddress? first = filters[0].ReplySource;
        return first?.AddressFamily == AddressFamily.InterNetwork && filters.All(filter => first.Equals(filter.ReplySource)) ? first : null;
    }

    private static List<ConntrackEntry> Dump(NetlinkSocket socket, IReadOnlyList<ConntrackFilter> filters, IPAddress? replySource)
        => socket.Dump(
            writer => WriteDump(writer, replySource),
            (in NetlinkMessage message) => message.Type == ConntrackMessage.New ? ConntrackEntry.Read(message, filters) : null);

    private static void WriteDump(NetlinkWriter writer, IPAddress? replySource)
    {
        NftFamily family = replySource is null ? NftFamily.Unspecified : (NftFamily)replySource.KernelFamily();
        writer.BeginMessage(ConntrackMessage.Get, MessageFlags.Dump, new NetfilterHeader(family));
        if (replySource is not null)
        {
            ConntrackTuple.WriteSource(writer, ConntrackMessage.ReplyTuple, replySource);
            // A kernel before 5.8 does not know the filter and answers with every flow, which is read as well.
            int filter = writer.BeginNested(ConntrackMessage.Filter);
            writer.Attribute(ReplyFlagsAttribute, SourceFlag);
            writer.EndNested(filter);
        }
        writer.EndMessage();
    }

    private static int Delete(NetlinkSocket socket, ConntrackEntry[] entries)
    {
        NetlinkException?[] refusals = socket.Transact(writer =>
        {
            foreach (ConntrackEntry entry in entries) entry.WriteDelete(writer);
        });
        // A flow that ended by itself is as good as deleted.
        return refusals.FirstOrDefault(refusal => refusal is not (null or { Errno: Errno.ENOENT })) is { } other
            ? throw other
            : refusals.Count(refusal => refusal is null);
    }
}

using ContainerNet.Netlink.Netfilter;

namespace ContainerNet.Netlink.Nftables;

/// <summary>Reads nf_tables back from the kernel, one dump a kind.</summary>
internal static class NftDump
{
    private const ushort GenerationIdAttribute = 1;
    private const int ElementAttempts = 40;

    /// <summary>The number that grows by one with every change of the rules in this namespace (NFTA_GEN_ID).</summary>
    public static uint Generation(NetlinkSocket socket)
    {
        uint generation = 0;
        socket.Request(WriteGenerationRequest, (int _, in NetlinkMessage message) => generation = ReadGeneration(message) ?? generation);
        return generation;
    }

    /// <summary>Writes the request that <see cref="ReadGeneration"/> reads the answer to.</summary>
    public static void WriteGenerationRequest(NetlinkWriter writer)
    {
        writer.BeginMessage(NftMessage.GetGeneration, MessageFlags.None, new NetfilterHeader(NftFamily.Unspecified));
        writer.EndMessage();
    }

    /// <summary>The generation that a message tells, or null when it tells something else.</summary>
    public static uint? ReadGeneration(in NetlinkMessage message)
    {
        if (message.Type != NftMessage.NewGeneration) return null;
        foreach (NetlinkAttribute attribute in NftMessage.Attributes(message))
        {
            if (attribute.Type == GenerationIdAttribute) return attribute.BigEndian32;
        }
        return null;
    }

    public static List<NftTable> Tables(NetlinkSocket socket, NftFamily family = NftFamily.Unspecified)
        => Dump(socket, NftMessage.GetTable, NftMessage.NewTable, family, null, NftTable.Read);

    public static List<NftChain> Chains(NetlinkSocket socket, NftFamily family = NftFamily.Unspecified)
        => Dump(socket, NftMessage.GetChain, NftMessage.NewChain, family, null, NftChain.Read);

    public static List<NftSet> Sets(NetlinkSocket socket, NftFamily family = NftFamily.Unspecified)
        => Dump(socket, NftMessage.GetSet, NftMessage.NewSet, family, null, NftSet.Read);

    public static List<NftRule> Rules(NetlinkSocket socket, NftFamily family = NftFamily.Unspecified)
        => Dump(socket, NftMessage.GetRule, NftMessage.NewRule, family, null, NftRule.Read);

    /// <summary>The rules of one chain.</summary>
    public static List<NftRule> Rules(NetlinkSocket socket, NftChain chain)
        => Dump(socket, NftMessage.GetRule, NftMessage.NewRule, chain.Family,
            writer =>
            {
                writer.String(NftRule.TableAttribute, chain.Table);
                writer.String(NftRule.ChainAttribute, chain.Name);
            },
            NftRule.Read);

    /// <summary>All elements of a set, a range as one; where there is no such set or table, the kernel's ENOENT is thrown.</summary>
    public static List<NftElement> Elements(NetlinkSocket socket, NftSet set)
    {
        // While the kernel grows a hash table in the background, a listing returns some elements twice and omits others.
        for (int attempt = 1; ; attempt++)
        {
            List<NftElement> elements = [.. ElementLists(socket, set).SelectMany(list => list.Elements)];
            if (elements.DistinctBy(e => (e.Key, e.KeyEnd, e.Flags)).Count() == elements.Count) return set.HasPlainIntervals ? NftInterval.Join(elements) : elements;
            if (attempt == ElementAttempts) throw new NetlinkException(Errno.EAGAIN, $"The order of set {set.Name} changed during each of {attempt} attempts to list it.");
            Thread.Sleep(attempt);
        }
    }

    private static List<NftElementList> ElementLists(NetlinkSocket socket, NftSet set)
        => Dump(socket, NftMessage.GetElement, NftMessage.NewElement, set.Family, writer => NftElementList.WriteSetName(writer, set), NftElementList.Read);

    private static List<T> Dump<T>(
        NetlinkSocket socket, ushort request, ushort answer, NftFamily family,
        Action<NetlinkWriter>? filter, MessageParser<T> read) where T : class
        => socket.Dump(
            writer =>
            {
                writer.BeginMessage(request, MessageFlags.Dump, new NetfilterHeader(family));
                filter?.Invoke(writer);
                writer.EndMessage();
            },
            (in NetlinkMessage message) => message.Type == answer ? read(message) : null);
}

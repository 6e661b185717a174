using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Nftables;
using ContainerNet.Netlink.Nftables.Text;

namespace ContainerNet.Tests.Netlink;

/// <summary>The payload of a message, kept after it was read.</summary>
internal sealed record NetlinkMessageCopy(ushort Type, byte[] Payload)
{
    /// <summary>All that the messages say, as one table.</summary>
    public static NftTableContent Table(IEnumerable<NetlinkMessageCopy> messages)
    {
        ILookup<ushort, byte[]> byType = messages.ToLookup(m => m.Type, m => m.Payload);
        List<NftElementList> elements = [.. byType[NftMessage.NewElement].Select(p => NftElementList.Read(WireBytes.Message(NftMessage.NewElement, p)))];
        List<NftSet> sets = [.. byType[NftMessage.NewSet].Select(p => NftSet.Read(WireBytes.Message(NftMessage.NewSet, p)))];
        return new NftTableContent(
            new NftTable(NftFamily.Inet, "t"),
            [.. sets.Select(s => new NftSetContent(s, [.. elements.Where(e => e.Set == s.Name).SelectMany(e => e.Elements)]))],
            [.. byType[NftMessage.NewChain].Select(p => NftChain.Read(WireBytes.Message(NftMessage.NewChain, p)))],
            [.. byType[NftMessage.NewRule].Select(p => NftRule.Read(WireBytes.Message(NftMessage.NewRule, p)))]);
    }
}

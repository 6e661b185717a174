using System.Globalization;
using System.Text;
using ContainerNet.Netlink.Netfilter;

namespace ContainerNet.Netlink.Nftables.Text;

/// <summary>Tables in the words of nft(8).</summary>
internal static class NftText
{
    private const uint Dormant = 1;

    /// <summary>The table as <c>nft list table</c> prints it, each line ended; read in as many dumps as it has sets and some more.</summary>
    /// <param name="socket">A netfilter socket of the table's namespace.</param>
    /// <param name="table">The table, as it was read.</param>
    public static string Table(NetlinkSocket socket, NftTable table) => Table(NftTableContent.Read(socket, table));

    public static string Table(NftTableContent content)
    {
        NftTable table = content.Table;
        IEnumerable<string> blocks = [
            .. Header(table),
            .. content.Sets.Where(s => !s.IsAnonymous).Select(NftSetText.Of),
            .. content.Chains.Select(c => Chain(c, content)),
        ];
        return $"table {table.Family.ToNftName()} {table.Name} {{\n{string.Join('\n', blocks)}}}\n";
    }

    private static IEnumerable<string> Header(NftTable table)
    {
        string flags = (table.Flags & Dormant) != 0 ? "\tflags dormant\n" : "";
        string comment = NftUserData.CommentOf(table.UserData) is { } note ? $"\tcomment \"{note}\"\n" : "";
        if (flags.Length + comment.Length > 0) yield return flags + comment;
    }

    private static string Chain(NftChain chain, NftTableContent content)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"\tchain {chain.Name} {{\n");
        if (NftUserData.CommentOf(chain.UserData) is { } comment) text.Append(CultureInfo.InvariantCulture, $"\t\tcomment \"{comment}\"\n");
        if (chain.Hook is { } hook) text.Append(CultureInfo.InvariantCulture, $"\t\t{NftHookText.Of(hook, chain.Family)}\n");
        foreach (NftRule rule in content.RulesOf(chain)) text.Append(CultureInfo.InvariantCulture, $"\t\t{NftRuleText.Of(rule, content)}\n");
        return text.Append("\t}\n").ToString();
    }
}

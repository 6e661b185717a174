using System.Globalization;
using System.Text;

namespace ContainerNet.Netlink.Nftables.Text;

/// <summary>A set or map with a name, as a table's listing has it.</summary>
internal static class NftSetText
{
    public static string Of(NftSetContent content)
    {
        NftSet set = content.Set;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"\t{(set.DataType is null ? "set" : "map")} {set.Name} {{\n");
        foreach (string property in Properties(set)) text.Append(CultureInfo.InvariantCulture, $"\t\t{property}\n");
        if (content.Elements.Count > 0) text.Append(CultureInfo.InvariantCulture, $"\t\telements = {NftElementText.Lines(content)}\n");
        return text.Append("\t}\n").ToString();
    }

    private static IEnumerable<string> Properties(NftSet set)
    {
        if (NftTypeOf.Read(set.UserData) is { } expressions && set.DataType is null) yield return $"typeof {expressions}";
        else yield return set.DataType is null ? $"type {set.KeyType}" : $"type {set.KeyType} : {set.DataType}";
        if (set.Size != 0 && !set.Flags.HasFlag(NftSetFlags.Constant)) yield return $"size {set.Size}";
        if (Flags(set) is { Length: > 0 } flags) yield return $"flags {flags}";
        if (set.Timeout is { } timeout) yield return $"timeout {NftValueText.Duration(timeout)}";
        if (NftUserData.CommentOfSet(set.UserData) is { } comment) yield return $"comment \"{comment}\"";
    }

    private static string Flags(NftSet set)
    {
        // A timeout for all elements says already that they have one.
        NftSetFlags said = set.Timeout is null ? NftSetFlags.None : NftSetFlags.Timeout;
        (NftSetFlags Flag, string Name)[] names =
            [(NftSetFlags.Constant, "constant"), (NftSetFlags.Evaluate, "dynamic"), (NftSetFlags.Interval, "interval"), (NftSetFlags.Timeout, "timeout")];
        NftSetFlags shown = names.Aggregate(NftSetFlags.None, (all, n) => all | n.Flag) & set.Flags;
        return (shown & ~said) == 0 ? "" : string.Join(',', names.Where(n => set.Flags.HasFlag(n.Flag)).Select(n => n.Name));
    }
}

using ContainerNet.Netlink.Nftables.Expressions;

namespace ContainerNet.Netlink.Nftables.Text;

/// <summary>The words for a log statement.</summary>
internal static class NftLogText
{
    private const uint DefaultLevel = 4;
    private const uint AllFlags = 0x2f;

    private static readonly string[] Levels = ["emerg", "alert", "crit", "err", "warn", "notice", "info", "debug", "audit"];

    public static string Of(NftLog log)
    {
        var words = new List<string> { "log" };
        if (log.Prefix is not null) words.Add($"prefix \"{log.Prefix}\"");
        if (log.Group is not null) words.Add($"group {log.Group}");
        if (log.SnapLength is { } length and not 0) words.Add($"snaplen {length}");
        if (log.QueueThreshold is { } threshold and not 0) words.Add($"queue-threshold {threshold}");
        if (log.Level is { } level and not DefaultLevel) words.Add($"level {(level < Levels.Length ? Levels[level] : $"{level}")}");
        words.AddRange(Flags(log.Flags.GetValueOrDefault()));
        return string.Join(' ', words);
    }

    // NF_LOG_* in linux/netfilter/nf_log.h.
    private static IEnumerable<string> Flags(uint flags)
    {
        if ((flags & AllFlags) == AllFlags)
        {
            yield return "flags all";
            yield break;
        }
        string tcp = (flags & 3) switch { 1 => "sequence", 2 => "options", 3 => "sequence,options", _ => "" };
        if (tcp.Length > 0) yield return $"flags tcp {tcp}";
        if ((flags & 4) != 0) yield return "flags ip options";
        if ((flags & 8) != 0) yield return "flags skuid";
        if ((flags & 32) != 0) yield return "flags ether";
    }
}

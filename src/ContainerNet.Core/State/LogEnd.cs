using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.State;

/// <summary>
/// Examines the text after the last whole line of a log that has to be durable. A change counts once its line is on the disk,
/// so half a line is one of three things: a change that is being made; what a process that was killed, or a power cut, left of a
/// change that was never acknowledged; or damage, which must not remove a network silently while its bridge stays.
/// </summary>
internal static partial class LogEnd
{
    private const int LongestQuote = 4096;

    /// <summary>What is wrong with the end; null when it may be passed over.</summary>
    /// <param name="file">The log, open.</param>
    /// <param name="path">The path of the log.</param>
    /// <param name="status">The status that the file was read by.</param>
    /// <param name="offset">Where the last whole line ends, in bytes.</param>
    /// <param name="changes">The lock that changes are made under.</param>
    public static string? Damage(FileDescriptor file, string path, FileStatus status, long offset, StateLock changes)
    {
        if (status.Size == 0) return "the file is empty, but ContainerNet never writes an empty file. Restore a backup, or delete the file to start without networks.";
        if (offset > 0 && (status.Modified < BootTime() || IsBeingWritten(path, status, changes))) return null;
        return Describe(Rest(file, offset), offset);
    }

    // A process that makes a change holds the lock, and the plan of a killed process stays in the lock's file until it is undone.
    private static bool IsBeingWritten(string path, FileStatus status, StateLock changes)
    {
        try
        {
            using StateLock.Holder? held = changes.TryTake();
            return held is null || changes.File.HasText || FileStatus.Of(path) != status;
        }
        catch (SystemCallException)
        {
            // A caller that only reads may lack the permission to take the lock.
            return true;
        }
    }

    private static string Describe(string rest, long offset)
    {
        const string Advice = "Restore a backup, or complete or delete that line. 'ip link delete' removes a bridge that is left over.";
        if (rest.Contains('\0', StringComparison.Ordinal)) return offset > 0 ? $"the file ends in zero bytes. {Advice}" : "the file contains only zero bytes. Restore a backup, or delete the file to start without networks.";
        Match network = SavedNetwork().Match(rest);
        return network.Success ? $"the last line, about network '{network.Groups[2].Value}' ({network.Groups[1].Value}), is incomplete. {Advice}" : $"the last line is incomplete: {rest} {Advice}";
    }

    private static unsafe string Rest(FileDescriptor file, long offset)
    {
        byte* bytes = stackalloc byte[LongestQuote];
        nint length = Libc.pread(file, bytes, LongestQuote, offset);
        return Encoding.UTF8.GetString(bytes, (int)Math.Max(0, length));
    }

    // In nanoseconds since 1970 (proc(5), /proc/stat, btime).
    private static long BootTime()
    {
        string line = File.ReadLines("/proc/stat").First(line => line.StartsWith("btime ", StringComparison.Ordinal));
        return long.Parse(line.AsSpan("btime ".Length), NumberStyles.None, CultureInfo.InvariantCulture) * 1_000_000_000;
    }

    [GeneratedRegex("^\\{\"save\":\\{\"id\":\"([^\"]*)\",\"name\":\"([^\"]*)\"")]
    private static partial Regex SavedNetwork();
}

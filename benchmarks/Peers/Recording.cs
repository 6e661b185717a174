using System.Diagnostics;
using System.Globalization;

namespace ContainerNet.Benchmarks.Peers;

/// <summary>What a piece of work has the kernel change, overheard by strace: messages to netlink and kernel parameters, byte for byte.</summary>
internal static class Recording
{
    private const string Netlink = "<NETLINK:";
    private const string Parameters = "/sys/net/";
    private static readonly string[] Options = ["-yy", "-e", "trace=sendto,sendmsg,write", "-e", "write=all"];

    /// <summary>Does the work, which is all done by the calling thread, and lists its changes.</summary>
    /// <returns>A line each: the netlink family or the parameter's path, and the bytes in hexadecimal.</returns>
    /// <exception cref="MissingException">strace is not installed, or may not watch here.</exception>
    public static IReadOnlyList<string> Of(Action work) => Overhear(trace => Watch(work, trace));

    /// <summary>Runs a program and lists its changes.</summary>
    /// <inheritdoc cref="Of(Action)"/>
    public static IReadOnlyList<string> Of(string program, params string[] arguments)
        => Overhear(trace => Tool.Output(Tool.Find("strace", "strace"), [.. Options, "-o", trace, program, .. arguments]));

    private static IReadOnlyList<string> Overhear(Action<string> run)
    {
        string trace = Path.GetTempFileName();
        try
        {
            run(trace);
            return [.. Changes(File.ReadAllLines(trace))];
        }
        finally
        {
            File.Delete(trace);
        }
    }

    private static void Watch(Action work, string trace)
    {
        using Process strace = Attach(trace);
        try
        {
            work();
        }
        finally
        {
            Tool.Output("kill", "-INT", $"{strace.Id}");
            strace.WaitForExit();
        }
    }

    // Without --follow-forks one thread alone is watched: the main one, whose number is the process's.
    private static Process Attach(string trace)
    {
        string program = Tool.Find("strace", "strace");
        Process strace = Process.Start(new ProcessStartInfo(program, [.. Options, "-o", trace, "-p", $"{Environment.ProcessId}"]) { RedirectStandardError = true })!;
        string answer = strace.StandardError.ReadLine() ?? "";
        if (answer.EndsWith("attached", StringComparison.Ordinal)) return strace;
        strace.Dispose();
        throw new MissingException(answer);
    }

    // A call is a line, and the bytes that it was given are in lines behind it; those of sendmsg have a heading.
    private static IEnumerable<string> Changes(string[] lines)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            string call = lines[i];
            byte[] bytes = [.. lines.Skip(i + 1).SkipWhile(IsHeading).TakeWhile(IsDump).SelectMany(Bytes)];
            if (bytes.Length > 0 && Target(call, bytes) is { } target) yield return $"{target} {Convert.ToHexStringLower(bytes)}";
        }
    }

    // " | 00010  14 00 00 00 10 0a 01 00  00 00 00 00 00 00 00 00  ................ |"
    private static bool IsDump(string line) => line.StartsWith(" | ", StringComparison.Ordinal);

    // " * 1048 bytes in buffer 0"
    private static bool IsHeading(string line) => line.StartsWith(" * ", StringComparison.Ordinal);

    private static IEnumerable<byte> Bytes(string line)
        => line[10..59].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => byte.Parse(pair, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    private static string? Target(string call, byte[] bytes)
    {
        if (call.Contains(Netlink, StringComparison.Ordinal)) return NetlinkTarget(bytes);
        int path = call.IndexOf(Parameters, StringComparison.Ordinal);
        return call.StartsWith("write(", StringComparison.Ordinal) && path > 0 && path < call.IndexOf('>', StringComparison.Ordinal)
            ? $"/proc{call[path..call.IndexOf('>', StringComparison.Ordinal)]}" : null;
    }

    // A batch of rules begins with a message of rtnetlink's first number, which names the subsystem where that has a zero
    // (struct nfgenmsg); other messages to netfilter have larger numbers, and ask. Of rtnetlink's, each third of four asks.
    private static string? NetlinkTarget(byte[] bytes)
    {
        const int batchBegin = 0x10, nfTables = 10, get = 2;
        int type = BitConverter.ToUInt16(bytes, 4);
        if (type == batchBegin && bytes[19] == nfTables) return "rules";
        return type < 0x100 && (type & 3) != get ? "route" : null;
    }
}

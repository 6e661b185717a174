using ContainerNet.Tests.Plans;
using ContainerNet.Tests.Support;

namespace ContainerNet.Tests.Costs;

/// <summary>
/// The system calls of a piece of work, by strace. A process of its own does it and says where it begins and ends by asking for
/// files that do not exist.
/// </summary>
internal static class SystemCallTrace
{
    /// <summary>The request to the other process.</summary>
    public const string Plan = "costs";

    private const string Marks = "/containernet-mark";
    private const string StartedOver = "(To be restarted)";

    // The runtime's own housekeeping: memory, and its threads waking each other.
    private static readonly HashSet<string> _runtime = ["futex", "madvise", "mmap", "mprotect", "munmap", "membarrier", "sched_yield", "rt_sigreturn", "getpid"];

    /// <summary>The names of the calls, in their order.</summary>
    public static IReadOnlyList<string> Of(TestHost host, CostedWork work)
    {
        string path = Path.Combine(host.Folder, work.Name);
        // It is started inside, so that its host is where it is, as it mostly is.
        Victim.RunCosts(["nsenter", $"--net={host.Options.NamespacePath}", "strace", "-f", "-o", path], host.Options with { NamespacePath = new NetHostOptions().NamespacePath }, IndexOf(work));
        string[] lines = File.ReadAllLines(path);
        int begin = Array.FindIndex(lines, line => line.Contains($"{Marks}/begin", StringComparison.Ordinal));
        int end = Array.FindIndex(lines, line => line.Contains($"{Marks}/end", StringComparison.Ordinal));
        string thread = lines[begin].Split(' ')[0];
        string[] own = [.. lines[(begin + 1)..end].Where(line => line.Split(' ')[0] == thread)];
        return [.. own.Where((_, i) => !IsStartedOver(own, i)).Select(NameOf).OfType<string>().Where(name => !_runtime.Contains(name))];
    }

    /// <summary>Why there can be no trace; null where there can.</summary>
    public static string? Missing()
    {
        if (!File.Exists("/usr/bin/strace")) return "strace is not installed.";
        (int exitCode, _, string error) = Tool.Try("strace", ["-o", "/dev/null", "true"]);
        return exitCode == 0 ? null : $"strace may not trace here: {error.Trim()}";
    }

    /// <summary>What the other process does.</summary>
    public static int Run(NetHostOptions options, int index)
    {
        using var net = new NetHost(options);
        CostedWork work = CostedWork.All[index];
        work.Warm(net);
        _ = File.Exists($"{Marks}/begin");
        work.Do(net);
        _ = File.Exists($"{Marks}/end");
        return 0;
    }

    private static int IndexOf(CostedWork work) => CostedWork.All.ToList().IndexOf(work);

    // What the kernel starts over by itself, as a parameter's write while another changes the network (restart_syscall), was
    // called once. Another thread's line may stand between its two parts.
    private static bool IsStartedOver(string[] lines, int index)
        => lines[index].EndsWith(StartedOver, StringComparison.Ordinal)
        || lines[index].EndsWith("<unfinished ...>", StringComparison.Ordinal) && index + 1 < lines.Length && lines[index + 1].EndsWith(StartedOver, StringComparison.Ordinal);

    // "1234  sendto(52, …" or "1234 <... recvfrom resumed>…", of which the first part was counted.
    private static string? NameOf(string line)
    {
        string call = line[line.IndexOf(' ', StringComparison.Ordinal)..].TrimStart();
        int bracket = call.IndexOf('(', StringComparison.Ordinal);
        return bracket > 0 && call[..bracket].All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? call[..bracket] : null;
    }
}

using System.Globalization;

namespace ContainerNet.Linux.Processes;

/// <summary>What the kernel says of a process: /proc/PID/stat, status and cmdline (proc(5)).</summary>
internal sealed record ProcessDetails
{
    // What times in /proc/PID/stat are counted in: USER_HZ, which is 100 on every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Its id.</summary>
    public required int ProcessId { get; init; }

    /// <summary>Its id in the namespace of process ids that it is in.</summary>
    public required int InnerProcessId { get; init; }

    /// <summary>Its parent's id.</summary>
    public required int ParentProcessId { get; init; }

    /// <summary>Its name: at most fifteen bytes of its program's, unless it has changed it.</summary>
    public required string Name { get; init; }

    /// <summary>Its program with the arguments; empty for one that has ended and is to be waited for.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The letter of its state: R, S, D, Z, T, ….</summary>
    public required char State { get; init; }

    /// <summary>The user it acts as (the effective id).</summary>
    public required uint UserId { get; init; }

    /// <summary>How many threads it has.</summary>
    public required int Threads { get; init; }

    /// <summary>Processor time.</summary>
    public required TimeSpan CpuTime { get; init; }

    /// <summary>Memory that it has in RAM, in bytes.</summary>
    public required long ResidentMemory { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>Reads a process; null where none has the id.</summary>
    public static ProcessDetails? Of(int processId)
    {
        string folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}");
        try
        {
            return Parse(processId, File.ReadAllText($"{folder}/stat"), File.ReadAllLines($"{folder}/status"), File.ReadAllText($"{folder}/cmdline"));
        }
        // ESRCH, which the read of a process that ends meanwhile returns, has no exception of its own.
        catch (IOException)
        {
            return null;
        }
    }

    private static ProcessDetails Parse(int processId, string stat, string[] status, string commandLine)
    {
        int nameEnd = stat.LastIndexOf(')');
        // The name in parentheses may hold anything. After it comes the state, the third field of proc(5).
        string[] fields = stat[(nameEnd + 2)..].Split(' ');
        long Field(int number) => long.Parse(fields[number - 3], CultureInfo.InvariantCulture);
        string[] Status(string key) => status.FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?[key.Length..].Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries) ?? [];
        return new ProcessDetails
        {
            ProcessId = processId,
            InnerProcessId = Status("NSpid:") is [.., var inner] ? int.Parse(inner, CultureInfo.InvariantCulture) : processId,
            ParentProcessId = (int)Field(4),
            Name = stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..nameEnd],
            Arguments = commandLine.Length == 0 ? [] : commandLine.TrimEnd('\0').Split('\0'),
            State = fields[0][0],
            UserId = Status("Uid:") is [_, var effective, ..] ? uint.Parse(effective, CultureInfo.InvariantCulture) : 0,
            Threads = (int)Field(20),
            CpuTime = TimeSpan.FromSeconds((Field(14) + Field(15)) / TicksPerSecond),
            // In kilobytes. A process that has ended has none.
            ResidentMemory = Status("VmRSS:") is [var memory, ..] ? long.Parse(memory, CultureInfo.InvariantCulture) * 1024 : 0,
            Started = BootTime() + TimeSpan.FromSeconds(Field(22) / TicksPerSecond),
        };
    }

    private static DateTimeOffset BootTime()
    {
        string line = File.ReadLines("/proc/stat").First(line => line.StartsWith("btime ", StringComparison.Ordinal));
        return DateTimeOffset.FromUnixTimeSeconds(long.Parse(line.AsSpan("btime ".Length), CultureInfo.InvariantCulture));
    }
}

using System.Globalization;

namespace ContainerNet;

/// <summary>What a process does (proc(5), the third field of /proc/PID/stat).</summary>
public enum ProcessState : long
{
    /// <summary>It runs, or waits for a processor.</summary>
    Running,

    /// <summary>It waits for something, and a signal would wake it.</summary>
    Sleeping,

    /// <summary>It waits in the kernel, mostly for a disk, and no signal wakes it. So do the processes of a paused container with control groups of version 1.</summary>
    Waiting,

    /// <summary>A signal has stopped it, or another process traces it.</summary>
    Stopped,

    /// <summary>It has ended, and its parent has not asked how.</summary>
    Ended,
}

/// <summary>A process of a container, as the host sees it.</summary>
public sealed class NetContainerProcess
{
    /// <summary>The container's name.</summary>
    public required string Container { get; init; }

    /// <summary>Its id on the host.</summary>
    public required int ProcessId { get; init; }

    /// <summary>Its id inside.</summary>
    public required int ContainerProcessId { get; init; }

    /// <summary>Its parent's id on the host. The parent of a container's first process is conmon.</summary>
    public required int ParentProcessId { get; init; }

    /// <summary>Its name: at most fifteen bytes of its program's, unless it has changed it.</summary>
    public required string ProcessName { get; init; }

    /// <summary>Its program with the arguments; empty for one that has ended.</summary>
    public required IReadOnlyList<string> Command { get; init => field = Readable.List(value); }

    /// <summary>The id, on the host, of the user it acts as.</summary>
    public required uint UserId { get; init; }

    /// <summary>What the host calls that user; the id where it has no name for it.</summary>
    public required string User { get; init; }

    /// <summary>What it does.</summary>
    public required ProcessState State { get; init; }

    /// <summary>How many threads it has.</summary>
    public required int Threads { get; init; }

    /// <summary>The processor time it has used, in steps of a hundredth of a second.</summary>
    public string CpuTime => CpuTimeValue.ToString();

    /// <summary>The same as a value.</summary>
    internal TimeSpan CpuTimeValue { get; init; }

    /// <summary>The memory that it has in RAM, in bytes. What processes share counts for each.</summary>
    public required long Memory { get; init; }

    /// <summary>When it was started.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ProcessName} ({ProcessId})");
}

using System.Globalization;

namespace ContainerNet.Containers.ControlGroups;

/// <summary>What the processes of a control group have used, and may use. What a controller that is off would count is null.</summary>
internal sealed record ControlGroupUsage
{
    private const long NanosecondsPerTick = 100;
    private const long TicksPerMicrosecond = 10;

    // USER_HZ is 100 on every architecture that .NET runs on.
    private static readonly TimeSpan _userTick = TimeSpan.FromMilliseconds(10);

    /// <summary>Processor time.</summary>
    public required TimeSpan CpuTime { get; init; }

    /// <summary>The part of it outside the kernel.</summary>
    public TimeSpan UserTime { get; init; }

    /// <summary>The part of it in the kernel.</summary>
    public TimeSpan SystemTime { get; init; }

    /// <summary>Memory in bytes, with what is kept of files.</summary>
    public long? Memory { get; init; }

    /// <summary>The part of it that is kept of files and not in use: the kernel takes it back first.</summary>
    public long InactiveFile { get; init; }

    /// <summary>The memory limit in bytes; null for none.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Bytes read from disks.</summary>
    public long? BlockRead { get; init; }

    /// <summary>Bytes written to disks.</summary>
    public long? BlockWritten { get; init; }

    /// <summary>Processes and threads.</summary>
    public long? Processes { get; init; }

    /// <summary>The most there may be; null for no limit.</summary>
    public long? PidsLimit { get; init; }

    /// <summary>Reads it; null where the group is gone.</summary>
    public static ControlGroupUsage? Read(ControlGroup group) => (group.IsUnified ? ReadUnified(group) : ReadSeparate(group)) is not { } usage ? null : usage with
    {
        Processes = group.TryReadNumber("pids", "pids.current"),
        PidsLimit = group.TryReadNumber("pids", "pids.max"),
    };

    private static ControlGroupUsage? ReadUnified(ControlGroup group)
    {
        IReadOnlyDictionary<string, long> cpu = group.ReadPairs("cpu", "cpu.stat");
        if (cpu.Count == 0) return null;
        TimeSpan Time(string key) => new(cpu.GetValueOrDefault(key) * TicksPerMicrosecond);
        // 8:0 rbytes=90112 wbytes=299 rios=4 wios=1 …
        string[]? blocks = group.TryRead("io", "io.stat")?.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return new ControlGroupUsage
        {
            CpuTime = Time("usage_usec"),
            UserTime = Time("user_usec"),
            SystemTime = Time("system_usec"),
            Memory = group.TryReadNumber("memory", "memory.current"),
            InactiveFile = group.ReadPairs("memory", "memory.stat").GetValueOrDefault("inactive_file"),
            MemoryLimit = group.TryReadNumber("memory", "memory.max"),
            BlockRead = blocks is null ? null : Sum(blocks, "rbytes="),
            BlockWritten = blocks is null ? null : Sum(blocks, "wbytes="),
        };
    }

    private static ControlGroupUsage? ReadSeparate(ControlGroup group)
    {
        if (group.TryReadNumber("cpuacct", "cpuacct.usage") is not { } nanoseconds) return null;
        IReadOnlyDictionary<string, long> times = group.ReadPairs("cpuacct", "cpuacct.stat");
        // 8:0 Read 90112; at the end stands the sum of all, Total 90411.
        IReadOnlyList<string>? blocks = group.TryRead("blkio", "blkio.throttle.io_service_bytes_recursive")?.Split('\n');
        return new ControlGroupUsage
        {
            CpuTime = new TimeSpan(nanoseconds / NanosecondsPerTick),
            UserTime = times.GetValueOrDefault("user") * _userTick,
            SystemTime = times.GetValueOrDefault("system") * _userTick,
            Memory = group.TryReadNumber("memory", "memory.usage_in_bytes"),
            InactiveFile = group.ReadPairs("memory", "memory.stat").GetValueOrDefault("total_inactive_file"),
            MemoryLimit = group.TryReadNumber("memory", "memory.limit_in_bytes"),
            BlockRead = blocks is null ? null : Sum(blocks.Select(WithoutDevice), "Read "),
            BlockWritten = blocks is null ? null : Sum(blocks.Select(WithoutDevice), "Write "),
        };
    }

    private static string WithoutDevice(string line) => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    private static long Sum(IEnumerable<string> texts, string prefix)
        => texts.Where(text => text.StartsWith(prefix, StringComparison.Ordinal)).Sum(text => long.TryParse(text.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0);
}

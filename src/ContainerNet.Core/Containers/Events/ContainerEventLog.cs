using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using ContainerNet.Containers.Records;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Events;

/// <summary>
/// What happened to containers since the machine started, a line of JSON each, in the run directory. Every process that changes
/// a container writes it, and every process reads it. It is bounded: a full file replaces the one before it.
/// </summary>
/// <param name="host">The host.</param>
internal sealed class ContainerEventLog(HostContext host)
{
    private const long MaxSize = 1 << 20;
    private const byte LineFeed = (byte)'\n';

    // One write that appends is whole, whoever else writes (write(2), O_APPEND).
    private string Current => Path.Combine(host.Options.RunDirectory, "events.jsonl");

    private string Previous => Current + ".1";

    /// <summary>Records an event. A full file system, or one that cannot be written, loses it and is no error: the change itself has been made.</summary>
    public void Add(ContainerRecord container, string action, int? exitCode = null, int? signal = null) => Add(new ContainerEvent
    {
        Time = DateTimeOffset.UtcNow,
        Action = action,
        Id = container.Id,
        Name = container.Name,
        Image = container.Options.Image ?? container.Options.RootFileSystem ?? "",
        ExitCode = exitCode,
        Signal = signal,
    });

    /// <summary>Reads the events from a time on, the oldest first.</summary>
    public IReadOnlyList<ContainerEvent> Read(DateTimeOffset since) => [.. new[] { Previous, Current }.SelectMany(ReadFile).Where(one => one.Time >= since)];

    /// <summary>Reads the events from a time on, and waits for further ones.</summary>
    /// <param name="since">The time.</param>
    /// <param name="until">The time of the last event to read; it ends when that has passed and all is read.</param>
    /// <param name="interval">How often the file is looked at.</param>
    /// <param name="cancellation">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public async IAsyncEnumerable<ContainerEvent> FollowAsync(DateTimeOffset since, DateTimeOffset until, TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (ContainerEvent one in ReadFile(Previous).Where(one => one.Time >= since && one.Time <= until)) yield return one;
        using var timer = new PeriodicTimer(interval);
        while (true)
        {
            using StreamReader? reader = TryOpen(out FileIdentity? identity);
            while (reader is not null)
            {
                // Asked before reading: what was recorded before the end is read then.
                bool isLast = DateTimeOffset.UtcNow > until;
                while (await reader.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
                {
                    if (Parse(line) is { } one && one.Time >= since && one.Time <= until) yield return one;
                }
                // Another file has taken its place: what was written to this one meanwhile has just been read.
                if (FileIdentity.Of(Current) != identity) break;
                if (isLast) yield break;
                await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
            }
            if (reader is null && DateTimeOffset.UtcNow > until) yield break;
            if (reader is null) await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false);
        }
    }

    // Lines are whole, since each was written by one call.
    private StreamReader? TryOpen(out FileIdentity? identity)
    {
        identity = FileIdentity.Of(Current);
        try
        {
            return identity is null ? null : new StreamReader(new FileStream(Current, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private void Add(ContainerEvent one)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(one, EventJson.Default.ContainerEvent), LineFeed];
        try
        {
            PrivateDirectory.Ensure(host.Options.RunDirectory);
            using FileDescriptor file = FileDescriptor.Open(Current, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Append, mode: 0b110_000_000);
            _ = file.Write(line, Current);
            if (new FileInfo(Current).Length > MaxSize) Rotate(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SystemCallException)
        {
        }
    }

    // Under the file's lock, so that of two writers only one makes way for a new file.
    private void Rotate(FileDescriptor file)
    {
        file.TryLock(LockOperation.Exclusive, Current);
        if (new FileInfo(Current) is { Exists: true, Length: > MaxSize }) File.Move(Current, Previous, overwrite: true);
        _ = Libc.flock(file, LockOperation.Unlock);
    }

    private static IEnumerable<ContainerEvent> ReadFile(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (IOException)
        {
            return [];
        }
        return lines.Select(Parse).OfType<ContainerEvent>();
    }

    // A line that a full file system has cut is not an event.
    private static ContainerEvent? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, EventJson.Default.ContainerEvent);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ContainerEvent))]
internal sealed partial class EventJson : JsonSerializerContext;

/// <summary>The host's record of events.</summary>
internal static class ContainerEventService
{
    extension(HostContext host)
    {
        /// <summary>What happened to the host's containers.</summary>
        public ContainerEventLog Events => host.Get<ContainerEventLog>();
    }
}

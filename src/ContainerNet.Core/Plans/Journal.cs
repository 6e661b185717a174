using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using ContainerNet.Linux.Syscalls;
using ContainerNet.State;

namespace ContainerNet.Plans;

/// <summary>
/// What a plan is about to do, written down before it is done: into the file of the host's lock, which its writer holds. When
/// the writer dies the lock is released and the text stays, and the next command that finds it undoes what was begun.
/// The first line holds the steps that are undone by themselves, each further line how many of them were begun by then.
/// A step's callback may run another plan meanwhile, as PowerShell's pipelines can: its text follows the first, in
/// the same way.
/// </summary>
internal sealed class Journal : IDisposable
{
    private readonly StateLock _lock;
    private readonly StateLock.Holder _held;
    private readonly byte[] _steps;
    private readonly int _start;
    private readonly IReadOnlyList<Step> _plan;
    // Where in the plan the steps stand that are in it, how many of those are begun, and how many that was written down of.
    private readonly List<int> _kept;
    private int _begun, _written;

    private Journal(StateLock stateLock, StateLock.Holder held, byte[] steps, IReadOnlyList<Step> plan, List<int> kept)
    {
        _lock = stateLock;
        _held = held;
        _start = stateLock.File.Length;
        _steps = _start == 0 ? steps : [(byte)'\n', .. steps];
        _plan = plan;
        _kept = kept;
    }

    /// <summary>Takes the lock for a plan whose steps are to be written down.</summary>
    /// <param name="host">The host.</param>
    /// <param name="steps">The steps.</param>
    /// <param name="cancellation">Cancels the wait for the lock.</param>
    public static Journal Begin(HostContext host, IReadOnlyList<Step> steps, CancellationToken cancellation = default)
    {
        List<int> kept = UndoScope.Of(steps);
        var journaled = new List<Step>(kept.Count);
        foreach (int place in kept) journaled.Add(steps[place].Journaled);
        byte[] text = host.Steps.Write(journaled);
        StateLock stateLock = host.Lock;
        StateLock.Holder held = stateLock.Take(cancellation);
        try
        {
            // The plan of a process that died since the last read.
            Mend(host);
            return new Journal(stateLock, held, text, steps, kept);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Notes that the steps before <paramref name="end"/> are begun.</summary>
    public void Starting(int end)
    {
        // What it does no harm to undo is noted ahead of its time, with what is begun now.
        while (_begun < _kept.Count && (_kept[_begun] < end || _plan[_kept[_begun]].IsHarmlessToUndo)) _begun++;
        if (_begun == _written) return;
        Span<byte> line = stackalloc byte[16];
        Utf8.TryWrite(line, CultureInfo.InvariantCulture, $"\n{_begun}", out int length);
        line = line[..length];
        // The plan itself is written with the first of them: until then nothing has to be undone.
        if (_written > 0) _lock.File.Append(line);
        else _lock.File.Append(_steps, line);
        _written = _begun;
    }

    /// <summary>The plan is carried out, or undone.</summary>
    public void Finish() => _lock.File.Truncate(_start);

    /// <summary>Lets the lock go.</summary>
    public void Dispose() => _held.Dispose();

    /// <summary>Undoes what a killed process left half done; it leaves alone the work of a living process, and does nothing when the caller lacks the permission.</summary>
    public static void Recover(HostContext host)
    {
        StateLock stateLock = host.Lock;
        if (!stateLock.HasOthersText()) return;
        if (Capabilities.Missing(Capability.NetAdmin, Capability.SysAdmin) is not null) return;
        using StateLock.Holder? held = stateLock.TryTake();
        if (held is not null) Mend(host);
    }

    private static void Mend(HostContext host)
    {
        StateLock stateLock = host.Lock;
        // A plan within a plan has written to the journal already, so it was checked before.
        if (stateLock.File.Length > 0 || !stateLock.File.HasText) return;
        foreach ((Step[] steps, int begun) in Enumerable.Reverse(Read(stateLock, host.Steps)))
        {
            using PlanSession session = host.NewSession();
            int pointOfNoReturn = Array.FindIndex(steps, step => step.Inverse is null);
            if (pointOfNoReturn >= 0 && pointOfNoReturn < begun && steps[pointOfNoReturn].HasHappened(session)) Complete(session, steps[pointOfNoReturn..]);
            else PlanRunner.Undo(session, steps[..begun]);
        }
        stateLock.File.Truncate(0);
    }

    private static void Complete(PlanSession session, Step[] steps)
    {
        foreach (Step step in steps)
        {
            try
            {
                step.Apply(session);
            }
            catch (ContainerNetException e) when (step.IsMoot(e))
            {
            }
        }
    }

    private static List<(Step[] Steps, int Begun)> Read(StateLock stateLock, StepJson known)
    {
        var plans = new List<(Step[], int)>();
        string[] lines = Encoding.UTF8.GetString(stateLock.File.Read()).Split('\n');
        for (int start = 0, next; start < lines.Length; start = next)
        {
            next = start + 1;
            while (next < lines.Length && !lines[next].StartsWith('[')) next++;
            plans.Add(Read(stateLock, known, lines[start..next]));
        }
        return plans;
    }

    private static (Step[] Steps, int Begun) Read(StateLock stateLock, StepJson known, string[] lines)
    {
        // A process killed while it wrote had not begun anything that the line would have said.
        if (lines.Length < 2) return ([], 0);
        int begun = lines.Skip(1).Max(line => int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? count : 0);
        try
        {
            Step[] steps = known.Read(lines[0]);
            return (steps, Math.Min(begun, steps.Length));
        }
        // A step without its kind is "not supported", and an invalid value in it is an error of its own.
        catch (Exception e) when (e is JsonException or NotSupportedException or ContainerNetException)
        {
            throw new ContainerNetException($"This version cannot read the journal {stateLock.Path}: {e.Message} Undo the steps in it by hand, and then remove the file.", ErrorKind.Other) { ErrorId = "JournalUnreadable", Subject = stateLock.Path };
        }
    }
}

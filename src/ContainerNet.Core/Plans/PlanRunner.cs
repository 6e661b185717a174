using ContainerNet.Linux.Syscalls;
using ContainerNet.Netlink;

namespace ContainerNet.Plans;

/// <summary>Carries steps out: neighbours that are messages for one namespace in one send, everything undone when one fails.</summary>
internal sealed class PlanRunner(PlanSession session, IReadOnlyList<Step> steps, Action<string>? starting)
{
    private readonly List<Step> _applied = [];
    private Step? _failed;
    private Exception? _cause;

    public void Run()
    {
        if (steps.Count == 0) return;
        using Journal? journal = NeedsJournal() ? Journal.Begin(session.Host, steps, session.Cancellation) : null;
        int next = 0;
        while (next < steps.Count && _failed is null)
        {
            int end = EndOfGroup(next);
            journal?.Starting(end);
            Tell(next, end, journal);
            // The kernel answers at once, so a wait that could be ended is rare: here is where Ctrl+C counts.
            if (session.Cancellation.IsCancellationRequested && !IsPastReturn) Fail(steps[next], new OperationCanceledException(session.Cancellation));
            else if (steps[next] is NetlinkStep) ApplyTogether(next, end);
            else ApplyAlone(steps[next]);
            next = end;
        }
        if (_failed is not null)
        {
            IReadOnlyList<string> notUndone = IsPastReturn ? [$"'{_applied.First(step => step.Inverse is null).Command}' has no inverse"] : Undo(session, _applied);
            journal?.Finish();
            throw _cause is OperationCanceledException && notUndone.Count == 0 ? _cause : new PlanException(_failed, _cause!, notUndone);
        }
        journal?.Finish();
    }

    /// <summary>Undoes steps, the last first, and continues when one cannot be undone.</summary>
    /// <returns>What could not be undone, with the reason.</returns>
    public static IReadOnlyList<string> Undo(PlanSession session, IReadOnlyList<Step> applied)
    {
        var notUndone = new List<string>();
        // A session of its own: a cancelled operation must still clean up after itself, and indexes may have changed.
        using PlanSession undoing = session.Host.NewSession();
        List<int> places = UndoScope.Of(applied);
        for (int i = places.Count - 1; i >= 0; i--)
        {
            if (applied[places[i]].Inverse is not { } inverse) continue;
            try
            {
                inverse.Apply(undoing);
            }
            catch (ContainerNetException e) when (inverse.IsMoot(e))
            {
            }
#pragma warning disable CA1031 // The other steps must be undone whatever the undo of one step throws.
            catch (Exception e)
#pragma warning restore CA1031
            {
                notUndone.Add($"{inverse.Command}: {e.Message}");
            }
        }
        return notUndone;
    }

    /// <summary>Throws, before anything is touched, which capability is missing.</summary>
    public static void RequireCapabilities(bool needsSysAdmin)
    {
        ContainerNetException? missing = needsSysAdmin
            ? Capabilities.Missing(Capability.NetAdmin, Capability.SysAdmin)
            : Capabilities.Missing(Capability.NetAdmin);
        if (missing is not null) throw missing;
    }

    // The callback may throw: PowerShell does so to end a pipeline. Beyond the point of no return the journal stays, and the next
    // command completes what is begun.
    private void Tell(int start, int end, Journal? journal)
    {
        try
        {
            for (int i = start; i < end; i++) starting?.Invoke(steps[i].Command);
        }
        catch when (!IsPastReturn)
        {
            if (Undo(session, _applied).Count == 0) journal?.Finish();
            throw;
        }
    }

    // One message is one transaction of the kernel's: a killed process leaves all of it or nothing.
    private bool NeedsJournal() => steps.Count > 1 || steps[0] is not NetlinkStep;

    // A step that waits for an interface which a step before it makes begins a group of its own.
    private int EndOfGroup(int start)
    {
        if (steps[start] is not NetlinkStep first) return start + 1;
        int end = start + 1;
        while (end < steps.Count && end - start < NetlinkSocket.MaxBatch && steps[end] is NetlinkStep step && step.Namespace == first.Namespace
            && step.NeededInterfaces.All(name => session.KnowsLink(step.Namespace, name)))
        {
            end++;
        }
        return end;
    }

    private void ApplyAlone(Step step)
    {
        try
        {
            step.Apply(session);
            _applied.Add(step);
        }
#pragma warning disable CA1031 // Kept, and thrown again inside a PlanException once the steps before are undone.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Fail(step, e);
        }
    }

    private void ApplyTogether(int start, int end)
    {
        NetlinkException?[] refusals;
        try
        {
            // Of all but the first it is known already.
            ((NetlinkStep)steps[start]).Prepare(session);
            refusals = session.Route(steps[start].Scope).Transact(
                writer =>
                {
                    for (int i = start; i < end; i++) ((NetlinkStep)steps[i]).Encode(writer, session);
                },
                (int index, in NetlinkMessage message) => ((NetlinkStep)steps[start + index]).Echoed(message, session),
                session.Cancellation);
        }
        catch (Exception e) when (e is ContainerNetException or OperationCanceledException)
        {
            // Sent, but not answered: the kernel may have executed any of them, and the undo of a step that was not executed does nothing.
            if (e is OperationCanceledException or NetlinkException) _applied.AddRange(steps.Skip(start).Take(end - start));
            Fail(steps[start], e);
            return;
        }
        for (int i = start; i < end; i++)
        {
            if (refusals[i - start] is { } refusal)
            {
                if (((NetlinkStep)steps[i]).PartlyDone(session) is { } partly) _applied.Add(partly);
                Fail(steps[i], refusal);
                continue;
            }
            _applied.Add(steps[i]);
            ((NetlinkStep)steps[i]).Succeeded(session);
        }
    }

    // Steps that cannot be undone stand at the end of a plan. Once the first of them is done, the plan only goes forward.
    private bool IsPastReturn => _applied.Any(step => step.Inverse is null);

    private void Fail(Step step, Exception cause)
    {
        if (IsPastReturn && cause is ContainerNetException error && step.IsMoot(error)) return;
        _failed ??= step;
        _cause ??= cause;
    }
}

using System.Management.Automation;
using ContainerNet.Namespaces;
using ContainerNet.Plans;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The base of all cmdlets: the host, Ctrl+C, errors as error records, and plans that are shown or run.</summary>
public abstract class NetCommand : PSCmdlet, IDisposable
{
    // So many items take long enough for somebody to wonder.
    private const int Many = 32;

    private static readonly HashSet<string> _warned = [];

    private readonly CancellationTokenSource _stopping = new();
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>The host that is worked on.</summary>
    protected static NetHost Net => ModuleHost.Current;

    /// <summary>Where a cmdlet works that is not told: the namespace that the session was brought into, the host's own otherwise.</summary>
    protected static NamespaceReference Here => NamespaceScope.Current ?? NamespaceReference.Host;

    /// <summary>Cancelled by Ctrl+C.</summary>
    protected CancellationToken Cancellation => _stopping.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stopping.Cancel();

    /// <summary>Frees what the cmdlet holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) _stopping.Dispose();
    }

    /// <summary>Does the work for one item. What goes wrong with it is written as an error, and the next one has its turn.</summary>
    protected void Attempt(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        try
        {
            work();
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            // PowerShell ends the pipeline by itself.
        }
        catch (ContainerNetException e)
        {
            WriteError(e.ToErrorRecord());
        }
    }

    /// <summary>Does the work for each of several items, whatever becomes of the others.</summary>
    protected void ForEach<T>(IEnumerable<T> items, Action<T> work)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (T item in items) Attempt(() => work(item));
    }

    /// <summary>Runs a plan, or with -WhatIf shows it.</summary>
    /// <returns>Whether it was run.</returns>
    protected bool Run(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (!IsApproved(plan)) return false;
        plan.Run(Starting, Cancellation);
        return true;
    }

    /// <summary>
    /// Carries out in one plan what was approved for each of several items. Where that is refused, and undone, each item has a
    /// plan of its own, and its own error.
    /// </summary>
    /// <param name="activity">What is done, for the progress that is shown of many.</param>
    /// <param name="items">The items.</param>
    /// <param name="together">The plan for all of them.</param>
    /// <param name="alone">The plan for one of them.</param>
    /// <param name="done">Called for each that was carried out.</param>
    private protected void RunTogether<T>(string activity, IReadOnlyList<T> items, Func<IReadOnlyList<T>, Plan> together, Func<T, Plan> alone, Action<T>? done = null) => Attempt(() =>
    {
        var progress = new ProgressRecord(0, activity, $"{items.Count}");
        if (items.Count >= Many) WriteProgress(progress);
        if (items.Count > 1 && TryRun(together(items))) ForEach(items, item => done?.Invoke(item));
        else ForEach(items, item => { alone(item).Run(Starting, Cancellation); done?.Invoke(item); });
        progress.RecordType = ProgressRecordType.Completed;
        if (items.Count >= Many) WriteProgress(progress);
    });

    private bool TryRun(Plan plan)
    {
        try
        {
            plan.Run(Starting, Cancellation);
            return true;
        }
        catch (ContainerNetException e) when (e is not PlanException { NotUndone.Count: > 0 })
        {
            return false;
        }
    }

    /// <summary>Runs a plan, or with -WhatIf shows it, and writes the object that it makes or finds.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="write">Whether the object is written; when not, it is not read either.</param>
    protected void Run<T>(Plan<T> plan, bool write)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (!write) Run(plan);
        else if (IsApproved(plan)) WriteObject(plan.Run(Starting, Cancellation), enumerateCollection: true);
    }

    /// <summary>Warns of what keeps names on networks from being answered, of each thing once in a session.</summary>
    private protected void WarnOfNames() => Attempt(() => ForEach(Net.Names.Problems().Where(_warned.Add), WriteWarning));

    /// <summary>Told each step with -Verbose, as the command it equals. What that is may be asked from the kernel, so it is asked only where somebody reads it.</summary>
    private protected Action<string>? Starting => IsVerbose ? Tell : null;

    private void Tell(string command)
    {
        foreach (string line in command.Split('\n')) WriteVerbose(line);
    }

    /// <summary>Removes something; what is in use only after a question, where somebody can be asked.</summary>
    /// <param name="caption">What is about to be done.</param>
    /// <param name="question">What is asked behind the reason why it should not be.</param>
    /// <param name="remove">Removes it; it is told whether to remove what is in use.</param>
    private protected void RemoveAsking(string caption, string question, Action<bool> remove)
    {
        try
        {
            remove(false);
        }
        catch (ContainerNetException e) when (e.Kind == ErrorKind.InUse && !MyInvocation.BoundParameters.ContainsKey("Confirm") && !IsWhatIf && !_noToAll)
        {
            if (IsAgreed(caption, $"{e.Message}\n{question}", e)) remove(true);
        }
    }

    // A host that cannot ask leaves the answer that Core gave: it is in use.
    private bool IsAgreed(string caption, string question, ContainerNetException inUse)
    {
        try
        {
            return ShouldContinue(question, caption, ref _yesToAll, ref _noToAll);
        }
        catch (Exception e) when (e is PSInvalidOperationException or NotImplementedException or System.Management.Automation.Host.HostException)
        {
            throw inUse;
        }
    }

    /// <summary>Whether a plan may be run with others' in the end; what makes it impossible is thrown now, for its own item.</summary>
    private protected bool IsApprovedForLater(Plan plan)
    {
        _ = plan.Steps;
        return IsApproved(plan) && !IsWhatIf;
    }

    private bool IsApproved(Plan plan)
    {
        if (IsWhatIf)
        {
            foreach (string line in plan.Commands.SelectMany(command => command.Split('\n'))) ShouldProcess(line, line, MyInvocation.MyCommand.Name);
            return plan.IsEmpty;
        }
        // A plan of nothing needs no approval: what it would make is there. To look at a plan costs making it, so it is
        // looked at only where somebody is asked or told.
        return IsWatched && plan.IsEmpty || ShouldProcess(plan.Summary, $"{plan.Summary}?", MyInvocation.MyCommand.Name);
    }

    /// <summary>Whether plans are only shown.</summary>
    private protected bool IsWhatIf => IsGiven("WhatIf") ?? LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    private bool IsWatched => IsVerbose || IsGiven("Confirm") == true || GetVariableValue("ConfirmPreference") is ConfirmImpact.Low or ConfirmImpact.Medium;

    private bool IsVerbose => IsGiven("Verbose") ?? GetVariableValue("VerbosePreference") is not ActionPreference.SilentlyContinue;

    private bool? IsGiven(string parameter) => MyInvocation.BoundParameters.TryGetValue(parameter, out object? value) ? LanguagePrimitives.IsTrue(value) : null;
}

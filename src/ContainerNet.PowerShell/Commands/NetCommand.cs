using System.Management.Automation;
using ContainerNet.Containers.Steps;
using ContainerNet.Host.Namespaces;
using ContainerNet.Plans;
using ContainerNet.PowerShell.Binding;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The base of all cmdlets: the host, Ctrl+C, errors as error records, and plans that are shown or run.</summary>
public abstract class NetCommand : PSCmdlet, IDisposable
{
    // So many items take long enough that a user wants to see progress.
    private const int Many = 32;

    private static readonly HashSet<string> _warned = [];

    private readonly CancellationTokenSource _stopping = new();
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>The host that is worked on.</summary>
    protected static NetHost Net => ModuleHost.Current;

    /// <summary>The namespace for a cmdlet without one: the namespace that the session has entered, or the host's own.</summary>
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

    /// <summary>Does the work for one item. Its failure becomes an error record, and the cmdlet continues with the next item.</summary>
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
        WriteWarnings();
    }

    /// <summary>Writes warnings about faults of the host that the earlier work found and repaired.</summary>
    private protected void WriteWarnings()
    {
        foreach (string warning in Net.Warnings.Take()) WriteWarning(warning);
    }

    /// <summary>Does the work that everything else depends on. A failure ends the cmdlet.</summary>
    private protected void Require(Action work)
    {
        try
        {
            work();
        }
        catch (ContainerNetException e)
        {
            ThrowTerminatingError(e.ToErrorRecord());
        }
    }

    /// <summary>Does the work for each of several items, whatever becomes of the others.</summary>
    protected void ForEach<T>(IEnumerable<T> items, Action<T> work)
    {
        ArgumentNullException.ThrowIfNull(items);
        foreach (T item in items) Attempt(() => work(item));
    }

    /// <summary>Does the work for what is named, and for objects of a kind from the pipeline, or their names.</summary>
    /// <param name="names">Names that were given.</param>
    /// <param name="objects">Objects from the pipeline.</param>
    /// <param name="kind">The objects' kind.</param>
    /// <param name="keys">The properties that identify them, the best first.</param>
    /// <param name="work">The work for one name.</param>
    private protected void ForEachNamed(string[]? names, PSObject[]? objects, string kind, string[] keys, Action<string> work)
    {
        ForEach(names ?? [], work);
        ForEach(objects ?? [], item => work(new PipedObject(item).NameAs(kind, keys)));
    }

    /// <summary>Refuses an object of this module's from the pipeline whose properties are no description of what is made.</summary>
    /// <param name="input">The object.</param>
    /// <param name="kind">The kind of what is made.</param>
    /// <exception cref="ContainerNetException">It is of another kind.</exception>
    private protected static void RequireDescription(PSObject? input, string kind)
    {
        if (input is null) return;
        var piped = new PipedObject(input);
        if (!piped.Is(kind) && !piped.IsRow) throw Errors.ForeignDescription(piped, kind);
    }

    /// <summary>Refuses an object from the pipeline that names no file which the cmdlet reads or writes.</summary>
    /// <param name="input">The object.</param>
    /// <param name="path">The path that was taken from it, or given.</param>
    /// <param name="kind">The only kind of this module's that says a path. Files and rows say theirs too.</param>
    /// <exception cref="ContainerNetException">It is of another kind of this module's, or says no path.</exception>
    private protected static void RequirePath(PSObject? input, object? path, string kind)
    {
        if (input is null) return;
        var piped = new PipedObject(input);
        if (path is null || piped.Kind is not null && !piped.Is(kind)) throw Errors.ForeignDescription(piped, kind);
    }

    /// <summary>
    /// The full path of a file as users name it: relative to where the session is, which need not be the process's own
    /// directory, on a drive of PowerShell's, or below ~.
    /// </summary>
    private protected string FullPathOf(string path)
    {
        if (path.StartsWith('/')) return path;
        string full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
        return provider.Name == "FileSystem" ? full : throw Errors.NotAFilePath(path, provider.Name);
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

    /// <summary>Runs what is planned for a container, or with -WhatIf shows it, and hands over what came of it.</summary>
    private protected void Run<T>(ContainerPlan<T> plan, Action<T> done)
    {
        if (IsApproved(plan) && !IsWhatIf) done(plan.Run(Starting, Cancellation));
    }

    /// <summary>Warns of what keeps names on networks from being answered, of each thing once in a session.</summary>
    private protected void WarnOfNames() => Attempt(() => ForEach(Net.Names.Problems().Where(_warned.Add), WriteWarning));

    /// <summary>Receives each step with -Verbose, as the equivalent command. The command may need a request to the kernel, so it is built only when it is shown.</summary>
    private protected Action<string>? Starting => IsVerbose ? Tell : null;

    private void Tell(string command)
    {
        foreach (string line in command.Split('\n')) WriteVerbose(line);
    }

    /// <summary>Removes something; an object in use only after a question, if the session is interactive.</summary>
    /// <param name="caption">What is about to be done.</param>
    /// <param name="question">The question after the reason against the removal.</param>
    /// <param name="remove">Removes it; its argument says whether to remove an object that is in use.</param>
    private protected void RemoveAsking(string caption, string question, Action<bool> remove)
    {
        try
        {
            remove(false);
        }
        // -WhatIf shows what happens after the user agrees.
        catch (ContainerNetException e) when (e.Kind == ErrorKind.InUse && IsWhatIf)
        {
            remove(true);
        }
        catch (ContainerNetException e) when (e.Kind == ErrorKind.InUse && !MyInvocation.BoundParameters.ContainsKey("Confirm") && !_noToAll)
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

    /// <summary>Whether a plan may be run: with -WhatIf it is shown instead, with -Confirm the user is asked.</summary>
    private protected bool IsApproved(IPlan plan)
    {
        if (IsWhatIf)
        {
            foreach (string line in plan.Commands.SelectMany(command => command.Split('\n'))) ShouldProcess(line, line, MyInvocation.MyCommand.Name);
            return plan.IsEmpty;
        }
        // A plan of nothing needs no approval: what it would make is there. To look at a plan costs making it, so it is
        // examined only when the user is asked or sees it.
        return IsWatched && plan.IsEmpty || ShouldProcess(plan.Summary, $"{plan.Summary}?", MyInvocation.MyCommand.Name);
    }

    /// <summary>Whether plans are only shown.</summary>
    private protected bool IsWhatIf => IsGiven("WhatIf") ?? LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));

    private bool IsWatched => IsVerbose || IsGiven("Confirm") == true || GetVariableValue("ConfirmPreference") is ConfirmImpact.Low or ConfirmImpact.Medium;

    private bool IsVerbose => IsGiven("Verbose") ?? GetVariableValue("VerbosePreference") is not ActionPreference.SilentlyContinue;

    private bool? IsGiven(string parameter) => MyInvocation.BoundParameters.TryGetValue(parameter, out object? value) ? LanguagePrimitives.IsTrue(value) : null;
}

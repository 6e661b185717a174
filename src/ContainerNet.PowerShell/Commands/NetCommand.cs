using System.Management.Automation;
using ContainerNet.Namespaces;
using ContainerNet.Plans;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The base of all cmdlets: the host, Ctrl+C, errors as error records, and plans that are shown or run.</summary>
public abstract class NetCommand : PSCmdlet, IDisposable
{
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
        plan.Run(Tell, Cancellation);
        return true;
    }

    /// <summary>Runs a plan, or with -WhatIf shows it, and writes the object that it makes or finds.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="write">Whether the object is written; when not, it is not read either.</param>
    protected void Run<T>(Plan<T> plan, bool write)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (!write) Run(plan);
        else if (IsApproved(plan)) WriteObject(plan.Run(Tell, Cancellation), enumerateCollection: true);
    }

    /// <summary>Says with -Verbose what is done, as the command it equals.</summary>
    private protected void Tell(string command)
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

    private bool IsWatched => IsGiven("Confirm") == true || IsGiven("Verbose") == true
        || GetVariableValue("ConfirmPreference") is ConfirmImpact.Low or ConfirmImpact.Medium
        || GetVariableValue("VerbosePreference") is not ActionPreference.SilentlyContinue;

    private bool? IsGiven(string parameter) => MyInvocation.BoundParameters.TryGetValue(parameter, out object? value) ? LanguagePrimitives.IsTrue(value) : null;
}

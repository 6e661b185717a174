using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The base of cmdlets that do something with containers that are named.</summary>
public abstract class ContainerCommand : NetCommand
{
    /// <summary>The parameter set of names.</summary>
    protected const string ByName = "Name";

    /// <summary>The parameter set of objects.</summary>
    protected const string ByObject = "InputObject";

    /// <summary>Names or ids of containers, or wildcards.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(ContainerCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Containers as objects, also deserialised, or their names.</summary>
    [Parameter(ParameterSetName = ByObject, Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    /// <summary>Does the work for each container that is meant.</summary>
    protected void ForEachContainer(Action<string> work)
    {
        ForEachNamed(Name, InputObject, nameof(NetContainer), ["Id", "Name"], name => ForEach(Meant(name), work));
    }

    /// <summary>Writes the results of work on several containers at once, each as soon as it is known, and how many are left.</summary>
    /// <param name="activity">What is done.</param>
    /// <param name="count">With how many.</param>
    /// <param name="outcomes">What becomes of them; the work begins when they are enumerated.</param>
    /// <param name="write">Whether the containers are written.</param>
    private protected void WriteOutcomes(string activity, int count, IEnumerable<ContainerOutcome> outcomes, bool write) => Attempt(() =>
    {
        var progress = new ProgressRecord(0, activity, $"0 of {count}") { PercentComplete = 0 };
        int done = 0;
        if (count > 1) WriteProgress(progress);
        foreach (ContainerOutcome outcome in outcomes)
        {
            progress.StatusDescription = $"{++done} of {count}";
            progress.PercentComplete = Math.Min(100, done * 100 / count);
            if (count > 1) WriteProgress(progress);
            if (outcome.Error is { } error) WriteError(error.ToErrorRecord());
            else if (write) WriteObject(outcome.Container);
        }
        progress.RecordType = ProgressRecordType.Completed;
        if (count > 1) WriteProgress(progress);
    });

    private static IEnumerable<string> Meant(string name)
    {
        if (!TextFilter.IsWildcard(name)) return [TextFilter.Literal(name)];
        var filter = new TextFilter([name]);
        return [.. Net.Containers.List().Select(container => container.Name).Where(filter.Matches)];
    }
}

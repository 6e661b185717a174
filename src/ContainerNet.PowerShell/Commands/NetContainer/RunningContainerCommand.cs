using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The base of cmdlets that look at containers that run: all of them when none is named.</summary>
public abstract class RunningContainerCommand : NetCommand
{
    /// <summary>Names, ids or wildcards; all containers that run when not given.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(LiveContainerCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Containers as objects, also deserialised, or their names.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    /// <summary>Does the work for each container that is meant. A wildcard, or no name, means those that run.</summary>
    private protected void ForEachRunning(Action<string> work) => ForEachNamed(InputObject is null ? Name ?? ["*"] : null, InputObject, nameof(NetContainer), ["Id", "Name"], name =>
    {
        if (TextFilter.IsWildcard(name)) ForEach(Running(name), work);
        else work(TextFilter.Literal(name));
    });

    private static IEnumerable<string> Running(string pattern)
    {
        var filter = new TextFilter([pattern]);
        return [.. Net.Containers.List().Where(container => container.IsLive && filter.Matches(container.Name)).Select(container => container.Id)];
    }
}

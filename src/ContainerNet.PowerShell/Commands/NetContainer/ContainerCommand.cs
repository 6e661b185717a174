using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>The base of cmdlets that do something with containers that are named.</summary>
public abstract class ContainerCommand : NetCommand
{
    /// <summary>Names or ids of containers, or wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ContainerCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>Does the work for each container that is meant.</summary>
    protected void ForEachContainer(Action<string> work)
    {
        foreach (string name in Name) Attempt(() => ForEach(Meant(name), work));
    }

    private static IEnumerable<string> Meant(string name)
    {
        if (!TextFilter.IsWildcard(name)) return [TextFilter.Literal(name)];
        var filter = new TextFilter([name]);
        return [.. Net.Containers.List().Select(container => container.Name).Where(filter.Matches)];
    }
}

using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets container networks.</summary>
[Cmdlet(VerbsCommon.Get, "ContainerNetwork")]
[OutputType(typeof(ContainerNetwork))]
public sealed class GetContainerNetworkCommand : NetCommand
{
    /// <summary>Names or wildcards; all networks when not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Network")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        var wanted = new TextFilter(Name);
        WriteObject(Net.Networks.List().Where(network => wanted.Matches(network.Name)), enumerateCollection: true);
        foreach (string missing in wanted.Missing) WriteError(Errors.NotFound("NetworkNotFound", "network", missing).ToErrorRecord());
    });
}

using System.Management.Automation;
using ContainerNet.PowerShell.Binding;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets container networks.</summary>
[Cmdlet(VerbsCommon.Get, "ContainerNetwork")]
[OutputType(typeof(ContainerNetwork))]
public sealed class GetContainerNetworkCommand : NetCommand
{
    /// <summary>Names or wildcards; all networks when not given.</summary>
    [Parameter(Position = 0)]
    [Alias("Network")]
    [ArgumentCompleter(typeof(NetworkCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Networks to read again, also deserialised, or their names.</summary>
    [Parameter(ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public PSObject[]? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        var wanted = new TextFilter(InputObject is null ? Name : [.. InputObject.Select(item => new PipedObject(item).NameAs(nameof(ContainerNetwork), "Name"))]);
        WriteObject(Net.Networks.List().Where(network => wanted.Matches(network.Name)), enumerateCollection: true);
        foreach (string missing in wanted.Missing) WriteError(Errors.NotFound("NetworkNotFound", "network", missing).ToErrorRecord());
    });
}

using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets the bridges of a namespace, with their ports and MAC tables.</summary>
[Cmdlet(VerbsCommon.Get, "ContainerBridge")]
[OutputType(typeof(ContainerBridge))]
public sealed class GetContainerBridgeCommand : NamespaceCommand
{
    /// <summary>Names or wildcards; all bridges when not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("InterfaceAlias", "BridgeName")]
    [ArgumentCompleter(typeof(BridgeCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(() =>
    {
        var wanted = new TextFilter(IsNameGiven ? Name : null);
        WriteObject(Net.Bridges.List(Place, Cancellation).Where(bridge => wanted.Matches(bridge.Name)).ToArray(), enumerateCollection: true);
        ForEach(wanted.Missing, name => throw Errors.NotFound("BridgeNotFound", "bridge", name, Place));
    });
}

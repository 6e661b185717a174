using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Removes bridges. Their ports stay, without a bridge.</summary>
[Cmdlet(VerbsCommon.Remove, "ContainerBridge", SupportsShouldProcess = true)]
public sealed class RemoveContainerBridgeCommand : NamespaceCommand
{
    /// <summary>The names of the bridges.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("InterfaceAlias")]
    [ArgumentCompleter(typeof(BridgeCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEach(Name, name => Run(Net.Bridges.PlanRemove(Place, name)));
}

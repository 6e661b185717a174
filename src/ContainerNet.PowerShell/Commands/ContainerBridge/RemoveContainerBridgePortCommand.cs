using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Takes ports from their bridge. The interfaces stay.</summary>
[Cmdlet(VerbsCommon.Remove, "ContainerBridgePort", SupportsShouldProcess = true)]
public sealed class RemoveContainerBridgePortCommand : BridgePortCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEach(Name, name => Run(Net.Bridges.PlanRemovePort(Place, BridgeName, name)));
}

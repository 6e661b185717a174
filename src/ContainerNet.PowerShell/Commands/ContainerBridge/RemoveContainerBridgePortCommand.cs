using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Takes ports from their bridge. The interfaces stay.</summary>
[Cmdlet(VerbsCommon.Remove, "ContainerBridgePort", SupportsShouldProcess = true, DefaultParameterSetName = ByObject)]
public sealed class RemoveContainerBridgePortCommand : BridgePortCommand
{
    private protected override void Work(string[]? names) => ForEach(names!, name => Run(Net.Bridges.PlanRemovePort(Place, BridgeName, name)));
}

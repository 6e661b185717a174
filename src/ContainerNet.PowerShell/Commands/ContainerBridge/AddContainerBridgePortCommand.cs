using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Makes interfaces ports of a bridge. One that is its port already is written as it is.</summary>
[Cmdlet(VerbsCommon.Add, "ContainerBridgePort", SupportsShouldProcess = true, DefaultParameterSetName = ByObject)]
[OutputType(typeof(ContainerBridgePort))]
public sealed class AddContainerBridgePortCommand : BridgePortCommand
{
    private protected override void Work(string[]? names) => ForEach(names!, name => Run(Net.Bridges.PlanAddPort(Place, BridgeName, name), write: true));
}

using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Repairs what Test-ContainerNetwork finds, and writes the differences that remain.</summary>
[Cmdlet(VerbsDiagnostic.Repair, "ContainerNetwork", SupportsShouldProcess = true)]
[OutputType(typeof(ContainerNetworkDifference))]
public sealed class RepairContainerNetworkCommand : NetworkStateCommand
{
    /// <inheritdoc/>
    protected override void Work(string? name)
    {
        if (Run(Net.Networks.PlanRepair(name))) WriteObject(Net.Networks.Test(name), enumerateCollection: true);
    }
}

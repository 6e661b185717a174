using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Mends what Test-ContainerNetwork finds, and writes what is left of it.</summary>
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

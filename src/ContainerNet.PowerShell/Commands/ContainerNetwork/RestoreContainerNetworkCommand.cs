using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Makes networks again that are defined and not there, as after a reboot, and writes them.</summary>
[Cmdlet(VerbsData.Restore, "ContainerNetwork", SupportsShouldProcess = true)]
[OutputType(typeof(ContainerNetwork))]
public sealed class RestoreContainerNetworkCommand : NetworkStateCommand
{
    /// <inheritdoc/>
    protected override void Work(string? name)
    {
        if (Run(Net.Networks.PlanRepair(name))) WriteObject(Net.Networks.List().Where(network => network.Created is not null && (name is null || network.Name == name)), enumerateCollection: true);
    }
}

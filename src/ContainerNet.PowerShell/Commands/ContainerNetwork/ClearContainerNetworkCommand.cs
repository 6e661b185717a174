using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Removes the container networks that nothing is attached to, the default ones apart, and writes what it removed.</summary>
[Cmdlet(VerbsCommon.Clear, "ContainerNetwork", SupportsShouldProcess = true)]
[OutputType(typeof(ContainerNetwork))]
public sealed class ClearContainerNetworkCommand : NetCommand
{
    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(() =>
    {
        ContainerNetwork[] approved = [.. Net.Networks.ListUnused().Where(network => IsApprovedForLater(Net.Networks.PlanRemove(network.Name)))];
        RunTogether("Removing networks", approved,
            networks => Net.Networks.PlanRemove([.. networks.Select(network => network.Name)]), network => Net.Networks.PlanRemove(network.Name), WriteObject);
    });
}

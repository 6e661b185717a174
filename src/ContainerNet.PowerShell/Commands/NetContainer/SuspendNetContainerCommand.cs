using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Pauses containers, all at once: their processes stand still until they are resumed.</summary>
[Cmdlet(VerbsLifecycle.Suspend, "NetContainer", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(NetContainer))]
public sealed class SuspendNetContainerCommand : ContainerCommand
{
    private readonly List<string> _approved = [];

    /// <summary>Write the containers as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachContainer(name =>
    {
        if (IsApproved(Net.Containers.PlanSuspend(name)) && !IsWhatIf) _approved.Add(name);
    });

    /// <inheritdoc/>
    protected override void EndProcessing()
        => WriteOutcomes("Pausing containers", _approved.Count, Net.Containers.SuspendTogether(_approved, Starting, Cancellation), PassThru);
}

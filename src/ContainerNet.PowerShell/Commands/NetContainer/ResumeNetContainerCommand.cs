using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Lets paused containers continue, all at once, whoever paused them.</summary>
[Cmdlet(VerbsLifecycle.Resume, "NetContainer", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(NetContainer))]
public sealed class ResumeNetContainerCommand : ContainerCommand
{
    private readonly List<string> _approved = [];

    /// <summary>Write the containers as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachContainer(name =>
    {
        if (IsApproved(Net.Containers.PlanResume(name)) && !IsWhatIf) _approved.Add(name);
    });

    /// <inheritdoc/>
    protected override void EndProcessing()
        => WriteOutcomes("Resuming containers", _approved.Count, Net.Containers.ResumeTogether(_approved, Starting, Cancellation), PassThru);
}

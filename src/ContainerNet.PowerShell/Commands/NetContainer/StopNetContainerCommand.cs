using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Ends containers, all at once: by their stop signal, and by SIGKILL where that does not help in time. What they have written stays.</summary>
[Cmdlet(VerbsLifecycle.Stop, "NetContainer", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(NetContainer))]
public sealed class StopNetContainerCommand : ContainerCommand
{
    private readonly List<string> _approved = [];

    /// <summary>How long to wait for the end before it is forced, in seconds.</summary>
    [Parameter]
    [Alias("Timeout", "t")]
    [ValidateRange(0, int.MaxValue / 1000)]
    public int TimeoutSeconds { get; set; } = 10;

    /// <summary>Write the containers as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachContainer(name =>
    {
        if (IsApproved(Net.Containers.PlanStop(name, Timeout)) && !IsWhatIf) _approved.Add(name);
    });

    /// <inheritdoc/>
    protected override void EndProcessing()
        => WriteOutcomes("Stopping containers", _approved.Count, Net.Containers.StopTogether(_approved, Timeout, Starting, Cancellation), PassThru);
}

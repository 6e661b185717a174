using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Starts containers that ended, with what they have written; those that run are stopped first, all at once.</summary>
[Cmdlet(VerbsLifecycle.Restart, "NetContainer", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(NetContainer))]
public sealed class RestartNetContainerCommand : ContainerCommand
{
    private readonly List<string> _approved = [];

    /// <summary>How long to wait for the end of those that run before it is forced, in seconds.</summary>
    [Parameter]
    [Alias("Timeout", "t")]
    [ValidateRange(0, int.MaxValue / 1000)]
    public int TimeoutSeconds { get; set; } = 10;

    private TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachContainer(name =>
    {
        if (IsApproved(Net.Containers.PlanRestart(name, Timeout)) && !IsWhatIf) _approved.Add(name);
    });

    /// <inheritdoc/>
    protected override void EndProcessing()
        => WriteOutcomes("Restarting containers", _approved.Count, Net.Containers.RestartTogether(_approved, Timeout, Starting, Cancellation), write: true);
}

using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Starts containers that ended, with what they have written; those that run are stopped first, all at once.</summary>
[Cmdlet(VerbsLifecycle.Restart, "NetContainer", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(NetContainer))]
public sealed class RestartNetContainerCommand : ContainerCommand
{
    private readonly List<string> _approved = [];

    /// <summary>How long to wait for the end of those that run before it is forced, in seconds; as each container was made with, or 10, when not given.</summary>
    [Parameter]
    [Alias("Timeout", "t")]
    [ValidateRange(0, int.MaxValue / 1000)]
    public int? TimeoutSeconds { get; set; }

    /// <summary>The signal that asks them to end, by name or number, instead of each container's own.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SignalCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Signal { get; set; }

    private ContainerStopOptions How => new() { Timeout = TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null, Signal = Signal };

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachContainer(name =>
    {
        if (IsApproved(Net.Containers.PlanRestart(name, How)) && !IsWhatIf) _approved.Add(name);
    });

    /// <inheritdoc/>
    protected override void EndProcessing()
        => WriteOutcomes("Restarting containers", _approved.Count, Net.Containers.RestartTogether(_approved, How, Starting, Cancellation), write: true);
}

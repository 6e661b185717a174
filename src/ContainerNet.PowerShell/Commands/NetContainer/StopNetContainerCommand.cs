using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Ends containers, all at once: by their stop signal, and by SIGKILL where that does not help in time. What they have written stays.</summary>
[Cmdlet(VerbsLifecycle.Stop, "NetContainer", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(NetContainer))]
public sealed class StopNetContainerCommand : ContainerCommand
{
    private readonly List<string> _approved = [];

    /// <summary>How long to wait for the end before it is forced, in seconds; as each container was made with, or 10, when not given.</summary>
    [Parameter]
    [Alias("Timeout", "t")]
    [ValidateRange(0, int.MaxValue / 1000)]
    public int? TimeoutSeconds { get; set; }

    /// <summary>The signal that asks them to end, by name or number, instead of each container's own.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(SignalCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Signal { get; set; }

    /// <summary>Write the containers as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private ContainerStopOptions How => new() { Timeout = TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null, Signal = Signal };

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachContainer(name =>
    {
        if (IsApproved(Net.Containers.PlanStop(name, How)) && !IsWhatIf) _approved.Add(name);
    });

    /// <inheritdoc/>
    protected override void EndProcessing()
        => WriteOutcomes("Stopping containers", _approved.Count, Net.Containers.StopTogether(_approved, How, Starting, Cancellation), PassThru);
}

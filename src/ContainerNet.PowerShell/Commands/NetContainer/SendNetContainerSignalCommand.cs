using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Sends a signal to the first process of containers, to all at once, as docker kill does.</summary>
[Cmdlet(VerbsCommunications.Send, "NetContainerSignal", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(NetContainer))]
public sealed class SendNetContainerSignalCommand : ContainerCommand
{
    private readonly List<string> _approved = [];

    /// <summary>The signal, by name or number: HUP, SIGHUP, 1, SIGRTMIN+3.</summary>
    [Parameter(ParameterSetName = ByName, Mandatory = true, Position = 1)]
    [Parameter(ParameterSetName = ByObject, Mandatory = true)]
    [ArgumentCompleter(typeof(SignalCompleter))]
    [ValidateNotNullOrEmpty]
    public string Signal { get; set; } = "";

    /// <summary>Write the containers as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachContainer(name =>
    {
        if (IsApproved(Net.Containers.PlanSignal(name, Signal)) && !IsWhatIf) _approved.Add(name);
    });

    /// <inheritdoc/>
    protected override void EndProcessing()
        => WriteOutcomes($"Sending {Signal}", _approved.Count, Net.Containers.SendSignalTogether(_approved, Signal, Starting, Cancellation), PassThru);
}

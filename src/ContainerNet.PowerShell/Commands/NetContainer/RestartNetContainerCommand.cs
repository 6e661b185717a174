using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Starts containers that ended, with what they have written; those that run are stopped first.</summary>
[Cmdlet(VerbsLifecycle.Restart, "NetContainer", SupportsShouldProcess = true)]
[OutputType(typeof(NetContainer))]
public sealed class RestartNetContainerCommand : ContainerCommand
{
    /// <summary>How long to wait for the end of one that runs before it is forced, in seconds.</summary>
    [Parameter]
    [Alias("Timeout", "t")]
    [ValidateRange(0, int.MaxValue / 1000)]
    public int TimeoutSeconds { get; set; } = 10;

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachContainer(name =>
    {
        if (ShouldProcess(name, "Restart container")) WriteObject(Net.Containers.Restart(name, TimeSpan.FromSeconds(TimeoutSeconds), Starting, Cancellation));
    });
}

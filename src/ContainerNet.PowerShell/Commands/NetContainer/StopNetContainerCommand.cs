using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Ends containers: by their stop signal, and by SIGKILL where that does not help in time. What they have written stays.</summary>
[Cmdlet(VerbsLifecycle.Stop, "NetContainer", SupportsShouldProcess = true)]
[OutputType(typeof(NetContainer))]
public sealed class StopNetContainerCommand : ContainerCommand
{
    /// <summary>How long to wait for the end before it is forced, in seconds.</summary>
    [Parameter]
    [Alias("Timeout", "t")]
    [ValidateRange(0, int.MaxValue / 1000)]
    public int TimeoutSeconds { get; set; } = 10;

    /// <summary>Write the containers as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachContainer(name =>
    {
        if (!ShouldProcess(name, "Stop container")) return;
        NetContainer stopped = Net.Containers.Stop(name, TimeSpan.FromSeconds(TimeoutSeconds), Cancellation);
        if (PassThru) WriteObject(stopped);
    });
}

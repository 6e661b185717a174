using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Waits until containers have ended, and writes them as they are then, exit codes among it.</summary>
[Cmdlet(VerbsLifecycle.Wait, "NetContainer")]
[OutputType(typeof(NetContainer))]
public sealed class WaitNetContainerCommand : ContainerCommand
{
    /// <summary>How long to wait, in seconds; without end when not given.</summary>
    [Parameter]
    [Alias("Timeout")]
    [ValidateRange(0, int.MaxValue / 1000)]
    public int? TimeoutSeconds { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachContainer(name =>
        WriteObject(Net.Containers.Wait(name, TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan, Cancellation)));
}

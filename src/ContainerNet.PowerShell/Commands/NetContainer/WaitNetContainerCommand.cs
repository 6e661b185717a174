using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Waits until containers have ended, for all at once, and writes each as it is then, its exit code among it.</summary>
[Cmdlet(VerbsLifecycle.Wait, "NetContainer", DefaultParameterSetName = ByName)]
[OutputType(typeof(NetContainer))]
public sealed class WaitNetContainerCommand : ContainerCommand
{
    private readonly List<string> _names = [];

    /// <summary>How long to wait in all, in seconds; without end when not given.</summary>
    [Parameter]
    [Alias("Timeout")]
    [ValidateRange(0, int.MaxValue / 1000)]
    public int? TimeoutSeconds { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachContainer(_names.Add);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        TimeSpan timeout = TimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan;
        WriteOutcomes("Waiting for containers", _names.Count, Net.Containers.WaitTogether(_names, timeout, Cancellation), write: true);
    }
}

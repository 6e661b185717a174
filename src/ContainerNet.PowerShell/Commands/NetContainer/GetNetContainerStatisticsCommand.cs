using System.Management.Automation;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Gets what containers that run use, as docker stats --no-stream does. Processor time is counted over one sample for all.</summary>
[Cmdlet(VerbsCommon.Get, "NetContainerStatistics")]
[OutputType(typeof(NetContainerStatistics))]
public sealed class GetNetContainerStatisticsCommand : RunningContainerCommand
{
    private readonly List<string> _names = [];

    /// <summary>How long to count processor time, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.01, 3600.0)]
    public double SampleSeconds { get; set; } = 0.5;

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachRunning(_names.Add);

    /// <inheritdoc/>
    protected override void EndProcessing() => Attempt(() =>
    {
        foreach (ContainerUsageOutcome outcome in Net.Containers.ReadStatistics(_names, TimeSpan.FromSeconds(SampleSeconds), Cancellation))
        {
            if (outcome.Error is { } error) WriteError(error.ToErrorRecord());
            else WriteObject(outcome.Statistics);
        }
    });
}

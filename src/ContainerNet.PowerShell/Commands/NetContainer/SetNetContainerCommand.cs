using System.Management.Automation;
using ContainerNet.PowerShell.Completion;

namespace ContainerNet.PowerShell.Commands;

/// <summary>Changes the limits and the restart policy of containers, whether they run or not. What is not given stays as it is.</summary>
[Cmdlet(VerbsCommon.Set, "NetContainer", SupportsShouldProcess = true, DefaultParameterSetName = ByName)]
[OutputType(typeof(NetContainer))]
public sealed class SetNetContainerCommand : ContainerCommand
{
    /// <summary>The most memory it may use, in bytes: 512MB, or 512m as Docker writes it.</summary>
    [Parameter]
    [ByteSizeTransformation]
    [ValidateRange(6L << 20, long.MaxValue)]
    public long? Memory { get; set; }

    /// <summary>The memory that it keeps when the host runs short of it, in bytes.</summary>
    [Parameter]
    [ByteSizeTransformation]
    [ValidateRange(6L << 20, long.MaxValue)]
    public long? MemoryReservation { get; set; }

    /// <summary>The most memory and swap together, in bytes; -1 for no limit of swap.</summary>
    [Parameter]
    [ByteSizeTransformation]
    [ValidateRange(-1L, long.MaxValue)]
    public long? MemorySwap { get; set; }

    /// <summary>The most processors' time it may use, such as 1.5.</summary>
    [Parameter]
    [Alias("Cpus")]
    [ValidateRange(0.01, 4096.0)]
    public double? Cpu { get; set; }

    /// <summary>Its weight among others when processors are short.</summary>
    [Parameter]
    [ValidateRange(2L, 262144L)]
    public long? CpuShares { get; set; }

    /// <summary>The processors that it may run on: 0-2,4.</summary>
    [Parameter]
    [Alias("CpusetCpus")]
    [ValidateNotNullOrEmpty]
    public string? CpuSet { get; set; }

    /// <summary>The most processes it may have; -1 for no limit.</summary>
    [Parameter]
    [ValidateRange(-1L, 4194304L)]
    public long? PidsLimit { get; set; }

    /// <summary>When it is started again after it ended: no, always, unless-stopped, on-failure or on-failure:COUNT.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(RestartPolicyCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Restart { get; set; }

    /// <summary>Write the containers as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => ForEachContainer(name => Run(Net.Containers.PlanUpdate(name, Changes()), container =>
    {
        if (PassThru) WriteObject(container);
    }));

    private ContainerUpdateOptions Changes() => new()
    {
        Memory = Memory,
        MemoryReservation = MemoryReservation,
        MemorySwap = MemorySwap,
        Cpu = Cpu,
        CpuShares = CpuShares,
        CpuSet = CpuSet,
        PidsLimit = PidsLimit,
        Restart = Restart is null ? null : RestartPolicy.Parse(Restart),
    };
}

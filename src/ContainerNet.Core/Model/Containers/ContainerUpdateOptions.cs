namespace ContainerNet;

/// <summary>What of a container is changed, as <c>docker update</c> has it. What is null stays as it is.</summary>
public sealed record ContainerUpdateOptions
{
    /// <inheritdoc cref="ContainerOptions.Memory"/>
    public long? Memory { get; init; }

    /// <inheritdoc cref="ContainerOptions.MemoryReservation"/>
    public long? MemoryReservation { get; init; }

    /// <inheritdoc cref="ContainerOptions.MemorySwap"/>
    public long? MemorySwap { get; init; }

    /// <inheritdoc cref="ContainerOptions.Cpu"/>
    public double? Cpu { get; init; }

    /// <inheritdoc cref="ContainerOptions.CpuShares"/>
    public long? CpuShares { get; init; }

    /// <inheritdoc cref="ContainerOptions.CpuSet"/>
    public string? CpuSet { get; init; }

    /// <summary>The most processes it may have; 0 or less for no limit.</summary>
    public long? PidsLimit { get; init; }

    /// <inheritdoc cref="ContainerOptions.Restart"/>
    public RestartPolicy? Restart { get; init; }

    /// <summary>The options of a container with these changes.</summary>
    internal ContainerOptions ApplyTo(ContainerOptions options) => options with
    {
        Memory = Memory ?? options.Memory,
        MemoryReservation = MemoryReservation ?? options.MemoryReservation,
        MemorySwap = MemorySwap ?? options.MemorySwap,
        Cpu = Cpu ?? options.Cpu,
        CpuShares = CpuShares ?? options.CpuShares,
        CpuSet = CpuSet ?? options.CpuSet,
        PidsLimit = PidsLimit ?? options.PidsLimit,
        Restart = Restart ?? options.Restart,
    };
}

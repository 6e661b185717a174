namespace ContainerNet;

/// <summary>What a container uses at a moment: counters of the kernel's, and what follows from two readings of them.</summary>
public sealed class NetContainerStatistics
{
    /// <summary>The container's name.</summary>
    public required string Container { get; init; }

    /// <summary>The container's id.</summary>
    public required string Id { get; init; }

    /// <summary>When it was read.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Processor time over the sample, in percent of one processor: 200 is two whole ones.</summary>
    public required double CpuPercent { get; init; }

    /// <summary>The processor time it has used since it was started.</summary>
    public string CpuTime => CpuTimeValue.ToString();

    /// <summary>The same as a value.</summary>
    internal TimeSpan CpuTimeValue { get; init; }

    /// <summary>The part of it outside the kernel.</summary>
    public string UserTime => UserTimeValue.ToString();

    /// <summary>The same as a value.</summary>
    internal TimeSpan UserTimeValue { get; init; }

    /// <summary>The part of it in the kernel.</summary>
    public string SystemTime => SystemTimeValue.ToString();

    /// <summary>The same as a value.</summary>
    internal TimeSpan SystemTimeValue { get; init; }

    /// <summary>The memory it uses, in bytes, without what is kept of files and not in use. Null where memory is not counted.</summary>
    public long? Memory { get; init; }

    /// <summary>The memory it uses with all that is kept of files, in bytes. The limit counts this.</summary>
    public long? MemoryWithCache { get; init; }

    /// <summary>The most memory it may use, in bytes; the host's memory where it has no limit.</summary>
    public required long MemoryLimit { get; init; }

    /// <summary>What part of that it uses, in percent.</summary>
    public double? MemoryPercent => 100.0 * Memory / MemoryLimit;

    /// <summary>Bytes read from disks. Null where they are not counted.</summary>
    public long? BlockReadBytes { get; init; }

    /// <summary>Bytes written to disks. Null where they are not counted.</summary>
    public long? BlockWrittenBytes { get; init; }

    /// <summary>Its processes and threads.</summary>
    public long? Processes { get; init; }

    /// <summary>The most there may be; null for no limit.</summary>
    public long? PidsLimit { get; init; }

    /// <summary>Its endpoints, each with its counters; those of the container that it joined too. On the host's network it has none.</summary>
    public IReadOnlyList<NetContainerEndpointStatistics> Endpoints { get; init => field = Readable.List(value); } = ReadableList<NetContainerEndpointStatistics>.Empty;

    /// <summary>Bytes received on all endpoints.</summary>
    public long ReceivedBytes => Endpoints.Sum(endpoint => endpoint.ReceivedBytes);

    /// <summary>Bytes sent on all endpoints.</summary>
    public long SentBytes => Endpoints.Sum(endpoint => endpoint.SentBytes);

    /// <inheritdoc/>
    public override string ToString() => Container;
}

/// <summary>What has passed an interface of a container.</summary>
public sealed class NetContainerEndpointStatistics
{
    /// <summary>The network.</summary>
    public required string Network { get; init; }

    /// <summary>The interface inside.</summary>
    public required string InterfaceAlias { get; init; }

    /// <summary>Bytes received.</summary>
    public required long ReceivedBytes { get; init; }

    /// <summary>Packets received.</summary>
    public required long ReceivedPackets { get; init; }

    /// <summary>Packets that came with an error.</summary>
    public required long ReceivedPacketErrors { get; init; }

    /// <summary>Packets that came and were dropped.</summary>
    public required long ReceivedDiscardedPackets { get; init; }

    /// <summary>Bytes sent.</summary>
    public required long SentBytes { get; init; }

    /// <summary>Packets sent.</summary>
    public required long SentPackets { get; init; }

    /// <summary>Packets that could not be sent.</summary>
    public required long OutboundPacketErrors { get; init; }

    /// <summary>Packets that were dropped before they were sent.</summary>
    public required long OutboundDiscardedPackets { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{InterfaceAlias}: {ReceivedBytes} / {SentBytes}";
}

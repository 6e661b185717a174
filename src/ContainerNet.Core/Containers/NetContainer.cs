using System.Net;

namespace ContainerNet;

/// <summary>What a container does.</summary>
public enum ContainerState
{
    /// <summary>It is being started.</summary>
    Created,

    /// <summary>Its process runs.</summary>
    Running,

    /// <summary>Its process ended.</summary>
    Exited,
}

/// <summary>A container: a process in namespaces of its own, on a root file system of its own.</summary>
public sealed record NetContainer
{
    /// <summary>64 hexadecimal digits, unique.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, unique on the host.</summary>
    public required string Name { get; init; }

    /// <summary>The image as it was asked for, or the folder that it runs on.</summary>
    public required string Image { get; init; }

    /// <summary>The id of the image; null on a plain folder.</summary>
    public string? ImageId { get; init; }

    /// <summary>The program and its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>What it does.</summary>
    public required ContainerState State { get; init; }

    /// <summary>Its first process, on the host; null when it does not run.</summary>
    public int? ProcessId { get; init; }

    /// <summary>How it ended: 0 to 255, 128 and the signal's number for one that a signal ended; null while it runs, or when nobody saw its end.</summary>
    public int? ExitCode { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When it was started last.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>Its host name.</summary>
    public string? HostName { get; init; }

    /// <summary>How it is networked: names of networks, <c>none</c>, <c>host</c>, or <c>container:NAME</c>.</summary>
    public required IReadOnlyList<string> Network { get; init; }

    /// <summary>Its network namespace; null when it does not run.</summary>
    public NamespaceReference? Namespace { get; init; }

    /// <summary>Its places on networks.</summary>
    public IReadOnlyList<ContainerEndpoint> Endpoints { get; init; } = [];

    /// <summary>Its addresses.</summary>
    public IReadOnlyList<IPAddress> IPAddress => [.. Endpoints.SelectMany(endpoint => endpoint.IPv6Address is { } ipv6 ? (IPAddress[])[endpoint.IPAddress, ipv6] : [endpoint.IPAddress])];

    /// <summary>Its published ports.</summary>
    public IReadOnlyList<PortMapping> Ports { get; init; } = [];

    /// <summary>The inode of each of its namespaces, as <c>ls -l /proc/PID/ns</c> shows them; null when it does not run.</summary>
    public ContainerNamespaces? Namespaces { get; init; }

    /// <summary>When it is started again after it ended.</summary>
    public required RestartPolicy RestartPolicy { get; init; }

    /// <summary>How often it was.</summary>
    public int RestartCount { get; init; }

    /// <summary>All that was asked for.</summary>
    public required ContainerOptions Options { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

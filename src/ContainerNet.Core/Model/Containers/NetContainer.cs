namespace ContainerNet;

/// <summary>What a container does.</summary>
public enum ContainerState : long
{
    /// <summary>It was made and not started yet, or is being started.</summary>
    Created,

    /// <summary>Its process runs.</summary>
    Running,

    /// <summary>Its process ended.</summary>
    Exited,

    /// <summary>All its processes stand still until it is resumed.</summary>
    Paused,
}

/// <summary>A container: a process in namespaces of its own, on a root file system of its own.</summary>
public sealed class NetContainer
{
    private readonly Func<ContainerOptions, IReadOnlyDictionary<string, object>> _options;

    /// <param name="request">The request.</param>
    /// <param name="options">Reads it by name.</param>
    internal NetContainer(ContainerOptions request, Func<ContainerOptions, IReadOnlyDictionary<string, object>> options) => (Request, _options) = (request, options);

    /// <summary>64 hexadecimal digits, unique.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, unique on the host.</summary>
    public required string Name { get; init; }

    /// <summary>The image as it was requested, or the directory that it runs on.</summary>
    public required string Image { get; init; }

    /// <summary>The id of the image; null on a plain directory.</summary>
    public string? ImageId { get; init; }

    /// <summary>The program and its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init => field = Readable.List(value); }

    /// <summary>What it does.</summary>
    public required ContainerState State { get; init; }

    /// <summary>Its first process, on the host; null when it does not run.</summary>
    public int? ProcessId { get; init; }

    /// <summary>How it ended: 0 to 255, 128 and the signal's number for one that a signal ended; 126 to 128 for one that could not be started; null while it runs, or when its end was not recorded.</summary>
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
    public required IReadOnlyList<string> Network { get; init => field = Readable.List(value); }

    /// <summary>Its network namespace; null when it does not run.</summary>
    public string? Namespace => NamespaceValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal NamespaceReference? NamespaceValue { get; init; }

    /// <summary>Its places on networks.</summary>
    public IReadOnlyList<ContainerEndpoint> Endpoints { get; init => field = Readable.List(value); } = ReadableList<ContainerEndpoint>.Empty;

    /// <summary>Its addresses.</summary>
    public IReadOnlyList<string> IPAddress => Readable.List<string>([.. Endpoints.SelectMany(endpoint => endpoint.IPv6Address is { } ipv6 ? (string[])[endpoint.IPAddress, ipv6] : [endpoint.IPAddress])]);

    /// <summary>Its published ports.</summary>
    public IReadOnlyList<PortMapping> Ports { get; init => field = Readable.List(value); } = ReadableList<PortMapping>.Empty;

    /// <summary>The inode of each of its namespaces, as <c>ls -l /proc/PID/ns</c> shows them; null when it does not run.</summary>
    public ContainerNamespaces? Namespaces { get; init; }

    /// <summary>When it is started again after it ended, as <c>docker run --restart</c> accepts it: <c>no</c>, <c>on-failure:5</c>.</summary>
    public string RestartPolicy => Request.Restart.ToString();

    /// <summary>What is remembered of it: its image's labels, and those it was given.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init => field = Readable.Pairs(value); } = ReadableDictionary<string, string>.Empty;

    /// <summary>How often it was.</summary>
    public int RestartCount { get; init; }

    /// <summary>The requested options, by name, as text, numbers and lists. Other options are left out.</summary>
    public IReadOnlyDictionary<string, object> Options => _options(Request);

    /// <summary>Whether its process is there, paused or not.</summary>
    internal bool IsLive => State is ContainerState.Running or ContainerState.Paused;

    /// <summary>The request itself.</summary>
    internal ContainerOptions Request { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

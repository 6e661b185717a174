namespace ContainerNet.Containers.Oci;

/// <summary>Everything that an OCI runtime has to know of a container: the request, combined with the image's configuration.</summary>
internal sealed record ContainerBundle
{
    /// <summary>The container's id: 64 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>The directory for the runtime: config.json is written there.</summary>
    public required string Folder { get; init; }

    /// <summary>Its root file system, mounted.</summary>
    public required string Root { get; init; }

    /// <summary>The request: limits, capabilities, volumes and the like are read from here.</summary>
    public required ContainerOptions Options { get; init; }

    /// <summary>The program and its arguments, at least one.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>All environment variables, NAME=value.</summary>
    public required IReadOnlyList<string> Environment { get; init; }

    /// <summary>The user it runs as, <c>user[:group]</c> by name or number in the container's own files; empty is root.</summary>
    public required string User { get; init; }

    /// <summary>The directory it starts in, absolute.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Its host name; null where it shares the host's.</summary>
    public string? HostName { get; init; }

    /// <summary>The path of its network namespace; null where it shares the host's.</summary>
    public string? NetworkNamespace { get; init; }

    /// <summary>The path of its user namespace, which owns its network namespace; null where it shares the host's users.</summary>
    public string? UserNamespace { get; init; }

    /// <summary>Files of ours that are mounted over its own: source by target, such as /etc/hosts.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();
}

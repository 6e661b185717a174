namespace ContainerNet;

/// <summary>What an image says of containers on it (OCI image-spec, config.md).</summary>
public sealed record ImageConfig
{
    /// <summary>What is run, before <see cref="Command"/> or what was asked for instead of it.</summary>
    public IReadOnlyList<string> EntryPoint { get; init; } = [];

    /// <summary>The entry point's arguments, or the program with its arguments where there is none.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Environment variables, NAME=value.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>Who it runs as, <c>user[:group]</c>; empty is root.</summary>
    public string User { get; init; } = "";

    /// <summary>The folder it starts in; empty is the root.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>Ports that are exposed: <c>80/tcp</c>, in the order of their text.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    /// <summary>Folders whose content is to outlive a container.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The signal that ends it, by name or number; null is SIGTERM.</summary>
    public string? StopSignal { get; init; }
}

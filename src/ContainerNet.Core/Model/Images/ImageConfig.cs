namespace ContainerNet;

/// <summary>What an image says of containers on it (OCI image-spec, config.md).</summary>
public sealed class ImageConfig
{
    /// <summary>The program that is run, before <see cref="Command"/> or the requested command.</summary>
    public IReadOnlyList<string> EntryPoint { get; init => field = Readable.List(value); } = ReadableList<string>.Empty;

    /// <summary>The entry point's arguments, or the program with its arguments where there is none.</summary>
    public IReadOnlyList<string> Command { get; init => field = Readable.List(value); } = ReadableList<string>.Empty;

    /// <summary>Environment variables, NAME=value.</summary>
    public IReadOnlyList<string> Environment { get; init => field = Readable.List(value); } = ReadableList<string>.Empty;

    /// <summary>The user it runs as, <c>user[:group]</c>; empty is root.</summary>
    public string User { get; init; } = "";

    /// <summary>The directory it starts in; empty is the root.</summary>
    public string WorkingDirectory { get; init; } = "";

    /// <summary>Ports that are exposed: <c>80/tcp</c>, in the order of their text.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init => field = Readable.List(value); } = ReadableList<string>.Empty;

    /// <summary>Directories whose content is to outlive a container.</summary>
    public IReadOnlyList<string> Volumes { get; init => field = Readable.List(value); } = ReadableList<string>.Empty;

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init => field = Readable.Pairs(value); } = ReadableDictionary<string, string>.Empty;

    /// <summary>The signal that ends it, by name or number; null is SIGTERM.</summary>
    public string? StopSignal { get; init; }

    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', [.. EntryPoint, .. Command]);
}

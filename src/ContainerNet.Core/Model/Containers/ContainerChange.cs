namespace ContainerNet;

/// <summary>What a container did to a file.</summary>
public enum ContainerChangeKind : long
{
    /// <summary>The file, its owner or its mode was changed; of a directory also what is in it.</summary>
    Changed,

    /// <summary>The file is new.</summary>
    Added,

    /// <summary>The file was there, and is not any more.</summary>
    Deleted,
}

/// <summary>A file or directory that a container has changed.</summary>
public sealed class ContainerChange
{
    /// <summary>What happened to it.</summary>
    public required ContainerChangeKind Kind { get; init; }

    /// <summary>Its path in the container.</summary>
    public required string Path { get; init; }

    /// <summary>The container's name.</summary>
    public required string Container { get; init; }

    /// <summary>As <c>docker diff</c> shows it: <c>A /path</c>.</summary>
    public override string ToString() => $"{Kind.ToString()[0]} {Path}";
}

namespace ContainerNet;

/// <summary>A directory of the host, or a file system, that outlives the containers which have it.</summary>
public sealed class ContainerVolume
{
    /// <summary>Its name: a letter or digit, then letters, digits, '_', '.' and '-'.</summary>
    public required string Name { get; init; }

    /// <summary>What keeps it: always <c>local</c>.</summary>
    public string Driver { get; init; } = "local";

    /// <summary>Where its content is on the host.</summary>
    public required string Mountpoint { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Whether it was made without a name.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>The options of Docker's local driver: <c>type</c>, <c>device</c> and <c>o</c>, as mount(8) has them; none for a plain directory.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init => field = Readable.Pairs(value); } = ReadableDictionary<string, string>.Empty;

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init => field = Readable.Pairs(value); } = ReadableDictionary<string, string>.Empty;

    /// <summary>The names of the containers that have it, also of those that do not run.</summary>
    public IReadOnlyList<string> Containers { get; init => field = Readable.List(value); } = ReadableList<string>.Empty;

    /// <inheritdoc/>
    public override string ToString() => Name;
}

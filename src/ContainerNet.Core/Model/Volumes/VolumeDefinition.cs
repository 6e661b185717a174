namespace ContainerNet;

/// <summary>What a volume is to be.</summary>
public sealed record VolumeDefinition
{
    /// <summary>Its name; a long random one is made up when null.</summary>
    public string? Name { get; init; }

    /// <summary>The options of Docker's local driver: <c>type</c>, <c>device</c> and <c>o</c>, as mount(8) has them; none for a plain directory.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}

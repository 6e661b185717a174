using System.Text.Json.Serialization;

namespace ContainerNet.Containers.Volumes;

/// <summary>volume.json: what is kept of a volume. One that a container made by naming it has none.</summary>
internal sealed record VolumeRecord
{
    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>Whether it was made without a name.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>Whether no container has had it yet: the first one fills it.</summary>
    public bool IsNew { get; init; }

    /// <summary>type, device and o.</summary>
    public Dictionary<string, string> Options { get; init; } = [];

    public Dictionary<string, string> Labels { get; init; } = [];
}

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(VolumeRecord))]
internal sealed partial class VolumeJson : JsonSerializerContext;

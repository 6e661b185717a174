using System.Text.Json.Serialization;
using ContainerNet.State;

namespace ContainerNet.Containers;

/// <summary>How far a container is. Whoever takes it on holds the container's lock, so a lock that is free says that nobody does.</summary>
internal enum ContainerPhase
{
    /// <summary>Being started: what is there of it is to be taken back when nobody goes on.</summary>
    Starting,

    /// <summary>Started; whether its process still runs is the kernel's to say.</summary>
    Running,

    /// <summary>Ended, and all it held is given back but what it has written.</summary>
    Exited,

    /// <summary>Being removed.</summary>
    Removing,
}

/// <summary>A container as it is kept.</summary>
/// <param name="Id">64 hexadecimal digits.</param>
/// <param name="Name">Its name.</param>
/// <param name="Options">What was asked for.</param>
/// <param name="Program">What it runs.</param>
/// <param name="Layers">The folders its root file system is laid over, the lowest first.</param>
/// <param name="Created">When it was made.</param>
internal sealed record ContainerRecord(string Id, string Name, ContainerOptions Options, ContainerProgram Program, IReadOnlyList<string> Layers, DateTimeOffset Created)
{
    /// <summary>The id of its image; null on a plain folder.</summary>
    public string? ImageId { get; init; }

    public ContainerPhase Phase { get; init; }

    /// <summary>What it was networked by: what was asked for, or the default network.</summary>
    public IReadOnlyList<string> Networking { get; init; } = [];

    /// <summary>What it is called inside.</summary>
    public string? HostName { get; init; }

    /// <summary>When it was started last.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it was found to have ended.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>How it ended; null when nobody saw it.</summary>
    public int? ExitCode { get; init; }

    /// <summary>How often it was started again by its restart policy.</summary>
    public int Restarts { get; init; }

    /// <summary>Whether somebody ended it, so that its restart policy does not start it again.</summary>
    public bool Stopped { get; init; }

    /// <summary>The first twelve digits of the id, as everywhere where it is shown.</summary>
    [JsonIgnore]
    public string ShortId => Id[..12];

    /// <summary>The names by which others on its networks find it, besides those asked for.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Names => [Name, ShortId];
}

/// <summary>container.json. Without a container it is the file of one that is gone.</summary>
internal sealed record ContainerFile
{
    public ContainerRecord? Container { get; init; }
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    Converters = [typeof(IPAddressJsonConverter), typeof(IPNetworkJsonConverter)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ContainerFile))]
internal sealed partial class ContainerJson : JsonSerializerContext;

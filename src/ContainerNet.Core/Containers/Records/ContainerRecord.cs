using System.Text.Json.Serialization;
using ContainerNet.State;

namespace ContainerNet.Containers.Records;

/// <summary>The phase of a container. A process that works on it holds the container's lock, so a free lock means that none does.</summary>
internal enum ContainerPhase
{
    /// <summary>Being started: if the start is abandoned, what exists of it has to be removed.</summary>
    Starting,

    /// <summary>Started; whether its process still runs is the kernel's to say.</summary>
    Running,

    /// <summary>Ended, and all it held is given back but what it has written.</summary>
    Exited,

    /// <summary>Being removed.</summary>
    Removing,

    /// <summary>Made, and not started yet.</summary>
    Created,
}

/// <summary>A container as it is kept.</summary>
/// <param name="Id">64 hexadecimal digits.</param>
/// <param name="Name">Its name.</param>
/// <param name="Options">What was requested.</param>
/// <param name="Program">What it runs.</param>
/// <param name="Layers">The directories its root file system is laid over, the lowest first.</param>
/// <param name="Created">When it was made.</param>
internal sealed record ContainerRecord(string Id, string Name, ContainerOptions Options, ContainerProgram Program, IReadOnlyList<string> Layers, DateTimeOffset Created)
{
    /// <summary>The id of its image; null on a plain directory.</summary>
    public string? ImageId { get; init; }

    public ContainerPhase Phase { get; init; }

    /// <summary>Its networks: the requested ones, or the default network.</summary>
    public IReadOnlyList<string> Networking { get; init; } = [];

    /// <summary>What it is called inside.</summary>
    public string? HostName { get; init; }

    /// <summary>When it was started last.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When it was found to have ended.</summary>
    public DateTimeOffset? Finished { get; init; }

    /// <summary>How it ended; null when it was not recorded.</summary>
    public int? ExitCode { get; init; }

    /// <summary>How often it was started again by its restart policy.</summary>
    public int Restarts { get; init; }

    /// <summary>Whether a user stopped it, so that its restart policy does not start it again.</summary>
    public bool Stopped { get; init; }

    /// <summary>The boot (<c>/proc/sys/kernel/random/boot_id</c>) in which a user stopped it: after the next one the policy <c>always</c> holds again.</summary>
    public string? StoppedInBoot { get; init; }

    /// <summary>Whether its restart policy wants it back and it has not been started again yet, because no attempt has succeeded.</summary>
    public bool AwaitsRestart { get; init; }

    /// <summary>How many attempts to start it again have failed since it ran last.</summary>
    public int FailedStarts { get; init; }

    /// <summary>Whether it was made without being started. It stays when its first start fails, unlike one that is made to be started at once.</summary>
    public bool MadeToWait { get; init; }

    /// <summary>Its image's labels, and those that it was given over them.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>The ids of the containers that it refers to, by the names that were given.</summary>
    public IReadOnlyDictionary<string, string> References { get; init; } = new Dictionary<string, string>();

    /// <summary>The name it had, as long as what goes by its name has not followed.</summary>
    public string? RenamedFrom { get; init; }

    /// <summary>Whether its limits were changed and the runtime may not have been told.</summary>
    public bool HasNewLimits { get; init; }

    /// <summary>Its volumes.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Volumes => Options.Volumes;

    /// <summary>How far it is while it does not run.</summary>
    [JsonIgnore]
    public ContainerPhase AtRest => Started is null ? ContainerPhase.Created : ContainerPhase.Exited;

    /// <summary>The first twelve digits of the id, as everywhere where it is shown.</summary>
    [JsonIgnore]
    public string ShortId => Id[..12];

    /// <summary>The names by which others on its networks find it, besides the requested ones.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Names => [Name, ShortId];
}

/// <summary>container.json. Without a container it is the file of a removed one.</summary>
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

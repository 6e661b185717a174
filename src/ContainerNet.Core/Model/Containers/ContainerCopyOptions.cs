namespace ContainerNet;

/// <summary>How files are copied into a container or out of it.</summary>
public sealed record ContainerCopyOptions
{
    /// <summary>Whether a symbolic link that is the source itself is followed; otherwise it is copied as a link.</summary>
    public bool FollowLink { get; init; }

    /// <summary>Whether the destination has to be a directory that exists, because several sources are copied there.</summary>
    public bool NeedsDirectory { get; init; }

    /// <summary>Told from time to time how many bytes have been copied.</summary>
    public Action<long>? Progress { get; init; }

    /// <summary>Told, in a sentence, of each device of a container that is left out.</summary>
    public Action<string>? LeftOut { get; init; }
}

namespace ContainerNet;

/// <summary>How an image is made of a container.</summary>
public sealed record ContainerCommitOptions
{
    /// <summary>A reference for the image; it has none when null.</summary>
    public string? Reference { get; init; }

    /// <summary>Who makes it: <c>NAME &lt;MAIL&gt;</c>.</summary>
    public string? Author { get; init; }

    /// <summary>What is to be said of it in its history.</summary>
    public string? Message { get; init; }

    /// <summary>Instructions of a Dockerfile that change its configuration: CMD, ENTRYPOINT, ENV, EXPOSE, LABEL, STOPSIGNAL, USER, VOLUME and WORKDIR.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];
}

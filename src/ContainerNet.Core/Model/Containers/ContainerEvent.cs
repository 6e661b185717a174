namespace ContainerNet;

/// <summary>Something that happened to a container, as <c>docker events</c> names it.</summary>
public sealed record ContainerEvent
{
    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What: create, start, die, stop, destroy, and the like.</summary>
    public required string Action { get; init; }

    /// <summary>The container's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its name at that time.</summary>
    public required string Name { get; init; }

    /// <summary>Its image as it was requested.</summary>
    public string Image { get; init; } = "";

    /// <summary>How it ended; null for other events, and where that was not recorded.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal that was sent; null for other events.</summary>
    public int? Signal { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Time:O} {Action} {Name}";
}

namespace ContainerNet;

/// <summary>How a container is stopped, as <c>docker stop</c> has it.</summary>
public sealed record ContainerStopOptions
{
    /// <summary>How long to wait before the end is forced; zero forces it at once, <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> never. The container's own when null, or ten seconds.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The signal that asks it to end, by name or number; the container's own when null.</summary>
    public string? Signal { get; init; }

    /// <summary>The container's own signal with another timeout.</summary>
    public static ContainerStopOptions FromTimeSpan(TimeSpan timeout) => new() { Timeout = timeout };

    /// <inheritdoc cref="FromTimeSpan"/>
    public static implicit operator ContainerStopOptions(TimeSpan timeout) => FromTimeSpan(timeout);
}

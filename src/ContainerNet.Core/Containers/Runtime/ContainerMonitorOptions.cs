namespace ContainerNet.Containers.Runtime;

/// <summary>What conmon, which stays beside a container, is told.</summary>
internal sealed record ContainerMonitorOptions
{
    /// <summary>The file that the container's output is added to, in the format of <see cref="ContainerLog"/>.</summary>
    public required string LogPath { get; init; }

    /// <summary>A program, by its path, and its arguments, run once the container has ended; none when empty.</summary>
    public IReadOnlyList<string> ExitCommand { get; init; } = [];
}

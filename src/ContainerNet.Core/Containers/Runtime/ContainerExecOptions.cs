namespace ContainerNet;

/// <summary>A program to run inside a container that runs, as <c>docker exec</c> has it.</summary>
public sealed record ContainerExecOptions
{
    /// <summary>The program and its arguments, at least one.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Who it runs as, <c>user[:group]</c>; as the container's own program when null.</summary>
    public string? User { get; init; }

    /// <summary>Environment variables over the container's, NAME=value.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>The folder it starts in; the container's when null.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Whether it gets a terminal, which this process's own has to be for.</summary>
    public bool Terminal { get; init; }

    /// <summary>Whether its output is read here, line by line, instead of going where this process's goes.</summary>
    public bool CaptureOutput { get; init; }
}

namespace ContainerNet;

/// <summary>A program to run inside a container that runs, as <c>docker exec</c> has it.</summary>
public sealed record ContainerExecOptions
{
    /// <summary>The program and its arguments, at least one.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The user it runs as, <c>user[:group]</c>; as the container's own program when null.</summary>
    public string? User { get; init; }

    /// <summary>Environment variables over the container's, NAME=value.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>The directory it starts in; the container's when null.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Whether it gets a terminal, which this process's own has to be for.</summary>
    public bool Terminal { get; init; }

    /// <summary>The size of its terminal when it starts, in characters; the kernel's default of none when null.</summary>
    internal (int Rows, int Columns)? TerminalSize { get; init; }

    /// <summary>Whether its output is read here, line by line, instead of going to this process's output.</summary>
    public bool CaptureOutput { get; init; }

    /// <summary>Whether its input is what is written by <see cref="IRunningProgram.Write"/>; it has none otherwise. It takes effect only where its output is captured.</summary>
    public bool TakesInput { get; init; }

    /// <summary>Whether it runs on by itself once it is started. It has no input then, and its output is lost.</summary>
    public bool Detached { get; init; }
}

namespace ContainerNet;

/// <summary>Where a program wrote to.</summary>
public enum LogStream : long
{
    /// <summary>Its output; of a program with a terminal, all.</summary>
    Output,
    /// <summary>Its errors.</summary>
    Error,
}

/// <summary>A line that a container wrote.</summary>
public sealed class ContainerLogLine
{
    /// <summary>When.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Where to.</summary>
    public required LogStream Stream { get; init; }

    /// <summary>The line, without its end.</summary>
    public required string Text { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}

namespace ContainerNet;

/// <summary>Where a program wrote to.</summary>
public enum LogStream
{
    /// <summary>Its output; of a program with a terminal, all.</summary>
    Output,
    /// <summary>Its errors.</summary>
    Error,
}

/// <summary>A line that a container wrote.</summary>
/// <param name="Timestamp">When.</param>
/// <param name="Stream">Where to.</param>
/// <param name="Text">The line, without its end.</param>
public sealed record ContainerLogLine(DateTimeOffset Timestamp, LogStream Stream, string Text);

namespace ContainerNet.Containers.Runtime;

/// <summary>How far a container's first process is.</summary>
internal enum ContainerProcessStatus
{
    /// <summary>All is ready, and its program waits to be started.</summary>
    Created,
    /// <summary>Its program runs.</summary>
    Running,
    /// <summary>It has ended.</summary>
    Exited,
}

/// <summary>A container's first process.</summary>
/// <param name="Status">How far it is.</param>
/// <param name="ProcessId">Its id on the host, while it lives.</param>
/// <param name="ExitCode">How it ended, 128 and the signal's number when one ended it; null when it was not recorded.</param>
/// <param name="StartedAt">When its program was started.</param>
/// <param name="FinishedAt">When it ended; null when it was not recorded.</param>
internal sealed record ContainerProcessState(ContainerProcessStatus Status, int? ProcessId = null, int? ExitCode = null, DateTimeOffset? StartedAt = null, DateTimeOffset? FinishedAt = null);

using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using ContainerNet.Linux.Processes;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Lifecycle;

/// <summary>When a container that ended is started again by its restart policy, as Docker does it (restartmanager).</summary>
internal static class ContainerRestart
{
    private static readonly TimeSpan _firstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestDelay = TimeSpan.FromMinutes(1);

    // A container that ran at least this long has settled, and its next failure counts as its first.
    private static readonly TimeSpan _settled = TimeSpan.FromSeconds(10);

    /// <summary>Whether it has ended and its policy wants it back: it ended by itself, an attempt to start it again has failed, or a user stopped it before the last boot and its policy is <c>always</c>.</summary>
    public static bool IsDue(HostContext host, ContainerRecord container) => container.Phase switch
    {
        ContainerPhase.Running => !IsStopped(host, container) && HasEnded(host, container, out int? exitCode) && container.Options.Restart.Wants(exitCode, container.Restarts),
        ContainerPhase.Exited => container.AwaitsRestart || container.Stopped && !IsStopped(host, container),
        _ => false,
    };

    /// <summary>How long to wait before: 0.1 seconds, doubled with each failure that followed the one before at once, a minute at most.</summary>
    public static TimeSpan DelayOf(ContainerRecord container)
    {
        bool settled = DateTimeOffset.UtcNow - container.Started > _settled;
        int failures = container.AwaitsRestart ? container.FailedStarts : settled ? 0 : container.Restarts;
        return TimeSpan.FromTicks((long)Math.Min(_longestDelay.Ticks, _firstDelay.Ticks * Math.Pow(2, Math.Min(failures, 30))));
    }

    private static bool HasEnded(HostContext host, ContainerRecord container, out int? exitCode)
    {
        ContainerProcessState state = ContainerView.StateOf(host, container);
        exitCode = state.ExitCode;
        return state.Status == ContainerProcessStatus.Exited;
    }

    // To stop a container holds for ever with the policy unless-stopped, and until the next boot with always.
    private static bool IsStopped(HostContext host, ContainerRecord container)
        => container.Stopped && !(container.Options.Restart.OutlastsStop && container.StoppedInBoot is { Length: > 0 } boot && boot != BootId.Read(host.Options));
}

namespace ContainerNet.Containers;

/// <summary>When a container that ended by itself is started again, as Docker does it (restartmanager).</summary>
internal static class ContainerRestart
{
    private static readonly TimeSpan _firstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _longestDelay = TimeSpan.FromMinutes(1);

    // Who ran at least so long has settled, and its next failure is its first again.
    private static readonly TimeSpan _settled = TimeSpan.FromSeconds(10);

    /// <summary>Whether it ended, by itself, and its policy wants it back.</summary>
    public static bool IsDue(NetHost host, ContainerRecord container)
    {
        if (container.Phase != ContainerPhase.Running || container.Stopped) return false;
        ContainerProcessState state = ContainerView.StateOf(host, container);
        return state.Status == ContainerProcessStatus.Exited && container.Options.Restart.Wants(state.ExitCode, container.Restarts);
    }

    /// <summary>How long to wait before: 0.1 seconds, doubled with each failure that followed the one before at once, a minute at most.</summary>
    public static TimeSpan DelayOf(ContainerRecord container)
    {
        bool settled = DateTimeOffset.UtcNow - container.Started > _settled;
        double factor = Math.Pow(2, settled ? 0 : Math.Min(container.Restarts, 30));
        return TimeSpan.FromTicks((long)Math.Min(_longestDelay.Ticks, _firstDelay.Ticks * factor));
    }
}

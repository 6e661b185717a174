using System.Diagnostics;

namespace ContainerNet.Containers.ControlGroups;

/// <summary>
/// Stops all processes of a control group where they are, and lets them continue, as <c>runc pause</c> and <c>runc resume</c> do.
/// The kernel alone keeps whether a group is frozen, so it does not matter who froze it.
/// </summary>
/// <param name="group">The group.</param>
internal sealed class Freezer(ControlGroup group)
{
    private const string Controller = "freezer";

    // A process that is in the kernel is frozen on its way back.
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    // With version 1 a process that forks meanwhile can keep the group from getting there: all of it is let go for a moment then.
    private const int TriesBetweenPauses = 50;
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Whether no process of the group runs.</summary>
    public bool IsFrozen => group.IsUnified ? group.Lines(Controller, "cgroup.events").Contains("frozen 1") : group.TryRead(Controller, "freezer.state")?.Trim() == "FROZEN";

    /// <summary>Freezes the group, and waits until all of it stands.</summary>
    /// <returns>False when it does not within ten seconds, or is gone. It runs on then.</returns>
    public bool Freeze()
    {
        var watch = Stopwatch.StartNew();
        for (int tries = 1; watch.Elapsed < _timeout; tries++)
        {
            if (!Set(isFrozen: true)) return false;
            if (IsFrozen) return true;
            Thread.Sleep(1);
            if (group.IsUnified || tries % TriesBetweenPauses != 0) continue;
            Set(isFrozen: false);
            Thread.Sleep(_pause);
        }
        Thaw();
        return false;
    }

    /// <summary>Lets the group run. It is no error when it does, or is gone.</summary>
    public void Thaw() => Set(isFrozen: false);

    private bool Set(bool isFrozen)
        => group.IsUnified ? group.TryWrite(Controller, "cgroup.freeze", isFrozen ? "1" : "0") : group.TryWrite(Controller, "freezer.state", isFrozen ? "FROZEN" : "THAWED");
}

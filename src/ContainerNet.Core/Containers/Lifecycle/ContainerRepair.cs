using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Lifecycle;

/// <summary>Finds containers that ended unnoticed, or whose start or removal was abandoned, and repairs them.</summary>
internal sealed class ContainerRepair(HostContext host, ContainerStore store)
{
    /// <summary>The ids of those that are not as they should be.</summary>
    /// <param name="names">Names or ids of the containers to look at; all when null.</param>
    /// <param name="patient">Whether to wait for a process that starts or removes one of them.</param>
    /// <param name="cancellation">Ends that wait.</param>
    public IReadOnlyList<string> ListDamaged(IReadOnlyList<string>? names = null, bool patient = false, CancellationToken cancellation = default)
    {
        if (names is null) store.DeleteUnfinished();
        IEnumerable<ContainerRecord> containers = names is null ? store.All() : names.Select(store.Require);
        return [.. containers.Where(container => patient ? IsDamaged(container.Id, cancellation) : IsDamaged(container)).Select(container => container.Id)];
    }

    /// <summary>Releases what a container no longer needs, and starts it again if its restart policy says so.</summary>
    /// <returns>The container afterwards; null when it no longer exists.</returns>
    /// <exception cref="ContainerNetException">It could not be started again. Its policy still wants it back.</exception>
    public ContainerRecord? Repair(string nameOrId, CancellationToken cancellation)
    {
        ContainerRecord container = store.Require(nameOrId);
        using ContainerLock? held = ContainerLock.Take(store.DirectoryOf(container.Id), cancellation);
        return store.Read(container.Id) is { } present ? Mend(present, cancellation) : null;
    }

    /// <summary>Does the same after the delay that the restart policy has, and again and again, until it succeeds or the policy wants no more.</summary>
    public ContainerRecord? RepairPatiently(string nameOrId, CancellationToken cancellation)
    {
        string id = store.Require(nameOrId).Id;
        while (true)
        {
            if (store.Read(id) is not { } container) return null;
            if (ContainerRestart.IsDue(host, container) && cancellation.WaitHandle.WaitOne(ContainerRestart.DelayOf(container))) cancellation.ThrowIfCancellationRequested();
            try
            {
                return Repair(id, cancellation);
            }
            catch (ContainerNetException) when (store.Read(id) is { AwaitsRestart: true })
            {
            }
        }
    }

    /// <summary>
    /// Gives back what containers hold without need: it may be what another wants now. Those that are to be started again are left
    /// to the process that does it, and a fault of one container does not concern the other.
    /// </summary>
    public void ReleaseEnded()
    {
        foreach (string id in ListDamaged())
        {
            try
            {
                using ContainerLock? held = ContainerLock.TryTake(store.DirectoryOf(id));
                if (held is null || store.Read(id) is not { } container || ContainerRestart.IsDue(host, container)) continue;
                Mend(container, CancellationToken.None);
            }
            catch (Exception e) when (e is ContainerNetException or IOException or UnauthorizedAccessException)
            {
                // Repair-NetContainer says why.
            }
        }
    }

    /// <summary>Sees to a container whose lock is held.</summary>
    /// <returns>The container afterwards; null when it no longer exists.</returns>
    public ContainerRecord? Mend(ContainerRecord container, CancellationToken cancellation)
    {
        container = Complete(container);
        if (ContainerRestart.IsDue(host, container)) return StartAgain(container, cancellation);
        return TakeBack(container);
    }

    /// <summary>Completes a change that a process has left half done: of the name, or of limits.</summary>
    public ContainerRecord Complete(ContainerRecord container) => new ContainerUpdate(host, store).Complete(new ContainerRename(host, store).Complete(container));

    /// <summary>Takes back what a container holds that has ended, or whose start or removal was given up, and does not start it again.</summary>
    /// <returns>The container afterwards; null when it no longer exists.</returns>
    public ContainerRecord? TakeBack(ContainerRecord container)
    {
        var end = new ContainerEnd(host, store);
        switch (container.Phase)
        {
            case ContainerPhase.Removing:
            case ContainerPhase.Starting when container is { Started: null, MadeToWait: false }:
                end.Remove(container);
                return null;
            case ContainerPhase.Starting:
                end.Release(container.Id);
                return store.Save(container with { Phase = container.AtRest });
            case ContainerPhase.Running when ContainerView.StateOf(host, container).Status == ContainerProcessStatus.Exited:
                container = end.Finish(container);
                if (!container.Options.Remove) return container;
                end.Remove(container);
                return null;
            default:
                return container;
        }
    }

    // The record says that the container is wanted back before anything is tried, so that an attempt that fails, or that a power
    // cut ends, is not the last.
    private ContainerRecord StartAgain(ContainerRecord container, CancellationToken cancellation)
    {
        if (container.Phase == ContainerPhase.Running) container = new ContainerEnd(host, store).Finish(container);
        container = container with { AwaitsRestart = true, Restarts = container.Restarts + 1 };
        try
        {
            return new ContainerStart(host, store, cancellation).Run(container, tell: null);
        }
        catch
        {
            bool isWanted = container.Options.Restart.Wants(exitCode: null, container.Restarts);
            store.Save(container with { Phase = ContainerPhase.Exited, AwaitsRestart = isWanted, FailedStarts = container.FailedStarts + 1 });
            throw;
        }
    }

    private static bool IsHalfDone(ContainerRecord container) => container.RenamedFrom is not null || container.HasNewLimits;

    // Read under the lock, after the work of its last holder.
    private bool IsDamaged(string id, CancellationToken cancellation)
    {
        ContainerLock.Take(store.DirectoryOf(id), cancellation)?.Dispose();
        return store.Read(id) is { } container && IsDamaged(container);
    }

    // A process that works on a container holds its lock, so half-done work under a free lock was abandoned.
    private bool IsDamaged(ContainerRecord container) => IsHalfDone(container) && ContainerLock.IsFree(store.DirectoryOf(container.Id)) || container.Phase switch
    {
        ContainerPhase.Created => false,
        ContainerPhase.Exited => ContainerRestart.IsDue(host, container),
        ContainerPhase.Running => ContainerView.StateOf(host, container).Status == ContainerProcessStatus.Exited,
        _ => ContainerLock.IsFree(store.DirectoryOf(container.Id)),
    };
}

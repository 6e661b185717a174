namespace ContainerNet.Containers;

/// <summary>Finds containers that ended while nobody looked, or whose start or removal was given up, and sees to them.</summary>
internal sealed class ContainerRepair(NetHost host, ContainerStore store)
{
    /// <summary>The ids of those that are not as they should be.</summary>
    /// <param name="names">Names or ids of the containers to look at; all when null.</param>
    public IReadOnlyList<string> ListDamaged(IReadOnlyList<string>? names = null)
    {
        if (names is null) store.DeleteUnfinished();
        IEnumerable<ContainerRecord> containers = names is null ? store.All() : names.Select(store.Require);
        return [.. containers.Where(IsDamaged).Select(container => container.Id)];
    }

    /// <summary>Gives back what a container holds without need, and starts it again where its restart policy says so.</summary>
    /// <returns>The container as it is then; null when it is gone.</returns>
    public ContainerRecord? Repair(string nameOrId)
    {
        ContainerRecord container = store.Require(nameOrId);
        if (ContainerRestart.IsDue(host, container)) Thread.Sleep(ContainerRestart.DelayOf(container));
        using ContainerLock? held = ContainerLock.Take(store.FolderOf(container.Id));
        return store.Read(container.Id) is { } present ? Mend(present) : null;
    }

    /// <summary>
    /// Gives back what containers hold without need: it may be what another wants now. Those that are to be started again are left
    /// to whoever does that, and what is wrong with one of them is no matter of the other.
    /// </summary>
    public void ReleaseEnded()
    {
        foreach (string id in ListDamaged())
        {
            using ContainerLock? held = ContainerLock.TryTake(store.FolderOf(id));
            if (held is null || store.Read(id) is not { } container || ContainerRestart.IsDue(host, container)) continue;
            try
            {
                Mend(container);
            }
            catch (ContainerNetException)
            {
                // Repair-NetContainer says why.
            }
        }
    }

    /// <summary>Sees to a container whose lock is held.</summary>
    /// <returns>The container as it is then; null when it is gone.</returns>
    public ContainerRecord? Mend(ContainerRecord container)
    {
        var end = new ContainerEnd(host, store);
        switch (container.Phase)
        {
            case ContainerPhase.Removing:
            case ContainerPhase.Starting when container.Started is null:
                end.Remove(container);
                return null;
            case ContainerPhase.Starting:
                end.Release(container);
                return store.Save(container with { Phase = ContainerPhase.Exited });
            case ContainerPhase.Running when ContainerView.StateOf(host, container).Status == ContainerProcessStatus.Exited:
                bool again = ContainerRestart.IsDue(host, container);
                container = end.Finish(container);
                if (again) return StartAgain(container with { Restarts = container.Restarts + 1 }, starting: null, CancellationToken.None);
                if (!container.Options.Remove) return container;
                end.Remove(container);
                return null;
            default:
                return container;
        }
    }

    /// <summary>Starts a container that ended, whose lock is held; one that cannot be started stays as it was.</summary>
    public ContainerRecord StartAgain(ContainerRecord container, Action<string>? starting, CancellationToken cancellation)
    {
        try
        {
            return new ContainerStart(host, store, starting, cancellation).Run(container);
        }
        catch
        {
            store.Save(container with { Phase = ContainerPhase.Exited });
            throw;
        }
    }

    // Who works on a container holds its lock, so what is half done under a free lock was given up.
    private bool IsDamaged(ContainerRecord container) => container.Phase switch
    {
        ContainerPhase.Exited => false,
        ContainerPhase.Running => ContainerView.StateOf(host, container).Status == ContainerProcessStatus.Exited,
        _ => IsFree(container),
    };

    private bool IsFree(ContainerRecord container)
    {
        using ContainerLock? held = ContainerLock.TryTake(store.FolderOf(container.Id));
        return held is not null;
    }
}

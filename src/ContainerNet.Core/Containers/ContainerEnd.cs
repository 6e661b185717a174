namespace ContainerNet.Containers;

/// <summary>Takes back what a container holds while it runs. The caller holds the container's lock. What is gone already is no error, so whoever finds a container half ended goes on.</summary>
internal sealed class ContainerEnd(NetHost host, ContainerStore store)
{
    /// <summary>Ends the process if it still runs, and gives back network, mounts and files.</summary>
    public void Release(ContainerRecord container)
    {
        ContainerFolder folder = store.FolderOf(container.Id);
        ContainerExitCommand.Disarm(folder);
        // Both wait, one for the process and the runtime, the other for the kernel, which takes its time to remove an interface.
        Task ended = Task.Factory.StartNew(() => host.Runtime.Delete(container.Id, force: true), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            if (host.ContainerNamespaces.Exists(container.Id)) ReleaseNamespace(container.Id);
        }
        finally
        {
            ended.GetAwaiter().GetResult();
        }
        folder.Root.Unmount();
        ContainerUsers.Release(folder);
        if (Directory.Exists(folder.Run)) Directory.Delete(folder.Run, recursive: true);
    }

    /// <summary>Does the same, and keeps how the container ended.</summary>
    public ContainerRecord Finish(ContainerRecord container)
    {
        ContainerProcessState state = ContainerView.StateOf(host, container);
        if (state.Status != ContainerProcessStatus.Exited) throw new InvalidOperationException($"Container '{container.Name}' has not ended.");
        Release(container);
        return store.Save(container with { Phase = ContainerPhase.Exited, ExitCode = state.ExitCode, Finished = state.FinishedAt ?? DateTimeOffset.UtcNow });
    }

    /// <summary>Does the same, and forgets the container with all that it has written.</summary>
    public void Remove(ContainerRecord container)
    {
        if (container.Phase != ContainerPhase.Removing) container = store.Save(container with { Phase = ContainerPhase.Removing });
        Release(container);
        store.Delete(container.Id);
    }

    private void ReleaseNamespace(string id)
    {
        host.Endpoints.PlanDisconnectAll(NamespaceReference.AtPath(host.ContainerNamespaces.PathOf(id))).Run();
        host.ContainerNamespaces.Remove(id);
    }
}

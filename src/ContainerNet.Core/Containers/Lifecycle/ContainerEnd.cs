using ContainerNet.Containers.Events;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using ContainerNet.Containers.Steps;
using ContainerNet.Containers.Volumes;
using ContainerNet.Linux.Files;
using ContainerNet.Networks.Endpoints;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Lifecycle;

/// <summary>Releases what a container holds while it runs. The caller holds the container's lock. What is already released is no error, so a half-done end can be completed.</summary>
internal sealed class ContainerEnd(HostContext host, ContainerStore store)
{
    // 128 and SIGKILL.
    private const int KilledExitCode = 137;

    /// <summary>Ends the process if it still runs, and releases network, mounts and files.</summary>
    /// <param name="id">The container's.</param>
    /// <param name="tell">Called before each step, with the command that it equals.</param>
    public void Release(string id, Action<string>? tell = null)
    {
        ContainerExitCommand.TryDisarm(store.DirectoryOf(id));
        foreach (ContainerStep step in ReleaseSteps(id)) step.Apply(tell);
    }

    /// <summary>The steps of <see cref="Release"/>.</summary>
    public IReadOnlyList<ContainerStep> ReleaseSteps(string id)
    {
        ContainerDirectory folder = store.DirectoryOf(id);
        var use = new VolumeUse(host, store);
        return
        [
            new ContainerStep(() => ProcessAndNetworkCommands(id), tell => EndProcessAndNetwork(id, tell)),
            StepWhere(() => folder.Root.IsMounted, ContainerCommands.Unmount(folder), folder.Root.Unmount),
            new ContainerStep(() => use.ToUnmount(id).Select(UnmountCommand), tell => UnmountVolumes(use, id, tell)),
            StepWhere(() => Directory.Exists(folder.Run), ContainerCommands.RemoveDirectory(folder.Run), () => DeleteRun(folder)),
        ];
    }

    /// <summary>Gives all of it back, and keeps how the container ended.</summary>
    public ContainerRecord Finish(ContainerRecord container, Action<string>? tell = null)
    {
        ContainerProcessState state = ContainerView.StateOf(host, container);
        if (state.Status != ContainerProcessStatus.Exited) throw new InvalidOperationException($"Container '{container.Name}' has not ended.");
        bool isRecorded = container.Finished is not null;
        container = container with { ExitCode = state.ExitCode, Finished = state.FinishedAt ?? DateTimeOffset.UtcNow };
        // A release that was interrupted has recorded the end already.
        if (!isRecorded) host.Events.Add(container, "die", container.ExitCode);
        // The release deletes the runtime's files, which have the exit code.
        TrySave(container);
        Release(container.Id, tell);
        return store.Save(container with { Phase = ContainerPhase.Exited });
    }

    /// <summary>Gives all of it back, and forgets the container with all that it has written.</summary>
    public void Remove(ContainerRecord container, Action<string>? tell = null)
    {
        // A container that nothing has released yet dies by the removal, or has died just before.
        bool dies = container is { Phase: ContainerPhase.Running, Finished: null };
        int? exitCode = dies && ContainerView.StateOf(host, container) is { Status: ContainerProcessStatus.Exited } ended ? ended.ExitCode : KilledExitCode;
        // Another command can finish the removal if this one is interrupted.
        if (container.Phase != ContainerPhase.Removing) TrySave(container with { Phase = ContainerPhase.Removing });
        Remove(container.Id, tell);
        if (dies) host.Events.Add(container, "die", exitCode);
        host.Events.Add(container, "destroy");
    }

    /// <summary>Does the same with a container of which nothing but its id is known.</summary>
    public void Remove(string id, Action<string>? tell = null)
    {
        ContainerExitCommand.TryDisarm(store.DirectoryOf(id));
        foreach (ContainerStep step in RemovalSteps(id)) step.Apply(tell);
    }

    /// <summary>The steps of a removal.</summary>
    public IReadOnlyList<ContainerStep> RemovalSteps(string id)
        => [.. ReleaseSteps(id), new ContainerStep(ContainerCommands.RemoveDirectory(store.DirectoryOf(id).Path), () => store.Delete(id))];

    // A release frees space, so it must work on a full file system.
    private void TrySave(ContainerRecord container)
    {
        try
        {
            store.Save(container);
        }
        catch (Exception e) when (FullFileSystem.IsCauseOf(e))
        {
        }
    }

    private string[] ProcessAndNetworkCommands(string id)
    {
        string[] network = host.ContainerNamespaces.Exists(id) ? [.. PlanDetach(id).Commands, ContainerCommands.RemoveNamespace(host, id)] : [];
        return host.Runtime.State(id) is null ? network : [ContainerCommands.Delete(host, id), .. network];
    }

    // Both wait, one for the process and the runtime, the other for the kernel, which takes its time to remove an interface.
    private void EndProcessAndNetwork(string id, Action<string>? tell)
    {
        if (tell is not null && host.Runtime.State(id) is not null) tell(ContainerCommands.Delete(host, id));
        Task ended = Task.Factory.StartNew(() => host.Runtime.Delete(id, force: true), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            ReleaseNamespace(id, tell);
        }
        catch (Exception e) when (FullFileSystem.IsCauseOf(e))
        {
            // The runtime's state of the container is on the same file system, so its removal makes room.
            ended.GetAwaiter().GetResult();
            DeleteRun(store.DirectoryOf(id));
            ReleaseNamespace(id, tell);
        }
        finally
        {
            ended.GetAwaiter().GetResult();
        }
    }

    private void ReleaseNamespace(string id, Action<string>? tell)
    {
        if (!host.ContainerNamespaces.Exists(id)) return;
        PlanDetach(id).Run(tell);
        tell?.Invoke(ContainerCommands.RemoveNamespace(host, id));
        host.ContainerNamespaces.Remove(id);
    }

    private Plans.Plan PlanDetach(string id) => host.Endpoints.PlanDisconnectAll(NamespaceReference.AtPath(host.ContainerNamespaces.PathOf(id)));

    private string UnmountCommand(string volume) => $"umount {Commands.Quote(host.VolumeStore.PathOf(volume))}";

    private void UnmountVolumes(VolumeUse use, string id, Action<string>? tell)
    {
        if (tell is not null) foreach (string volume in use.ToUnmount(id)) tell(UnmountCommand(volume));
        use.Unmount(id);
    }

    private static void DeleteRun(ContainerDirectory folder)
    {
        ContainerUsers.Release(folder);
        DirectoryTree.Remove(folder.Run);
    }

    private static ContainerStep StepWhere(Func<bool> isNeeded, string command, Action apply) => new(() => isNeeded() ? [command] : [], tell =>
    {
        if (tell is not null && isNeeded()) tell(command);
        apply();
    });
}

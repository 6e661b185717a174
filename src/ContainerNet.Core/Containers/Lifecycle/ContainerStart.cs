using ContainerNet.Containers.Events;
using ContainerNet.Containers.Images.Layers;
using ContainerNet.Containers.Networking;
using ContainerNet.Containers.Oci;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using ContainerNet.Containers.Steps;
using ContainerNet.Linux.Files;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Lifecycle;

/// <summary>
/// Brings a container to life: its root file system, its network, its files, then its process, which waits until all of these
/// stand before it runs its first instruction. What fails takes back all before it. The caller holds the container's lock.
/// </summary>
internal sealed class ContainerStart(HostContext host, ContainerStore store, CancellationToken cancellation)
{
    /// <summary>Whether the caller handles its end.</summary>
    public bool IsAttended { get; init; }

    /// <summary>Called with the container's id when all is ready and its process waits.</summary>
    public Action<string>? Created { get; init; }

    public ContainerRecord Run(ContainerRecord container, Action<string>? tell)
    {
        container = store.Save(container with { Phase = ContainerPhase.Starting, Stopped = false });
        try
        {
            foreach (ContainerStep step in Steps(container)) step.Apply(tell);
            string hostName = container.HostName ?? new ContainerNeighbors(host, store, container).HostName;
            container = store.Save(container with { Phase = ContainerPhase.Running, HostName = hostName, Started = DateTimeOffset.UtcNow, Finished = null, ExitCode = null, AwaitsRestart = false, FailedStarts = 0 });
            host.Events.Add(container, "start");
            return container;
        }
        catch (Exception e)
        {
            new ContainerEnd(host, store).Release(container.Id);
            if (FullFileSystem.IsCauseOf(e)) throw FullFileSystem.Error($"Container '{container.Name}' was not started", container.Name, host.Options, e);
            throw;
        }
    }

    /// <summary>What a start consists of.</summary>
    /// <exception cref="ContainerNetException">A network, or a container that this one joins, is not there.</exception>
    public IReadOnlyList<ContainerStep> Steps(ContainerRecord container)
    {
        ContainerDirectory folder = store.DirectoryOf(container.Id);
        ContainerNetworking networking = ContainerNetworking.Of(host, container.Options);
        var neighbors = new ContainerNeighbors(host, store, container, networking);
        var network = new ContainerAttach(host, container, ContainerNetworkRequest.Of(host, container, networking), cancellation);
        return
        [
            network.RestoreStep(),
            .. MountSteps(container, folder, networking.HasOwnNamespace),
            CreateStep(container, folder, neighbors, network.AttachStep()),
            new ContainerStep(ContainerCommands.Start(host, container.Id), () => LetGo(container.Id)),
        ];
    }

    /// <summary>The exit code of a container that could not be started, as Docker gives it.</summary>
    public static int ExitCodeOf(ContainerNetException error) => error.ErrorId switch
    {
        "CommandNotExecutable" => 126,
        "CommandNotFound" => 127,
        _ => 128,
    };

    /// <summary>Checks that a start would find all it needs, before what runs is stopped for it. What the container itself holds counts as free.</summary>
    /// <exception cref="ContainerNetException">Something is missing or taken.</exception>
    public void Check(ContainerRecord container)
    {
        new ContainerRequest(host, store, container.Options).Check();
        RootFileSystem.Check(container.Layers);
        _ = new ContainerNeighbors(host, store, container).LinkEnvironment().Count();
        _ = ContainerStep.Lines(Steps(container));
    }

    private IReadOnlyList<ContainerStep> MountSteps(ContainerRecord container, ContainerDirectory folder, bool hasNamespace)
    {
        string mount = ContainerCommands.Mount(container, folder);
        string make = ContainerCommands.MakeNamespace(host, container.Id);
        // A network belongs to a user namespace, so that is made first, and the files belong to its users too.
        if (container.Options.UserNamespace is { } users)
        {
            var mapped = new ContainerUsers(folder, IdMapping.Parse(users));
            return
            [
                new ContainerStep(make, () => { Prepare(folder); host.ContainerNamespaces.Create(container.Id, mapped.Make); }),
                new ContainerStep(mount, () => { folder.Root.Mount(mapped.Map(container.Layers), mapped.RootId); mapped.GiveRoot(host.Options.StateDirectory); }),
            ];
        }
        var root = new ContainerStep(mount, () => { Prepare(folder); folder.Root.Mount(container.Layers); });
        return hasNamespace ? [root, new ContainerStep(make, () => host.ContainerNamespaces.Create(container.Id).Dispose())] : [root];
    }

    private void Prepare(ContainerDirectory folder)
    {
        Directory.CreateDirectory(folder.Run);
        if (IsAttended) ContainerExitCommand.Disarm(folder);
    }

    // The runtime makes the process, which waits, while its namespace is attached.
    private ContainerStep CreateStep(ContainerRecord container, ContainerDirectory folder, ContainerNeighbors neighbors, ContainerStep attach)
    {
        string command = ContainerCommands.Create(host, folder, container.Id);
        return new ContainerStep(() => [.. attach.Commands, command], tell =>
        {
            ContainerBundle bundle = Bundle(container, folder, neighbors);
            var monitor = new ContainerMonitorOptions { LogPath = folder.Log, ExitCommand = ContainerExitCommand.For(host.Options.ExitCommand, container.Id, folder) };
            Task created = Task.Factory.StartNew(() => host.Runtime.Create(bundle, monitor), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            try
            {
                attach.Apply(tell);
                neighbors.WriteFiles();
                tell?.Invoke(command);
            }
            finally
            {
                // Whatever became of the network: what the runtime makes has to be there before it can be taken back.
                created.GetAwaiter().GetResult();
            }
        });
    }

    private void LetGo(string id)
    {
        cancellation.ThrowIfCancellationRequested();
        Created?.Invoke(id);
        host.Runtime.Start(id);
    }

    private static ContainerBundle Bundle(ContainerRecord container, ContainerDirectory folder, ContainerNeighbors neighbors) => new()
    {
        Id = container.Id,
        Folder = folder.Run,
        Root = folder.Root.Merged,
        Options = container.Options,
        Arguments = container.Program.Arguments,
        Environment = [$"HOSTNAME={neighbors.HostName}", .. neighbors.LinkEnvironment(), .. container.Program.Environment],
        User = container.Program.User,
        WorkingDirectory = container.Program.WorkingDirectory,
        HostName = neighbors.HostName,
        NetworkNamespace = neighbors.NetworkNamespace,
        UserNamespace = container.Options.UserNamespace is null ? null : ContainerUsers.PathOf(folder),
        Files = neighbors.WriteFiles(),
    };
}

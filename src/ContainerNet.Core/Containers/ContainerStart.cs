using System.Net;
using ContainerNet.Containers.Files;
using ContainerNet.Networks;

namespace ContainerNet.Containers;

/// <summary>
/// Brings a container to life: its root file system, its network, its files, then its process, which waits until all of these
/// stand before it runs its first instruction. What fails takes back all before it. The caller holds the container's lock.
/// </summary>
internal sealed class ContainerStart(NetHost host, ContainerStore store, Action<string>? tell, CancellationToken cancellation)
{
    /// <summary>Whether the caller sees to what its end asks for.</summary>
    public bool IsAttended { get; init; }

    /// <summary>Called with the container's id when all is ready and its process waits.</summary>
    public Action<string>? Created { get; init; }

    public ContainerRecord Run(ContainerRecord container)
    {
        container = store.Save(container with { Phase = ContainerPhase.Starting, Stopped = false });
        try
        {
            Launch(container);
            return store.Save(container with { Phase = ContainerPhase.Running, Started = DateTimeOffset.UtcNow, Finished = null, ExitCode = null });
        }
        catch
        {
            new ContainerEnd(host, store).Release(container);
            throw;
        }
    }

    private void Launch(ContainerRecord container)
    {
        ContainerFolder folder = store.FolderOf(container.Id);
        ContainerNetworking networking = ContainerNetworking.Of(host, container.Options);
        var neighbors = new ContainerNeighbors(host, store, container);
        Tell(ContainerCommands.Mount(container, folder));
        Directory.CreateDirectory(folder.Run);
        if (IsAttended) ContainerExitCommand.Disarm(folder);
        if (container.Options.UserNamespace is { } users) PrepareFor(new ContainerUsers(folder, IdMapping.Parse(users)), container, folder);
        else
        {
            folder.Root.Mount(container.Layers);
            if (networking.HasOwnNamespace) MakeNamespace(container.Id);
        }
        ContainerBundle bundle = Bundle(container, folder, neighbors);

        // The runtime makes the process, which waits, while its namespace is attached.
        var monitor = new ContainerMonitorOptions { LogPath = folder.Log, ExitCommand = ContainerExitCommand.For(host.Options.ExitCommand, container, folder) };
        Task created = Task.Factory.StartNew(() => host.Runtime.Create(bundle, monitor), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            Attach(container, networking);
            neighbors.WriteFiles();
        }
        finally
        {
            // Whatever became of the network: what the runtime makes has to be there before it can be taken back.
            Tell(ContainerCommands.Create(folder, container.Id));
            created.GetAwaiter().GetResult();
        }
        cancellation.ThrowIfCancellationRequested();
        Created?.Invoke(container.Id);
        Tell(ContainerCommands.Start(container.Id));
        host.Runtime.Start(container.Id);
    }

    // Its network belongs to its users, so these come first, and its files to them too.
    private void PrepareFor(ContainerUsers users, ContainerRecord container, ContainerFolder folder)
    {
        Tell(ContainerCommands.MakeNamespace(host, container.Id));
        host.ContainerNamespaces.Create(container.Id, users.Make);
        folder.Root.Mount(users.Map(container.Layers));
        users.GiveRoot(host.Options.StateDirectory);
    }

    private void MakeNamespace(string id)
    {
        Tell(ContainerCommands.MakeNamespace(host, id));
        host.ContainerNamespaces.Create(id).Dispose();
    }

    private void Attach(ContainerRecord container, ContainerNetworking networking)
    {
        IReadOnlyList<ContainerNetworkWish> wishes = ContainerNetworkWish.Of(host, container, networking);
        var place = NamespaceReference.AtPath(host.ContainerNamespaces.PathOf(container.Id));
        foreach (ContainerNetworkWish wish in wishes) host.Endpoints.PlanConnect(wish.Network, place, wish.Options).Run(tell, cancellation);
    }

    private static ContainerBundle Bundle(ContainerRecord container, ContainerFolder folder, ContainerNeighbors neighbors) => new()
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

    private void Tell(string command) => tell?.Invoke(command);
}

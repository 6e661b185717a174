using ContainerNet.Containers.Records;
using ContainerNet.Containers.Steps;
using ContainerNet.Networks.Names;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;
using ContainerNet.State;

namespace ContainerNet.Containers.Lifecycle;

/// <summary>
/// Gives a container another name. One write of its record does it, and notes the name before: until its endpoints, the name
/// server and the files of its neighbours have followed, both names are taken, and a process that finds the note completes it.
/// The caller holds the container's lock.
/// </summary>
internal sealed class ContainerRename(HostContext host, ContainerStore store)
{
    /// <summary>What it consists of.</summary>
    /// <exception cref="ContainerNetException">It is no name, the name it has, or another's.</exception>
    public IReadOnlyList<string> Describe(ContainerRecord container, string newName)
    {
        Check(container, newName);
        ContainerRecord renamed = Renamed(container, newName);
        EndpointRecord[] endpoints = EndpointsOf(container);
        IEnumerable<Step> names = host.Names.Steps([.. endpoints.Select(endpoint => Renamed(endpoint, renamed))], endpoints);
        return [$"# keep container '{container.Name}' under the name '{newName}'", .. names.Select(step => step.Command)];
    }

    /// <summary>Gives it the name.</summary>
    /// <inheritdoc cref="Describe"/>
    public ContainerRecord Run(ContainerRecord container, string newName, Action<string>? tell)
    {
        using StateLock.Holder names = host.Lock.Take();
        IReadOnlyList<string> commands = Describe(container, newName);
        foreach (string command in commands) tell?.Invoke(command);
        return Complete(store.Save(Renamed(container, newName)));
    }

    /// <summary>Completes what a process has left half done; nothing else is changed.</summary>
    public ContainerRecord Complete(ContainerRecord container)
    {
        if (container.RenamedFrom is null) return container;
        using StateLock.Holder names = host.Lock.Take();
        // What a killed process has left may bring endpoints back under the name before.
        Journal.Recover(host);
        store.WriteName(container);
        EndpointRecord[] endpoints = EndpointsOf(container);
        foreach (EndpointRecord endpoint in endpoints) host.State.ChangeEndpoint(endpoint.Id, present => Renamed(present, container));
        try
        {
            host.Names.Sync();
            host.Containers.UpdateFiles([.. endpoints.Select(endpoint => Renamed(endpoint, container))]);
        }
        finally
        {
            // A name server that does not start, or a neighbour with a fault of its own, must not keep the container from being stopped.
            container = store.Save(container with { RenamedFrom = null });
        }
        return container;
    }

    private void Check(ContainerRecord container, string newName)
    {
        ContainerName.Check(newName);
        if (newName == container.Name) throw ContainerNetException.Exists("ContainerExists", newName, $"Container '{newName}' already has this name.");
        store.RequireFree(newName);
    }

    private static ContainerRecord Renamed(ContainerRecord container, string newName)
        => container with { Name = newName, RenamedFrom = container.Name, Options = container.Options with { Name = newName } };

    private static EndpointRecord Renamed(EndpointRecord endpoint, ContainerRecord container)
        => endpoint with { Container = container.Name, Names = [.. endpoint.Names.Select(name => name == container.RenamedFrom ? container.Name : name)] };

    // By the namespace, which is called by the container's id.
    private EndpointRecord[] EndpointsOf(ContainerRecord container)
    {
        string place = host.ContainerNamespaces.PathOf(container.Id);
        return [.. host.State.Endpoints.Where(endpoint => endpoint.Container is not null && endpoint.Namespace == place)];
    }
}

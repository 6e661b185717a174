using ContainerNet.Containers.Lifecycle;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Steps;

namespace ContainerNet.Containers;

// What of a container can be changed, whether it runs or not.
public sealed partial class ContainerOperations
{
    /// <summary>Gives a container another name (<c>docker rename</c>). The name server, the files of its neighbours and the containers that refer to it follow. It runs on.</summary>
    /// <param name="nameOrId">Its name, its id, or the beginning of its id.</param>
    /// <param name="newName">The name it gets: a letter or digit, and one or more letters, digits, '_', '.' or '-'.</param>
    /// <param name="starting">Called before each step, with the command it equals.</param>
    /// <param name="cancellation">Cancels the wait for another process that works on it.</param>
    /// <exception cref="ContainerNetException">There is no such container, it is no name, or a container has it.</exception>
    public NetContainer Rename(string nameOrId, string newName, Action<string>? starting = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(newName);
        using ContainerLock held = LockWhole(nameOrId, cancellation, out ContainerRecord container);
        return View(new ContainerRename(_host, _store).Run(container, newName, starting));
    }

    /// <summary>Plans another name for a container.</summary>
    /// <inheritdoc cref="Rename"/>
    public ContainerPlan<NetContainer> PlanRename(string nameOrId, string newName)
    {
        ArgumentNullException.ThrowIfNull(newName);
        return new ContainerPlan<NetContainer>($"Rename container '{nameOrId}' to '{newName}'",
            () => new ContainerRename(_host, _store).Describe(_store.Require(nameOrId), newName),
            (tell, cancellation) => Rename(nameOrId, newName, tell, cancellation));
    }

    /// <summary>Changes limits and the restart policy of a container (<c>docker update</c>). A container that runs has them at once.</summary>
    /// <param name="nameOrId">Its name, its id, or the beginning of its id.</param>
    /// <param name="changes">What is changed.</param>
    /// <param name="starting">Called before each step, with the command it equals.</param>
    /// <param name="cancellation">Cancels the wait for another process that works on it.</param>
    /// <exception cref="ContainerNetException">There is no such container, a limit is not possible, or the kernel refuses it: then all is as it was.</exception>
    public NetContainer Update(string nameOrId, ContainerUpdateOptions changes, Action<string>? starting = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(changes);
        using ContainerLock held = LockWhole(nameOrId, cancellation, out ContainerRecord container);
        return View(new ContainerUpdate(_host, _store).Run(container, changes, new IdVariable(container).In(starting)));
    }

    /// <summary>Plans to change limits and the restart policy of a container.</summary>
    /// <inheritdoc cref="Update"/>
    public ContainerPlan<NetContainer> PlanUpdate(string nameOrId, ContainerUpdateOptions changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        return new ContainerPlan<NetContainer>($"Change container '{nameOrId}'",
            () => Described(nameOrId, container => new ContainerUpdate(_host, _store).Describe(container, changes)),
            (tell, cancellation) => Update(nameOrId, changes, tell, cancellation));
    }
}

using ContainerNet.Containers.Lifecycle;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Steps;

namespace ContainerNet.Containers;

// What is planned and not done yet: the same steps as those of the operations, to be looked at.
public sealed partial class ContainerOperations
{
    /// <summary>Plans a container that is not started: what <c>docker create</c> makes.</summary>
    /// <inheritdoc cref="Start(ContainerOptions, bool, bool, Action{string}, CancellationToken)"/>
    public ContainerPlan<NetContainer> PlanCreate(ContainerOptions options, bool replace = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new ContainerPlan<NetContainer>($"Create container '{options.Name ?? options.Image ?? options.RootFileSystem}'",
            () => new ContainerCreation(_host, _store, _repair, options, replace).Describe(starts: false),
            (tell, cancellation) => Create(options, replace, tell, cancellation));
    }

    /// <summary>Plans a container that is started at once: what <c>docker run -d</c> does.</summary>
    /// <inheritdoc cref="Start(ContainerOptions, bool, bool, Action{string}, CancellationToken)"/>
    public ContainerPlan<NetContainer> PlanStart(ContainerOptions options, bool attended = false, bool replace = false)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new ContainerPlan<NetContainer>($"Start container '{options.Name ?? options.Image ?? options.RootFileSystem}'",
            () => new ContainerCreation(_host, _store, _repair, options, replace).Describe(starts: true),
            (tell, cancellation) => Start(options, attended, replace, tell, cancellation));
    }

    /// <summary>Plans to start an existing container: what <c>docker start</c> does. A running container is not changed.</summary>
    /// <inheritdoc cref="Start(string, bool, Action{string}, CancellationToken)"/>
    public ContainerPlan<NetContainer> PlanStart(string nameOrId, bool attended = false)
    {
        ArgumentNullException.ThrowIfNull(nameOrId);
        return new ContainerPlan<NetContainer>($"Start container '{nameOrId}'",
            () =>
            {
                ContainerRecord container = _store.Require(nameOrId);
                return IsRunning(container) ? [] : new IdVariable(container).In(ContainerStep.Lines(NewStart().Steps(container)));
            },
            (tell, cancellation) => Start(nameOrId, attended, tell, cancellation));
    }

    /// <summary>Plans to end a container.</summary>
    /// <inheritdoc cref="Stop(string, ContainerStopOptions, Action{string}, CancellationToken)"/>
    public ContainerPlan<NetContainer> PlanStop(string nameOrId, ContainerStopOptions how)
    {
        ArgumentNullException.ThrowIfNull(nameOrId);
        return new ContainerPlan<NetContainer>($"Stop container '{nameOrId}'",
            () =>
            {
                ContainerRecord container = _store.Require(nameOrId);
                IReadOnlyList<string> lines = ContainerStep.Lines(NewStop(how).Steps(container));
                return new IdVariable(container).In(container.Options.Remove ? [.. lines, ContainerCommands.RemoveDirectory(_store.DirectoryOf(container.Id).Path)] : lines);
            },
            (tell, cancellation) => Stop(nameOrId, how, tell, cancellation));
    }

    /// <summary>Plans to end a container and to start it again.</summary>
    /// <inheritdoc cref="Restart(string, ContainerStopOptions, Action{string}, CancellationToken)"/>
    public ContainerPlan<NetContainer> PlanRestart(string nameOrId, ContainerStopOptions how)
    {
        ArgumentNullException.ThrowIfNull(nameOrId);
        return new ContainerPlan<NetContainer>($"Restart container '{nameOrId}'",
            () =>
            {
                ContainerRecord container = _store.Require(nameOrId);
                return new IdVariable(container).In(ContainerStep.Lines([.. NewStop(how).Steps(container), .. NewStart().Steps(container)]));
            },
            (tell, cancellation) => Restart(nameOrId, how, tell, cancellation));
    }

    /// <summary>Plans to remove a container, with all that it has written.</summary>
    /// <inheritdoc cref="Remove(string, bool, Action{string}, CancellationToken)"/>
    public ContainerPlan<NetContainer?> PlanRemove(string nameOrId, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(nameOrId);
        return new ContainerPlan<NetContainer?>($"Remove container '{nameOrId}'",
            () =>
            {
                string id = IdToRemove(nameOrId);
                RequireEnded(id, nameOrId, force);
                return new IdVariable(id, _store.NameOf(id)).In(ContainerStep.Lines(new ContainerEnd(_host, _store).RemovalSteps(id)));
            },
            (tell, cancellation) =>
            {
                Remove(nameOrId, force, tell, cancellation);
                return null;
            });
    }

    /// <summary>Plans to release what an ended container holds, and to start it again where its restart policy says so.</summary>
    /// <inheritdoc cref="Repair(string, bool, CancellationToken)"/>
    public ContainerPlan<NetContainer?> PlanRepair(string nameOrId, bool patient = false)
    {
        ArgumentNullException.ThrowIfNull(nameOrId);
        return new ContainerPlan<NetContainer?>($"Repair container '{nameOrId}'",
            () =>
            {
                ContainerRecord container = _store.Require(nameOrId);
                var end = new ContainerEnd(_host, _store);
                return new IdVariable(container).In(ContainerStep.Lines(ContainerRestart.IsDue(_host, container) ? [.. end.ReleaseSteps(container.Id), .. NewStart().Steps(container)] : end.ReleaseSteps(container.Id)));
            },
            (_, cancellation) => Repair(nameOrId, patient, cancellation));
    }
}

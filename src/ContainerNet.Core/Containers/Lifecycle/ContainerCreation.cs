using ContainerNet.Containers.Events;
using ContainerNet.Containers.Images;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using ContainerNet.Containers.Steps;
using ContainerNet.Networks;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Lifecycle;

/// <summary>Finds an identical container of the requested name, or makes a new one.</summary>
/// <param name="host">The host.</param>
/// <param name="store">Its containers.</param>
/// <param name="repair">Gives back what ended containers hold.</param>
/// <param name="options">What it is to be.</param>
/// <param name="replace">Whether another of its name makes way.</param>
internal sealed class ContainerCreation(HostContext host, ContainerStore store, ContainerRepair repair, ContainerOptions options, bool replace)
{
    private readonly ContainerRequest _request = new(host, store, options);

    /// <summary>Finds the container or makes it, and takes its lock.</summary>
    /// <param name="phase">How far a new one is.</param>
    /// <param name="tell">Called before each step, with the command it equals.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="container">The container.</param>
    /// <param name="isNew">Whether it was made.</param>
    /// <exception cref="ContainerNetException">Something is not acceptable or missing, or another container has the name.</exception>
    public ContainerLock Take(ContainerPhase phase, Action<string>? tell, CancellationToken cancellation, out ContainerRecord container, out bool isNew)
    {
        _request.Check();
        repair.ReleaseEnded();
        _request.Resolve(tell, cancellation);
        isNew = false;
        if (TakePresent(cancellation, out ContainerRecord? present) is { } held)
        {
            try
            {
                if (IsSame(present!))
                {
                    container = present!;
                    return held;
                }
                Action<string>? tellOfPresent = new IdVariable(present!).In(tell);
                new ContainerStop(host, store, new ContainerStopOptions(), cancellation).Run(present!, tellOfPresent);
                new ContainerEnd(host, store).Remove(present!, tellOfPresent);
            }
            catch
            {
                held.Dispose();
                throw;
            }
            held.Dispose();
        }
        isNew = true;
        container = store.Add((id, name) => _request.ToRecord(id, name) with { Phase = phase, MadeToWait = phase == ContainerPhase.Created }, options.Name, out ContainerLock made);
        host.Events.Add(container, "create");
        return made;
    }

    /// <summary>What all of it equals, as commands. Nothing is changed, and no image pulled.</summary>
    /// <param name="starts">Whether the container is started.</param>
    /// <exception cref="ContainerNetException">Something is not acceptable or missing, or another container has the name.</exception>
    public IReadOnlyList<string> Describe(bool starts)
    {
        _request.Check();
        if (!_request.TryResolve()) return [.. host.Images.PlanFor(options.Image!).Commands, "# the container, whose steps depend on the image"];
        ContainerRecord? present = options.Name is { } name ? store.Find(name) : null;
        var start = new ContainerStart(host, store, CancellationToken.None);
        if (present is not null && IsSame(present))
            return starts && ContainerView.StateOf(host, present).Status != ContainerProcessStatus.Running ? new IdVariable(present).In(ContainerStep.Lines(start.Steps(present))) : [];
        ContainerRecord made = _request.ToRecord(NetworkRecord.NewId(), options.Name ?? ContainerName.MakeUp([]));
        IReadOnlyList<string> making = [MakeCommand(made), .. starts ? ContainerStep.Lines(start.Steps(made)) : []];
        return [.. present is null ? [] : DescribeRemoval(present), .. new IdVariable(made) { IsNew = true }.In(making)];
    }

    /// <summary>What the making of the container equals, before it is started.</summary>
    public string MakeCommand(ContainerRecord container) => ContainerCommands.MakeDirectory(store.DirectoryOf(container.Id));

    private IReadOnlyList<string> DescribeRemoval(ContainerRecord present)
        => new IdVariable(present).In(ContainerStep.Lines([.. new ContainerStop(host, store, new ContainerStopOptions(), CancellationToken.None).SignalSteps(present), .. new ContainerEnd(host, store).RemovalSteps(present.Id)]));

    private bool IsSame(ContainerRecord present)
    {
        IReadOnlyList<string> differences = _request.DifferencesFrom(present);
        if (differences.Count == 0) return true;
        return replace ? false
            : throw ContainerNetException.Exists("ContainerExists", present.Name, $"Container '{present.Name}' already exists with different options: {string.Join("; ", differences)}. -Force replaces it.");
    }

    private ContainerLock? TakePresent(CancellationToken cancellation, out ContainerRecord? present)
    {
        present = null;
        if (options.Name is not { } name || store.Find(name) is not { } found || ContainerLock.Take(store.DirectoryOf(found.Id), cancellation) is not { } held) return null;
        try
        {
            present = store.Read(found.Id);
            if (present is not null) present = repair.Complete(present);
            if (present is { Phase: ContainerPhase.Starting or ContainerPhase.Removing }) present = repair.TakeBack(present);
        }
        catch
        {
            held.Dispose();
            throw;
        }
        if (present is not null) return held;
        held.Dispose();
        return null;
    }
}

using ContainerNet.Containers.Lifecycle;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Steps;

namespace ContainerNet.Containers;

// What is done to a container while it runs.
public sealed partial class ContainerOperations
{
    /// <summary>Pauses a container: its processes stand still, and its network, files and memory stay as they are (<c>docker pause</c>, the kernel's freezer).</summary>
    /// <param name="nameOrId">Its name, its id, or the beginning of its id.</param>
    /// <param name="starting">Called before each step, with the command it equals.</param>
    /// <param name="cancellation">Cancels the wait for another process that works on it.</param>
    /// <exception cref="ContainerNetException">There is no such container, or it does not run, or is paused already; or the kernel does not stop all its processes within ten seconds, and they run on.</exception>
    public NetContainer Suspend(string nameOrId, Action<string>? starting = null, CancellationToken cancellation = default)
        => WithLock(nameOrId, container => new ContainerPause(_host).PauseStep(container).Apply(new IdVariable(container).In(starting)), cancellation);

    /// <summary>Lets a paused container continue, whoever paused it (<c>docker unpause</c>).</summary>
    /// <inheritdoc cref="Suspend"/>
    /// <exception cref="ContainerNetException">There is no such container, or it does not run, or is not paused.</exception>
    public NetContainer Resume(string nameOrId, Action<string>? starting = null, CancellationToken cancellation = default)
        => WithLock(nameOrId, container => new ContainerPause(_host).ResumeStep(container).Apply(new IdVariable(container).In(starting)), cancellation);

    /// <summary>
    /// Sends a signal to the first process of a container (<c>docker kill</c>). It waits for no command that works on the container,
    /// such as a stop. After SIGKILL it waits until the container has ended.
    /// </summary>
    /// <param name="nameOrId">Its name, its id, or the beginning of its id.</param>
    /// <param name="signal">By name or number: HUP, SIGHUP, 1, SIGRTMIN+3.</param>
    /// <param name="starting">Called before each step, with the command it equals.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ContainerNetException">There is no such container or signal, or the container does not run.</exception>
    public NetContainer SendSignal(string nameOrId, string signal, Action<string>? starting = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(signal);
        ContainerRecord container = _store.Require(nameOrId);
        new ContainerSignal(_host, _store, cancellation).SendStep(container, signal).Apply(starting);
        // A container that is removed at its end may no longer exist.
        return View(_store.Read(container.Id) ?? container with { Phase = ContainerPhase.Exited });
    }

    /// <summary>Pauses containers, all at once. Each result is returned as soon as it is known.</summary>
    /// <param name="names">Names or ids.</param>
    /// <param name="starting">Called before each step, with the command it equals, on the thread that enumerates the result.</param>
    /// <param name="cancellation">Cancels the wait for another process that works on one of them.</param>
    public IEnumerable<ContainerOutcome> SuspendTogether(IReadOnlyList<string> names, Action<string>? starting = null, CancellationToken cancellation = default)
        => Together.Run(names, (name, tell) => Suspend(name, tell, cancellation), starting);

    /// <summary>Lets paused containers continue, all at once.</summary>
    /// <inheritdoc cref="SuspendTogether"/>
    public IEnumerable<ContainerOutcome> ResumeTogether(IReadOnlyList<string> names, Action<string>? starting = null, CancellationToken cancellation = default)
        => Together.Run(names, (name, tell) => Resume(name, tell, cancellation), starting);

    /// <summary>Sends a signal to containers, all at once.</summary>
    /// <inheritdoc cref="SuspendTogether"/>
    /// <param name="names">Names or ids.</param>
    /// <param name="signal">By name or number.</param>
    /// <param name="starting">Called before each step, with the command it equals, on the thread that enumerates the result.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public IEnumerable<ContainerOutcome> SendSignalTogether(IReadOnlyList<string> names, string signal, Action<string>? starting = null, CancellationToken cancellation = default)
        => Together.Run(names, (name, tell) => SendSignal(name, signal, tell, cancellation), starting);

    /// <summary>Plans to pause a container.</summary>
    /// <inheritdoc cref="Suspend"/>
    public ContainerPlan<NetContainer> PlanSuspend(string nameOrId) => new($"Pause container '{nameOrId}'",
        () => Described(nameOrId, container => new ContainerPause(_host).PauseStep(container).Commands),
        (tell, cancellation) => Suspend(nameOrId, tell, cancellation));

    /// <summary>Plans to let a paused container continue.</summary>
    /// <inheritdoc cref="Resume"/>
    public ContainerPlan<NetContainer> PlanResume(string nameOrId) => new($"Resume container '{nameOrId}'",
        () => Described(nameOrId, container => new ContainerPause(_host).ResumeStep(container).Commands),
        (tell, cancellation) => Resume(nameOrId, tell, cancellation));

    /// <summary>Plans to send a signal to a container.</summary>
    /// <inheritdoc cref="SendSignal"/>
    public ContainerPlan<NetContainer> PlanSignal(string nameOrId, string signal) => new($"Send {signal} to container '{nameOrId}'",
        () => [.. new ContainerSignal(_host, _store, CancellationToken.None).SendStep(_store.Require(nameOrId), signal).Commands],
        (tell, cancellation) => SendSignal(nameOrId, signal, tell, cancellation));

    private IReadOnlyList<string> Described(string nameOrId, Func<ContainerRecord, IEnumerable<string>> commands)
    {
        ContainerRecord container = _store.Require(nameOrId);
        return new IdVariable(container).In(commands(container));
    }

    private NetContainer WithLock(string nameOrId, Action<ContainerRecord> work, CancellationToken cancellation)
    {
        using ContainerLock held = LockWhole(nameOrId, cancellation, out ContainerRecord container);
        work(container);
        return View(container);
    }
}

using ContainerNet.Containers.Lifecycle;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Steps;

namespace ContainerNet.Containers;

// What is done with several containers at once.
public sealed partial class ContainerOperations
{
    /// <summary>Stops containers, all at once: they share one grace period. Each result is returned as soon as it is known.</summary>
    /// <param name="names">Names or ids.</param>
    /// <param name="how">With which signal, and how long to wait before the end is forced.</param>
    /// <param name="starting">Called before each step, with the command it equals, on the thread that enumerates the result.</param>
    /// <param name="cancellation">Ends the wait; containers may run on then.</param>
    public IEnumerable<ContainerOutcome> StopTogether(IReadOnlyList<string> names, ContainerStopOptions how, Action<string>? starting = null, CancellationToken cancellation = default)
        => Together.Run(names, (name, tell) => Stop(name, how, tell, cancellation), starting);

    /// <summary>Removes containers, all at once.</summary>
    /// <inheritdoc cref="StopTogether"/>
    /// <param name="names">Names or ids.</param>
    /// <param name="force">Whether those that run are ended first.</param>
    /// <param name="starting">Called before each step, with the command it equals, on the thread that enumerates the result.</param>
    /// <param name="cancellation">Cancels the wait for another process that works on one of them.</param>
    public IEnumerable<ContainerOutcome> RemoveTogether(IReadOnlyList<string> names, bool force, Action<string>? starting = null, CancellationToken cancellation = default)
        => Together.Run(names, (name, tell) =>
        {
            Remove(name, force, tell, cancellation);
            return null;
        }, starting);

    /// <summary>Waits for the ends of containers, all at once.</summary>
    /// <param name="names">Names or ids.</param>
    /// <param name="timeout">How long at most, in all.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public IEnumerable<ContainerOutcome> WaitTogether(IReadOnlyList<string> names, TimeSpan timeout, CancellationToken cancellation = default)
        => Together.Run(names, (name, _) => Wait(name, timeout, cancellation), tell: null);

    /// <summary>Restarts containers: checks what each needs, ends all that may be ended at once, and starts them one after the other in the order they were made, so that one that joins another finds it running.</summary>
    /// <inheritdoc cref="StopTogether"/>
    public IEnumerable<ContainerOutcome> RestartTogether(IReadOnlyList<string> names, ContainerStopOptions how, Action<string>? starting = null, CancellationToken cancellation = default)
    {
        if (names.Count == 1) return Together.Run(names, (name, tell) => Restart(name, how, tell, cancellation), starting);
        NetContainer StopOne(string name, Action<string>? tell)
        {
            using ContainerLock held = LockWhole(name, cancellation, out ContainerRecord container);
            return View(NewStop(how, cancellation).Run(container, new IdVariable(container).In(tell)));
        }
        return new ContainerRestarts(name => NewStart().Check(_store.Require(name)), StopOne, name => Start(name, attended: false, starting, cancellation)).Run(names, starting);
    }
}

using ContainerNet.Containers.Events;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using ContainerNet.Containers.Steps;
using ContainerNet.Linux.Processes;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Lifecycle;

/// <summary>Ends a container: by its stop signal, and by SIGKILL where that does not help in time. The caller holds the container's lock.</summary>
/// <param name="host">The host.</param>
/// <param name="store">Its containers.</param>
/// <param name="how">With which signal, and how long to wait between the two.</param>
/// <param name="cancellation">Ends the wait. The container may run on then.</param>
internal sealed class ContainerStop(HostContext host, ContainerStore store, ContainerStopOptions how, CancellationToken cancellation)
{
    private const int SignalKill = 9;

    // What Docker waits before it kills.
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);

    /// <summary>Stops it, and releases what it holds. For a container that does not run, only its restart policy changes.</summary>
    public ContainerRecord Run(ContainerRecord container, Action<string>? tell)
    {
        _ = Signals.Parse(SignalOf(container));
        container = NoteStopped(container);
        if (container.Phase is ContainerPhase.Exited or ContainerPhase.Created) return container;
        Attended(container, () =>
        {
            foreach (ContainerStep step in SignalSteps(container)) step.Apply(tell);
        });
        container = new ContainerEnd(host, store).Finish(container, tell);
        host.Events.Add(container, "stop");
        return container;
    }

    /// <summary>What it consists of.</summary>
    public IReadOnlyList<ContainerStep> Steps(ContainerRecord container)
        => container.Phase is ContainerPhase.Exited or ContainerPhase.Created ? [] : [.. SignalSteps(container), .. new ContainerEnd(host, store).ReleaseSteps(container.Id)];

    /// <summary>Keeps that a user stopped it, so that its restart policy does not start it again: Docker's HasBeenManuallyStopped.</summary>
    public ContainerRecord NoteStopped(ContainerRecord container)
    {
        string boot = BootId.Read(host.Options);
        return container is { Stopped: true, AwaitsRestart: false } && container.StoppedInBoot == boot ? container
            : store.Save(container with { Stopped = true, StoppedInBoot = boot, AwaitsRestart = false });
    }

    /// <summary>What ends its process; nothing where that has ended.</summary>
    public IReadOnlyList<ContainerStep> SignalSteps(ContainerRecord container)
    {
        if (ContainerView.StateOf(host, container) is not { Status: not ContainerProcessStatus.Exited, ProcessId: { } process }) return [];
        ContainerStep[] resume = OciRuntime.IsPaused(container.Id) ? [new ContainerStep(ContainerCommands.Resume(host, container.Id), () => OciRuntime.Resume(container.Id))] : [];
        string signal = SignalOf(container);
        int number = Signals.Parse(signal);
        TimeSpan timeout = TimeoutOf(container);
        return timeout == TimeSpan.Zero
            ? [new ContainerStep(ContainerCommands.Signal(process, "KILL"), () => Kill(container)), .. resume]
            :
            [
                new ContainerStep(ContainerCommands.Signal(process, signal), () => Signal(container, number)),
                .. resume,
                new ContainerStep(ContainerCommands.Await(process, timeout), () => Await(container, timeout)),
            ];
    }

    private string SignalOf(ContainerRecord container) => how.Signal ?? container.Program.StopSignal;

    private TimeSpan TimeoutOf(ContainerRecord container) => how.Timeout ?? container.Options.StopTimeout switch
    {
        null => _timeout,
        < 0 => Timeout.InfiniteTimeSpan,
        { } seconds => TimeSpan.FromSeconds(seconds),
    };

    private void Await(ContainerRecord container, TimeSpan timeout)
    {
        if (!ContainerWait.HasEnded(host, container, timeout, cancellation, out _)) Kill(container);
    }

    private void Kill(ContainerRecord container)
    {
        Signal(container, SignalKill);
        host.Runtime.Wait(container.Id, cancellation);
    }

    private void Signal(ContainerRecord container, int signal)
    {
        try
        {
            host.Runtime.End(container.Id, signal);
            host.Events.Add(container, "kill", signal: signal);
        }
        catch (ContainerNetException e) when (e.Kind == ErrorKind.NotFound)
        {
            // It has ended meanwhile.
        }
    }

    // A process that waits handles the end itself, instead of the exit command. One that gives up leaves the end to the command again, unless it has
    // come just before that: then the command has run already, and done nothing.
    private void Attended(ContainerRecord container, Action wait)
    {
        ContainerDirectory folder = store.DirectoryOf(container.Id);
        ContainerExitCommand.TryDisarm(folder);
        try
        {
            wait();
        }
        catch (OperationCanceledException)
        {
            ContainerExitCommand.Arm(folder);
            if (ContainerView.StateOf(host, container).Status == ContainerProcessStatus.Exited) new ContainerEnd(host, store).Finish(container);
            throw;
        }
    }
}

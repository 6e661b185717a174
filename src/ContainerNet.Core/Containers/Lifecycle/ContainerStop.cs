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
/// <param name="timeout">How long to wait between the two.</param>
/// <param name="cancellation">Ends the wait. The container may run on then.</param>
internal sealed class ContainerStop(HostContext host, ContainerStore store, TimeSpan timeout, CancellationToken cancellation)
{
    private const int SignalKill = 9;

    /// <summary>Stops it, and releases what it holds. For a container that does not run, only its restart policy changes.</summary>
    public ContainerRecord Run(ContainerRecord container, Action<string>? tell)
    {
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

    // Docker's HasBeenManuallyStopped: the policy does not restart a container that a user stopped.
    private ContainerRecord NoteStopped(ContainerRecord container)
    {
        string boot = BootId.Read(host.Options);
        return container is { Stopped: true, AwaitsRestart: false } && container.StoppedInBoot == boot ? container
            : store.Save(container with { Stopped = true, StoppedInBoot = boot, AwaitsRestart = false });
    }

    /// <summary>What ends its process; nothing where that has ended.</summary>
    public IReadOnlyList<ContainerStep> SignalSteps(ContainerRecord container)
    {
        if (ContainerView.StateOf(host, container) is not { Status: not ContainerProcessStatus.Exited, ProcessId: { } process }) return [];
        return timeout == TimeSpan.Zero
            ? [new ContainerStep(ContainerCommands.Signal(process, "KILL"), () => Kill(container))]
            :
            [
                new ContainerStep(ContainerCommands.Signal(process, container.Program.StopSignal), () => Signal(container, Signals.Parse(container.Program.StopSignal))),
                new ContainerStep(ContainerCommands.Await(process, timeout), () => Await(container)),
            ];
    }

    private void Await(ContainerRecord container)
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
            host.Runtime.Kill(container.Id, signal);
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

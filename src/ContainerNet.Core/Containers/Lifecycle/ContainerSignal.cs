using ContainerNet.Containers.Events;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using ContainerNet.Containers.Steps;
using ContainerNet.Linux.Processes;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Lifecycle;

/// <summary>
/// Sends a signal to a container's first process, as <c>docker kill</c> does. SIGKILL and the container's stop signal count as a
/// stop by a user: its restart policy does not start it again, and a paused container is resumed, so that they reach it.
/// </summary>
internal sealed class ContainerSignal(HostContext host, ContainerStore store, CancellationToken cancellation)
{
    private const int SignalKill = 9;

    // A process that cannot be killed at once is in the kernel. docker kill waits as long for it.
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(5);

    /// <summary>What sends the signal.</summary>
    /// <param name="container">The container.</param>
    /// <param name="signal">By name or number.</param>
    /// <exception cref="ContainerNetException">It does not run, or there is no such signal.</exception>
    public ContainerStep SendStep(ContainerRecord container, string signal)
    {
        int number = Signals.Parse(signal);
        int process = ContainerPause.RequireRunning(host, container);
        return new ContainerStep(ContainerCommands.Signal(process, signal), () => Send(container, number));
    }

    private void Send(ContainerRecord container, int signal)
    {
        if (signal != SignalKill && signal != Signals.Parse(container.Program.StopSignal))
        {
            host.Runtime.Kill(container.Id, signal);
            host.Events.Add(container, "kill", signal: signal);
            return;
        }
        // Released before the wait: what sees to the end needs the lock.
        using (ContainerLock? held = TakeUnlessStopped(container.Id))
        {
            if (held is not null && store.Read(container.Id) is { } present) new ContainerStop(host, store, new ContainerStopOptions(), cancellation).NoteStopped(present);
            host.Runtime.End(container.Id, signal);
        }
        host.Events.Add(container, "kill", signal: signal);
        if (signal == SignalKill && !ContainerWait.HasEnded(host, container, _timeout, cancellation, out _))
            throw new ContainerNetException($"Container '{container.Name}' is still running after it was killed.", ErrorKind.Timeout) { ErrorId = "ContainerNotKilled", Subject = container.Name };
    }

    // A stop holds the lock until its time is over, and has noted by then that a user stopped the container. The signal is to
    // reach the container before that.
    private ContainerLock? TakeUnlessStopped(string id)
    {
        while (store.TryRead(id) is { Stopped: false })
        {
            if (ContainerLock.TryTake(store.DirectoryOf(id)) is { } held) return held;
            if (cancellation.WaitHandle.WaitOne(_pause)) cancellation.ThrowIfCancellationRequested();
        }
        return null;
    }
}

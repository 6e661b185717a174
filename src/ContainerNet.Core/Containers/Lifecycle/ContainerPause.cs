using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using ContainerNet.Containers.Steps;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Lifecycle;

/// <summary>Pauses a container that runs, and lets it continue. The kernel keeps which it is, so there is nothing to repair.</summary>
internal sealed class ContainerPause(HostContext host)
{
    /// <summary>What pauses it.</summary>
    /// <exception cref="ContainerNetException">It does not run, or is paused.</exception>
    public ContainerStep PauseStep(ContainerRecord container)
    {
        RequireRunning(host, container);
        if (OciRuntime.IsPaused(container.Id)) throw OciRuntime.Paused(container.Name, $"'{container.Name}'");
        return new ContainerStep(ContainerCommands.Pause(host, container.Id), () => host.Runtime.Pause(container.Id));
    }

    /// <summary>What lets it continue.</summary>
    /// <exception cref="ContainerNetException">It does not run, or is not paused.</exception>
    public ContainerStep ResumeStep(ContainerRecord container)
    {
        RequireRunning(host, container);
        if (!OciRuntime.IsPaused(container.Id)) throw ContainerNetException.NotFound("ContainerNotPaused", container.Name, $"Container '{container.Name}' is not paused.");
        return new ContainerStep(ContainerCommands.Resume(host, container.Id), () => OciRuntime.Resume(container.Id));
    }

    /// <summary>Requires that a container runs, paused or not.</summary>
    /// <returns>Its first process, on the host.</returns>
    /// <exception cref="ContainerNetException">It does not run.</exception>
    public static int RequireRunning(HostContext host, ContainerRecord container)
        => ContainerView.StateOf(host, container) is { Status: ContainerProcessStatus.Running, ProcessId: { } processId } ? processId
            : throw ContainerNetException.NotFound("ContainerNotRunning", container.Name, $"Container '{container.Name}' is not running.");
}

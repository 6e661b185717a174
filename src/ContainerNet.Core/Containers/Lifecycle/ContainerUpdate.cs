using ContainerNet.Containers.Oci;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using ContainerNet.Containers.Steps;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Lifecycle;

/// <summary>
/// Changes a container's limits and its restart policy, whether it runs or not. The record has the new ones first, with a note that
/// the runtime may not have been told: a process that finds the note completes it. The caller holds the container's lock.
/// </summary>
internal sealed class ContainerUpdate(HostContext host, ContainerStore store)
{
    /// <summary>What it consists of; nothing where nothing differs.</summary>
    /// <exception cref="ContainerNetException">A limit is not possible, or conflicts with what the container has.</exception>
    public IReadOnlyList<string> Describe(ContainerRecord container, ContainerUpdateOptions changes)
    {
        ContainerOptions changed = Check(container, changes);
        List<string> commands = [];
        if (NeedsRuntime(container, changed)) commands.Add(ContainerCommands.Update(host, container.Id, OciResources.LimitsOf(changed, OciMachine.Detect(host))));
        if (changed != container.Options) commands.Add($"# keep the limits and the restart policy of container '{container.Name}'");
        return commands;
    }

    /// <summary>Changes it.</summary>
    /// <exception cref="ContainerNetException">A limit is not possible, or the kernel refuses it: then all is as it was.</exception>
    public ContainerRecord Run(ContainerRecord container, ContainerUpdateOptions changes, Action<string>? tell)
    {
        foreach (string command in Describe(container, changes)) tell?.Invoke(command);
        ContainerRecord changed = container with { Options = changes.ApplyTo(container.Options) };
        if (changed == container) return container;
        if (!NeedsRuntime(container, changed.Options)) return store.Save(changed);
        store.Save(changed with { HasNewLimits = true });
        try
        {
            Apply(changed);
        }
        catch
        {
            store.Save(container);
            throw;
        }
        return store.Save(changed);
    }

    /// <summary>Completes what a process has left half done; nothing else is changed.</summary>
    public ContainerRecord Complete(ContainerRecord container)
    {
        if (!container.HasNewLimits) return container;
        try
        {
            if (IsRunning(container)) Apply(container);
        }
        catch (ContainerNetException)
        {
            // The kernel refuses them for the processes that run. The next start has them.
        }
        return store.Save(container with { HasNewLimits = false });
    }

    private void Apply(ContainerRecord container) => host.Runtime.Update(container.Id, OciResources.LimitsOf(container.Options, OciMachine.Detect(host)));

    private ContainerOptions Check(ContainerRecord container, ContainerUpdateOptions changes)
    {
        if (changes == new ContainerUpdateOptions()) throw ContainerNetException.Invalid("NothingToChange", container.Name, "No limit and no restart policy is given. Give at least one.");
        ContainerOptions changed = changes.ApplyTo(container.Options);
        ContainerRequest.CheckRestart(changed);
        _ = OciResources.LimitsOf(changed, OciMachine.Detect(host));
        return changed;
    }

    private bool NeedsRuntime(ContainerRecord container, ContainerOptions changed) => (changed with { Restart = container.Options.Restart }) != container.Options && IsRunning(container);

    private bool IsRunning(ContainerRecord container) => ContainerView.StateOf(host, container).Status == ContainerProcessStatus.Running;
}

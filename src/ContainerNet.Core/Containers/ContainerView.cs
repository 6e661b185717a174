namespace ContainerNet.Containers;

/// <summary>Makes what users see of containers: what is kept of them, with what the kernel and the networks say at the moment.</summary>
internal sealed class ContainerView(NetHost host)
{
    private readonly ILookup<string?, ContainerEndpoint> _endpoints = host.Endpoints.List().Where(endpoint => endpoint.Container is not null).ToLookup(endpoint => endpoint.Container);
    private readonly ILookup<string?, PortMapping> _ports = host.Ports.List().Where(port => port.Container is not null).ToLookup(port => port.Container);

    public NetContainer Of(ContainerRecord container)
    {
        ContainerProcessState process = StateOf(host, container);
        int? running = process.Status == ContainerProcessStatus.Exited ? null : process.ProcessId;
        return new NetContainer
        {
            Id = container.Id,
            Name = container.Name,
            Image = container.Options.Image ?? container.Options.RootFileSystem ?? "",
            ImageId = container.ImageId,
            Command = container.Program.Arguments,
            State = (ContainerState)process.Status,
            ProcessId = running,
            ExitCode = process.ExitCode,
            Created = container.Created,
            Started = container.Started,
            Finished = process.FinishedAt,
            HostName = container.HostName,
            Network = container.Networking,
            Namespace = running is { } id ? NamespaceOf(container, id) : null,
            Endpoints = [.. _endpoints[container.Name]],
            Ports = [.. _ports[container.Name]],
            Namespaces = running is { } first ? ContainerNamespaces.Of(first) : null,
            RestartPolicy = container.Options.Restart,
            RestartCount = container.Restarts,
            Options = container.Options,
        };
    }

    /// <summary>How far a container is: what the kernel says of one that was started, and what is kept of one that ended.</summary>
    public static ContainerProcessState StateOf(NetHost host, ContainerRecord container)
    {
        if (container.Phase == ContainerPhase.Exited) return new ContainerProcessState(ContainerProcessStatus.Exited, ExitCode: container.ExitCode, FinishedAt: container.Finished);
        ContainerProcessState? state = host.Runtime.State(container.Id);
        // Without a process, one that is being started is on its way, and of any other nobody saw the end.
        return state ?? new ContainerProcessState(container.Phase == ContainerPhase.Starting ? ContainerProcessStatus.Created : ContainerProcessStatus.Exited);
    }

    private NamespaceReference NamespaceOf(ContainerRecord container, int processId)
        => host.ContainerNamespaces.IsMounted(container.Id) ? NamespaceReference.AtPath(host.ContainerNamespaces.PathOf(container.Id)) : NamespaceReference.OfProcess(processId);
}

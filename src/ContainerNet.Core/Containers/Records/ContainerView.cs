using System.Globalization;
using ContainerNet.Containers.Runtime;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Networks;
using ContainerNet.Networks.Endpoints;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Records;

/// <summary>Makes what users see of containers: what is kept of them, with what the kernel and the networks say at the moment.</summary>
internal sealed class ContainerView(HostContext host)
{
    private readonly ILookup<string?, ContainerEndpoint> _endpoints = host.Endpoints.List().Where(endpoint => endpoint.Container is not null).ToLookup(endpoint => endpoint.Container);
    private readonly ILookup<string?, PortMapping> _ports = host.Ports.List().Where(port => port.Container is not null).ToLookup(port => port.Container);

    public NetContainer Of(ContainerRecord container)
    {
        ContainerProcessState process = StateOf(host, container);
        int? running = process.Status == ContainerProcessStatus.Exited ? null : process.ProcessId;
        return new NetContainer(container.Options, RequestedOptions.Of)
        {
            Id = container.Id,
            Name = container.Name,
            Image = container.Options.Image ?? container.Options.RootFileSystem ?? "",
            ImageId = container.ImageId,
            Command = container.Program.Arguments,
            State = process.Status == ContainerProcessStatus.Running && OciRuntime.IsPaused(container.Id) ? ContainerState.Paused : (ContainerState)process.Status,
            ProcessId = running,
            ExitCode = process.ExitCode,
            Created = container.Created,
            Started = container.Started,
            Finished = process.FinishedAt,
            HostName = container.HostName,
            Network = NetworkOf(container),
            Labels = container.Labels,
            NamespaceValue = running is { } id ? NamespaceOf(container, id) : null,
            // One that was killed holds its places until the next command gives them back, and answers at none of them.
            Endpoints = running is null ? [] : [.. _endpoints[container.Name]],
            Ports = running is null ? [] : [.. _ports[container.Name]],
            Namespaces = running is { } first ? NamespacesOf(first) : null,
            RestartCount = container.Restarts,
        };
    }

    /// <summary>How far a container is: what the kernel says of one that was started, and what is kept of one that ended.</summary>
    public static ContainerProcessState StateOf(HostContext host, ContainerRecord container)
    {
        if (container.Phase == ContainerPhase.Created) return new ContainerProcessState(ContainerProcessStatus.Created, ExitCode: container.ExitCode);
        // A record in phase Running has the time of its end once a command has begun to release the container.
        bool hasEnded = container is { Phase: ContainerPhase.Exited } or { Phase: ContainerPhase.Running, Finished: not null };
        if (hasEnded) return new ContainerProcessState(ContainerProcessStatus.Exited, ExitCode: container.ExitCode, FinishedAt: container.Finished);
        ContainerProcessState? state = host.Runtime.State(container.Id);
        // Without a process, a container in phase Starting is on its way, and the end of any other was not recorded.
        return state ?? new ContainerProcessState(container.Phase == ContainerPhase.Starting ? ContainerProcessStatus.Created : ContainerProcessStatus.Exited);
    }

    private NamespaceReference NamespaceOf(ContainerRecord container, int processId)
        => NamespaceReference.OfContainer(
            host.ContainerNamespaces.IsMounted(container.Id) ? host.ContainerNamespaces.PathOf(container.Id) : NamespaceReference.OfProcess(processId).Path!, container.Name);

    // One that joins another shows the other's present name.
    private IReadOnlyList<string> NetworkOf(ContainerRecord container)
    {
        const string JoinPrefix = "container:";
        if (container.Networking is not [var only] || !only.StartsWith(JoinPrefix, StringComparison.Ordinal) || !container.References.TryGetValue(only[JoinPrefix.Length..], out string? id)) return container.Networking;
        string name = new ContainerDirectory(host.Options, id).Name;
        return File.Exists(name) ? [JoinPrefix + File.ReadAllText(name)] : container.Networking;
    }

    /// <summary>A process's; null when it has ended.</summary>
    private static ContainerNamespaces? NamespacesOf(int processId)
    {
        ulong Inode(string kind) => FileIdentity.Of(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/ns/{kind}"))?.Inode ?? 0;
        var found = new ContainerNamespaces { Uts = Inode("uts"), Ipc = Inode("ipc"), Pid = Inode("pid"), Network = Inode("net"), Mount = Inode("mnt"), User = Inode("user"), Cgroup = Inode("cgroup") };
        return found.Uts == 0 ? null : found;
    }
}

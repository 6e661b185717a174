namespace ContainerNet;

/// <summary>The inode of each namespace that a container's process is in (namespaces(7)). Two processes with the same one share it.</summary>
public sealed class ContainerNamespaces
{
    /// <summary>Host and domain name.</summary>
    public ulong Uts { get; init; }

    /// <summary>System V IPC and POSIX message queues.</summary>
    public ulong Ipc { get; init; }

    /// <summary>Process ids.</summary>
    public ulong Pid { get; init; }

    /// <summary>Interfaces, addresses, routes, rules, sockets.</summary>
    public ulong Network { get; init; }

    /// <summary>Mounts.</summary>
    public ulong Mount { get; init; }

    /// <summary>Users, groups and capabilities.</summary>
    public ulong User { get; init; }

    /// <summary>The root of control groups.</summary>
    public ulong Cgroup { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"net:{Network}";
}

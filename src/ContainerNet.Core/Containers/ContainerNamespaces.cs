using System.Globalization;
using ContainerNet.Interop;

namespace ContainerNet;

/// <summary>The inode of each namespace that a container's process is in (namespaces(7)). Two processes with the same one share it.</summary>
/// <param name="Uts">Host and domain name.</param>
/// <param name="Ipc">System V IPC and POSIX message queues.</param>
/// <param name="Pid">Process ids.</param>
/// <param name="Network">Interfaces, addresses, routes, rules, sockets.</param>
/// <param name="Mount">Mounts.</param>
/// <param name="User">Users, groups and capabilities.</param>
/// <param name="Cgroup">The root of control groups.</param>
public sealed record ContainerNamespaces(ulong Uts, ulong Ipc, ulong Pid, ulong Network, ulong Mount, ulong User, ulong Cgroup)
{
    /// <summary>A process's; null when it has ended.</summary>
    internal static ContainerNamespaces? Of(int processId)
    {
        ulong Inode(string kind) => FileIdentity.Of(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/ns/{kind}"))?.Inode ?? 0;
        var found = new ContainerNamespaces(Inode("uts"), Inode("ipc"), Inode("pid"), Inode("net"), Inode("mnt"), Inode("user"), Inode("cgroup"));
        return found.Uts == 0 ? null : found;
    }
}

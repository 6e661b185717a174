using System.Globalization;
using ContainerNet.Containers.Images.Archives;
using ContainerNet.Containers.Oci;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using ContainerNet.Linux.Mounts;
using ContainerNet.Linux.Processes;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Files;

/// <summary>
/// A container's files as the container sees them, with its volumes. Of one that runs this is the root directory of its first
/// process (/proc/PID/root), of any other the same is mounted for this process alone. The caller holds the container's lock, so that it
/// is neither started nor removed meanwhile.
/// </summary>
internal sealed class ContainerFileSystem : IDisposable
{
    private readonly PrivateMounts? _mounts;

    private ContainerFileSystem(ContainerRecord container, FileDescriptor root, PrivateMounts? mounts)
    {
        Container = container;
        Root = root;
        _mounts = mounts;
    }

    /// <summary>The container.</summary>
    public ContainerRecord Container { get; }

    /// <summary>The root. Paths below it are to be resolved with it as root (openat2(2), RESOLVE_IN_ROOT): the container makes the links.</summary>
    public FileDescriptor Root { get; }

    /// <summary>Whether what is written to the root is lost with this object.</summary>
    public bool IsForgotten { get; private init; }

    /// <summary>How the container numbers owners.</summary>
    public OwnerShift Owners => Container.Options.UserNamespace is { } users && IdMapping.Parse(users) is var mapping ? new OwnerShift(mapping.First, mapping.Count) : default;

    /// <summary>Opens it.</summary>
    /// <param name="host">The host.</param>
    /// <param name="folder">The container's directories.</param>
    /// <param name="container">The container, whose lock is held.</param>
    public static ContainerFileSystem Open(HostContext host, ContainerDirectory folder, ContainerRecord container)
    {
        if (Capabilities.Missing(Capability.SysAdmin) is { } missing) throw missing;
        if (TryOpenRunning(host, container) is { } running) return new ContainerFileSystem(container, running, mounts: null);
        return Mount(folder, container, new RestingMounts(host, folder, container).Mount);
    }

    /// <summary>Opens its root file system alone, without volumes and what else is mounted in it.</summary>
    /// <inheritdoc cref="Open"/>
    public static ContainerFileSystem OpenAlone(HostContext host, ContainerDirectory folder, ContainerRecord container)
    {
        if (Capabilities.Missing(Capability.SysAdmin) is { } missing) throw missing;
        return Mount(folder, container, new RestingMounts(host, folder, container).MountAlone);
    }

    public void Dispose()
    {
        Root.Dispose();
        _mounts?.Dispose();
    }

    private static ContainerFileSystem Mount(ContainerDirectory folder, ContainerRecord container, Func<FileDescriptor> mount)
    {
        FileDescriptor? root = null;
        bool isInMemory = false;
        var mounts = new PrivateMounts(() =>
        {
            root = mount();
            isInMemory = folder.Root.IsInMemory;
        });
        return new ContainerFileSystem(container, root!, mounts) { IsForgotten = isInMemory };
    }

    // The number may belong to another process by now, so that is checked after the directory is open. The container can give its first process another
    // root (chroot(2)), but none outside of its own.
    private static FileDescriptor? TryOpenRunning(HostContext host, ContainerRecord container)
    {
        if (host.Runtime.DirectoryOf(container.Id).ReadProcesses() is not { Container: var process } || !process.IsAlive) return null;
        FileDescriptor? root = FileDescriptor.TryOpen(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.ProcessId}/root"), OpenFlags.Path | OpenFlags.Directory);
        if (root is not null && process.IsAlive) return root;
        root?.Dispose();
        return null;
    }
}

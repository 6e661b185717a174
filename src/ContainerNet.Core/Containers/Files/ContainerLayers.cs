using ContainerNet.Containers.Images.Archives;
using ContainerNet.Containers.Images.Layers;
using ContainerNet.Containers.Oci;
using ContainerNet.Containers.Records;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Mounts;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Files;

/// <summary>What a container has changed, and the files that it has changed: the upper layer of its root file system, and those below as one. The caller holds the container's lock.</summary>
internal sealed class ContainerLayers : IDisposable
{
    private readonly PrivateMounts? _mounts;

    private ContainerLayers(ContainerRecord container, FileDescriptor? upper, FileDescriptor lower, PrivateMounts? mounts)
        => (Container, Upper, Lower, _mounts) = (container, upper, lower, mounts);

    /// <summary>The container.</summary>
    public ContainerRecord Container { get; }

    /// <summary>The directory of its changes; null where there are none.</summary>
    public FileDescriptor? Upper { get; }

    /// <summary>The files as they were before.</summary>
    public FileDescriptor Lower { get; }

    /// <summary>How the changes number owners.</summary>
    public OwnerShift Owners => Container.Options.UserNamespace is { } users && IdMapping.Parse(users) is var mapping ? new OwnerShift(mapping.First, mapping.Count) : default;

    /// <summary>Opens them.</summary>
    public static ContainerLayers Open(HostContext host, ContainerDirectory folder, ContainerRecord container)
    {
        if (Capabilities.Missing(Capability.SysAdmin) is { } missing) throw missing;
        RootFileSystem.Check(container.Layers);
        FileDescriptor? lower = null;
        PrivateMounts? mounts = null;
        if (container.Layers is [var only]) lower = FileDescriptor.Open(only, OpenFlags.ReadOnly);
        else mounts = new PrivateMounts(() => lower = MountLower(host, container.Layers));
        FileDescriptor? upper = Directory.Exists(folder.Root.Upper) ? FileDescriptor.Open(folder.Root.Upper, OpenFlags.ReadOnly) : null;
        return new ContainerLayers(container, upper, lower!, mounts);
    }

    /// <summary>Whether a change is only a place that is made for what every container has mounted, or a directory that has nothing else.</summary>
    public bool IsLaid(FileDescriptor parent, string path)
    {
        if (MountPoints.IsLaid(parent, path)) return true;
        if (path != "etc" || EntryStatus.Of(parent, path) is not { IsFolder: true } status) return false;
        using FileDescriptor folder = DirectoryTree.OpenDirectory(parent, path);
        return DirectoryTree.Entries(folder) is { Count: > 0 } names && names.TrueForAll(name => MountPoints.IsLaid(folder, $"{path}/{name}"))
            && (EntryStatus.Of(Lower, path) is not { } before || IsSame(before, status, comparesTime: false));
    }

    /// <summary>Whether a file is as it was.</summary>
    public bool IsSame(EntryStatus before, EntryStatus now, bool comparesTime)
        => before.Type == now.Type && before.Permissions == now.Permissions && before.Owner == Owners.Inside(now.Owner) && before.Group == Owners.Inside(now.Group)
            && (!comparesTime || before.Modified == now.Modified && (now.IsFolder || before.Size == now.Size));

    public void Dispose()
    {
        Upper?.Dispose();
        Lower.Dispose();
        _mounts?.Dispose();
    }

    // The kernel puts the layers together. What would take changes is in memory, and nobody else sees it.
    private static FileDescriptor MountLower(HostContext host, IReadOnlyList<string> layers)
    {
        string memory = host.Options.RunDirectory;
        PrivateDirectory.Ensure(memory);
        Libc.Check(Libc.mount("tmpfs", memory, "tmpfs", MountFlags.None, "mode=0700"), "mount -t tmpfs", memory);
        string In(string name) => Directory.CreateDirectory(Path.Combine(memory, name)).FullName;
        string view = In("view");
        OverlayMount.Mount(layers, In("upper"), In("work"), view);
        return FileDescriptor.Open(view, OpenFlags.ReadOnly);
    }
}

using System.Globalization;
using ContainerNet.Containers.EtcFiles;
using ContainerNet.Containers.Lifecycle;
using ContainerNet.Containers.Oci;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Volumes;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Files;

/// <summary>Mounts the files of a container that does not run as a start would: its root file system, its volumes, and the files in /etc that are ours.</summary>
/// <param name="host">The host.</param>
/// <param name="folder">The container's directories.</param>
/// <param name="container">The container.</param>
internal sealed class RestingMounts(HostContext host, ContainerDirectory folder, ContainerRecord container)
{
    private const uint NewFolderMode = 0b111_101_101;
    private const uint NewFileMode = 0b110_100_100;

    /// <summary>Mounts the root file system alone, in the mount namespace of the calling thread.</summary>
    /// <returns>The root.</returns>
    public FileDescriptor MountAlone()
    {
        // One that runs, or that ended a moment ago, has it mounted.
        if (!folder.Root.IsMounted) MountRoot();
        return FileDescriptor.Open(folder.Root.Merged, OpenFlags.Path);
    }

    /// <summary>Mounts all in the mount namespace of the calling thread.</summary>
    /// <returns>The root.</returns>
    public FileDescriptor Mount()
    {
        FileDescriptor root = MountAlone();
        try
        {
            MountOnRoot(root);
            if (!container.Options.ReadOnly) return root;
            MakeReadOnly(folder.Root.Merged);
            return root;
        }
        catch
        {
            root.Dispose();
            throw;
        }
    }

    private void MountRoot()
    {
        if (container.Options.UserNamespace is not { } users)
        {
            folder.Root.Mount(container.Layers);
            return;
        }
        // The user namespace is kept by files that nobody else is to see.
        PrivateDirectory.Ensure(host.Options.RunDirectory);
        Libc.Check(Libc.mount("tmpfs", host.Options.RunDirectory, "tmpfs", MountFlags.None, "mode=0700"), "mount -t tmpfs", host.Options.RunDirectory);
        Directory.CreateDirectory(folder.Run);
        var mapped = new ContainerUsers(folder, IdMapping.Parse(users));
        mapped.Make(Path.Combine(folder.Run, "network"));
        folder.Root.Mount(mapped.Map(container.Layers), mapped.RootId);
    }

    private void MountOnRoot(FileDescriptor root)
    {
        OciMachine machine = OciMachine.Detect(host);
        IReadOnlyList<VolumeMount> volumes = VolumeMount.ParseAll(container.Volumes, machine);
        foreach (VolumeMount volume in volumes)
        {
            // A named volume is made now if it is not there, so that it has what is copied to it. A directory of the host is not.
            if (volume.IsNamed) volume.Prepare(host.VolumeStore, folder.Root.Merged);
            Bind(root, volume.PathOn(machine), volume.Target, volume.IsReadOnly);
        }
        foreach ((string target, string source) in ContainerFiles.Mounts(folder.Path).Where(file => volumes.All(volume => volume.Target != file.Key))) Bind(root, source, target, isReadOnly: false);
    }

    private static void Bind(FileDescriptor root, string source, string target, bool isReadOnly)
    {
        if (!Path.Exists(source)) return;
        using FileDescriptor place = PlaceFor(root, RawName.Of(target), Directory.Exists(source));
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{place.Number}");
        Libc.Check(Libc.mount(source, path, "none", MountFlags.Bind | MountFlags.Recursive, null), "mount --bind", target);
        if (!isReadOnly) return;
        using FileDescriptor mounted = Libc.OpenInRoot(root, RawName.Of(target)) ?? throw new SystemCallException("openat2", target, Libc.LastError);
        MakeReadOnly(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{mounted.Number}"));
    }

    private static void MakeReadOnly(string path)
        => Libc.Check(Libc.mount("none", path, "none", MountFlags.Bind | MountFlags.Remount | MountFlags.ReadOnly, null), "mount -o remount,ro", path);

    // Made where it is missing, as the runtime makes it.
    private static FileDescriptor PlaceFor(FileDescriptor root, string path, bool isFolder)
    {
        if (Libc.OpenInRoot(root, path) is { } found) return found;
        if (Libc.LastError != Errno.ENOENT) throw new SystemCallException("openat2", RawName.Text(path), Libc.LastError);
        using FileDescriptor above = PlaceFor(root, Path.GetDirectoryName(path)!, isFolder: true);
        string name = Path.GetFileName(path);
        int made = isFolder ? Libc.mkdirat(above, name, NewFolderMode) : Libc.mknodat(above, name, FileType.Regular | NewFileMode, 0);
        Libc.Check(made, isFolder ? "mkdir" : "mknod", RawName.Text(path));
        return Libc.OpenNoLink(above, name, OpenFlags.Path) ?? throw new SystemCallException("openat2", RawName.Text(path), Libc.LastError);
    }
}

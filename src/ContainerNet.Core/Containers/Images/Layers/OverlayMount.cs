using System.Globalization;
using ContainerNet.Linux.Syscalls;
using Tmds.Linux;

namespace ContainerNet.Containers.Images.Layers;

/// <summary>
/// Mounts of overlayfs in the mount namespace of the calling process: layers that are only read, and above them a directory
/// that takes all changes.
/// </summary>
internal static class OverlayMount
{
    /// <summary>Mounts an overlay.</summary>
    /// <param name="lower">The layers, the lowest first, at least one.</param>
    /// <param name="upper">The directory that takes changes.</param>
    /// <param name="work">An empty directory beside it, on the same file system.</param>
    /// <param name="target">Where to.</param>
    /// <exception cref="SystemCallException">The kernel refuses it: ELOOP when <paramref name="upper"/> is inside a layer.</exception>
    public static void Mount(IReadOnlyList<string> lower, string upper, string work, string target)
    {
        if (!TryMountByFields(lower, upper, work, target)) MountByText(lower, upper, work, target);
    }

    /// <summary>Unmounts what is mounted at a directory; nothing mounted is no error. Programs that use the mount keep it until they end.</summary>
    public static void Unmount(string target)
    {
        while (IsMounted(target)) Libc.Check(Libc.umount2(target, LibC.MNT_DETACH | LibC.UMOUNT_NOFOLLOW), "umount", target);
    }

    /// <summary>Whether something is mounted at a directory, as this process sees it.</summary>
    public static unsafe bool IsMounted(string target)
    {
        // STATX_ATTR_MOUNT_ROOT (linux/stat.h, since Linux 5.8), which Tmds.LibC lacks.
        const ulong MountRoot = 0x2000;
        statx status;
        return Libc.statx(target, AtFlags.NoFollow, 0, &status) == 0 && (status.stx_attributes & MountRoot) != 0;
    }

    // One layer a call, however many there are. False where the kernel does not know lowerdir+, or where a path is longer than the
    // 255 bytes that a value may have. Linux 6.5 and 6.6 refuse the key when it is set. Before 6.5 overlayfs takes any key, and
    // refuses it with EINVAL only when the file system is made.
    private static bool TryMountByFields(IReadOnlyList<string> lower, string upper, string work, string target)
    {
        using FileDescriptor? context = Libc.OpenFileSystem("overlay");
        if (context is null) return false;
        (string Key, string Value)[] fields = [.. lower.Reverse().Select(layer => ("lowerdir+", layer)), ("upperdir", upper), ("workdir", work)];
        if (fields.Any(field => !Libc.TrySetField(context, field.Key, field.Value))) return false;
        if (!Libc.TryCreateFileSystem(context)) return Libc.LastError == Errno.EINVAL ? false : throw Refused(target, Libc.LastError);
        using FileDescriptor mounted = Libc.NewMount(context) ?? throw Refused(target, Libc.LastError);
        Libc.Check(Libc.AttachMount(mounted, target), "move_mount", target);
        return true;
    }

    // All in one text of at most a page, where commas and colons have a meaning: descriptors are short and have neither.
    private static void MountByText(IReadOnlyList<string> lower, string upper, string work, string target)
    {
        List<FileDescriptor> open = [];
        string Name(string folder)
        {
            open.Add(FileDescriptor.Open(folder, OpenFlags.Path));
            return string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{open[^1].Number}");
        }
        try
        {
            string options = $"lowerdir={string.Join(':', lower.Reverse().Select(Name))},upperdir={Name(upper)},workdir={Name(work)}";
            if (Libc.mount("overlay", target, "overlay", MountFlags.None, options) != 0) throw Refused(target, Libc.LastError);
        }
        finally
        {
            foreach (FileDescriptor folder in open) folder.Dispose();
        }
    }

    private static ContainerNetException Refused(string target, Errno errno) => errno switch
    {
        Errno.EPERM => Capabilities.Missing(Capability.SysAdmin) ?? new SystemCallException("mount -t overlay", target, errno),
        Errno.ENODEV => new ContainerNetException("This kernel has no overlayfs. Load the module with: modprobe overlay", ErrorKind.Unsupported, errno) { ErrorId = "OverlayUnsupported", Subject = target },
        _ => new SystemCallException("mount -t overlay", target, errno),
    };
}

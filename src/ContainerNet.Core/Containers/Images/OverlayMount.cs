using System.Globalization;
using ContainerNet.Interop;

namespace ContainerNet.Containers;

/// <summary>
/// Mounts of overlayfs in the mount namespace of the calling process: layers that are only read, and above them a folder
/// that takes all changes.
/// </summary>
internal static class OverlayMount
{
    private const int NoFollowUnmount = 8;

    /// <summary>Mounts an overlay.</summary>
    /// <param name="lower">The layers, the lowest first, at least one.</param>
    /// <param name="upper">The folder that takes changes.</param>
    /// <param name="work">An empty folder beside it, on the same file system.</param>
    /// <param name="target">Where to.</param>
    /// <exception cref="SystemCallException">The kernel refuses it: ELOOP when <paramref name="upper"/> is inside a layer.</exception>
    public static void Mount(IReadOnlyList<string> lower, string upper, string work, string target)
    {
        if (!TryMountByFields(lower, upper, work, target)) MountByText(lower, upper, work, target);
    }

    /// <summary>Takes away what is mounted at a folder; it is no error that nothing is. Programs that use it keep it until they end.</summary>
    public static void Unmount(string target)
    {
        while (IsMounted(target)) Libc.Check(Libc.umount2(target, Libc.DetachUnmount | NoFollowUnmount), "umount", target);
    }

    /// <summary>Whether something is mounted at a folder, as this process sees it.</summary>
    public static unsafe bool IsMounted(string target)
    {
        const int AtFdcwd = -100;
        const ulong MountRoot = 0x2000;
        byte* buffer = stackalloc byte[256];
        // stx_attributes stands at 8 (linux/stat.h).
        return Libc.statx(AtFdcwd, target, (int)AtFlags.NoFollow, 0, buffer) == 0 && (*(ulong*)(buffer + 8) & MountRoot) != 0;
    }

    // One layer a call, however many there are (Linux 6.8); a value has at most 255 bytes.
    private static bool TryMountByFields(IReadOnlyList<string> lower, string upper, string work, string target)
    {
        using FileDescriptor? context = Libc.OpenFileSystem("overlay");
        if (context is null) return false;
        (string Key, string Value)[] fields = [.. lower.Reverse().Select(layer => ("lowerdir+", layer)), ("upperdir", upper), ("workdir", work)];
        if (fields.Any(field => !Libc.TrySetField(context, field.Key, field.Value))) return false;
        if (!Libc.TryCreateFileSystem(context)) throw Refused(target, Libc.LastError);
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
        Errno.ENODEV => new ContainerNetException("This kernel has no overlayfs: modprobe overlay", ErrorKind.Unsupported, errno) { ErrorId = "OverlayUnsupported", Subject = target },
        _ => new SystemCallException("mount -t overlay", target, errno),
    };
}

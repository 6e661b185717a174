using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Linux.Mounts;

/// <summary>
/// A directory mounted a second time, where its files' owners are those that a user namespace makes of them: what root owns
/// belongs to the namespace's root there (mount_setattr(2), MOUNT_ATTR_IDMAP; Linux 5.12, and 5.19 for a layer of an overlay).
/// </summary>
internal static class IdMappedMount
{
    private const ulong IdMap = 0x100000;

    /// <summary>Mounts a directory again.</summary>
    /// <param name="source">The directory, of a file system that can do this (ext4, xfs, btrfs, tmpfs; not overlay itself).</param>
    /// <param name="target">The directory that it is mounted on.</param>
    /// <param name="userNamespace">The path of the user namespace.</param>
    public static void Create(string source, string target, string userNamespace)
    {
        using FileDescriptor users = FileDescriptor.Open(userNamespace, OpenFlags.ReadOnly);
        using FileDescriptor tree = Libc.CloneMount(source) ?? throw new SystemCallException("open_tree", source, Libc.LastError);
        // What to set, what to clear, propagation, the user namespace.
        if (Libc.SetMountAttributes(tree, [IdMap, 0, 0, (ulong)users.Number]) != 0) throw Refused(source, Libc.LastError);
        Libc.Check(Libc.AttachMount(tree, target), "move_mount", target);
    }

    /// <summary>The error where the kernel, or the file system, cannot map owners.</summary>
    public static ContainerNetException Unsupported(string source, Errno errno)
        => new($"The kernel cannot map the owners of {source}. A container with mapped users needs Linux 5.19 or later and a file system that supports id-mapped mounts, such as ext4, xfs or btrfs.", ErrorKind.Unsupported, errno) { ErrorId = "UserNamespaceUnsupported", Subject = source };

    private static ContainerNetException Refused(string source, Errno errno)
        => errno is Errno.ENOSYS or Errno.EINVAL or Errno.EOPNOTSUPP ? Unsupported(source, errno) : new SystemCallException("mount_setattr", source, errno);
}

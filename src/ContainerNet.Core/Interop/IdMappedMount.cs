namespace ContainerNet.Interop;

/// <summary>
/// A folder mounted a second time, where its files' owners are those that a user namespace makes of them: what root owns
/// belongs to the namespace's root there (mount_setattr(2), MOUNT_ATTR_IDMAP; Linux 5.12, and 5.19 for a layer of an overlay).
/// </summary>
internal static class IdMappedMount
{
    private const ulong IdMap = 0x100000;

    /// <summary>Mounts a folder again.</summary>
    /// <param name="source">The folder, of a file system that can do this (ext4, xfs, btrfs, tmpfs; not overlay itself).</param>
    /// <param name="target">The folder that it is mounted on.</param>
    /// <param name="userNamespace">The path of the user namespace.</param>
    public static void Create(string source, string target, string userNamespace)
    {
        using FileDescriptor users = FileDescriptor.Open(userNamespace, OpenFlags.ReadOnly);
        using FileDescriptor tree = Libc.CloneMount(source) ?? throw new SystemCallException("open_tree", source, Libc.LastError);
        // What to set, what to clear, propagation, the user namespace.
        Libc.Check(Libc.SetMountAttributes(tree, [IdMap, 0, 0, (ulong)users.Number]), "mount_setattr", source);
        Libc.Check(Libc.AttachMount(tree, target), "move_mount", target);
    }
}

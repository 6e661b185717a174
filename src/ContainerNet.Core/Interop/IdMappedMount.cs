namespace ContainerNet.Interop;

/// <summary>
/// A folder mounted a second time, where its files' owners are those that a user namespace makes of them: what root owns
/// belongs to the namespace's root there (mount_setattr(2), MOUNT_ATTR_IDMAP; Linux 5.12, and 5.19 for a layer of an overlay).
/// </summary>
internal static unsafe class IdMappedMount
{
    private const int OpenTree = 428;
    private const int MoveMount = 429;
    private const int MountSetattr = 442;

    private const int AtFdcwd = -100;
    private const uint AtEmptyPath = 0x1000;
    private const uint CloneTree = 1;
    private const uint CloseOnExec = 0x80000;
    private const ulong IdMap = 0x100000;
    private const uint FromEmptyPath = 4;

    /// <summary>Mounts a folder again.</summary>
    /// <param name="source">The folder, of a file system that can do this (ext4, xfs, btrfs, tmpfs; not overlay itself).</param>
    /// <param name="target">The folder that it is mounted on.</param>
    /// <param name="userNamespace">The path of the user namespace.</param>
    public static void Create(string source, string target, string userNamespace)
    {
        using FileDescriptor users = FileDescriptor.Open(userNamespace, OpenFlags.ReadOnly);
        using FileDescriptor tree = Libc.open_tree(OpenTree, AtFdcwd, source, CloneTree | CloseOnExec);
        Libc.Check(tree.IsInvalid ? -1 : 0, "open_tree", source);
        // struct mount_attr (linux/mount.h): what to set, what to clear, propagation, the user namespace.
        ulong* attributes = stackalloc ulong[4] { IdMap, 0, 0, (ulong)users.Number };
        Libc.Check((int)Libc.mount_setattr(MountSetattr, tree, "", AtEmptyPath, attributes, 4 * sizeof(ulong)), "mount_setattr", source);
        Libc.Check((int)Libc.move_mount(MoveMount, tree, "", AtFdcwd, target, FromEmptyPath), "move_mount", target);
    }
}

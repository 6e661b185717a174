using ContainerNet.Linux.Syscalls;
using Tmds.Linux;

namespace ContainerNet.Linux.Files;

/// <summary>What a file is, whose, and when it was changed.</summary>
/// <param name="Type">One of <see cref="FileType"/>.</param>
/// <param name="Permissions">With set-user-ID, set-group-ID and the sticky bit.</param>
/// <param name="Owner">Its user.</param>
/// <param name="Group">Its group.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Modified">When it was last written.</param>
/// <param name="File">Which file it is.</param>
internal readonly record struct EntryStatus(uint Type, uint Permissions, uint Owner, uint Group, long Size, FileTime Modified, FileIdentity File)
{
    // STATX_ATTR_MOUNT_ROOT (linux/stat.h, since Linux 5.8), which Tmds.LibC lacks.
    private const ulong MountRoot = 0x2000;

    /// <summary>How many names it has.</summary>
    public uint Links { get; private init; }

    /// <summary>The device that a device file stands for.</summary>
    public (uint Major, uint Minor) Device { get; private init; }

    /// <summary>Whether something is mounted there.</summary>
    public bool IsMountRoot { get; private init; }

    public bool IsFolder => Type == FileType.Folder;

    public bool IsFile => Type == FileType.Regular;

    public bool IsLink => Type == FileType.SymbolicLink;

    /// <summary>Whether it is overlayfs' mark of a file that a lower layer has and this one has not.</summary>
    public bool IsWhiteout => Type == FileType.CharacterDevice && Device == (0, 0);

    /// <summary>The status of a file by its <see cref="RawName"/> in a directory. A link is not followed. Null where there is no such file.</summary>
    /// <exception cref="SystemCallException">It cannot be looked at.</exception>
    public static unsafe EntryStatus? Of(FileDescriptor directory, string name)
    {
        statx status;
        if (Libc.statxAt(directory, name, AtFlags.NoFollow, LibC.STATX_BASIC_STATS, &status) == 0) return Of(status);
        return Libc.LastError is Errno.ENOENT or Errno.ENOTDIR ? null : throw new SystemCallException("statx", RawName.Text(name), Libc.LastError);
    }

    /// <summary>The status of an open file.</summary>
    public static unsafe EntryStatus Of(FileDescriptor file)
    {
        statx status;
        Libc.Check(Libc.statxOf(file, LibC.STATX_BASIC_STATS, &status), "statx");
        return Of(status);
    }

    private static EntryStatus Of(in statx status)
    {
        var file = new FileIdentity((ulong)status.stx_dev_major << 32 | status.stx_dev_minor, status.stx_ino);
        return new EntryStatus(FileType.Of(status), FileType.Permissions(status), status.stx_uid, status.stx_gid, (long)status.stx_size, FileTime.Of(status.stx_mtime), file)
        {
            Links = status.stx_nlink,
            Device = (status.stx_rdev_major, status.stx_rdev_minor),
            IsMountRoot = (status.stx_attributes & MountRoot) != 0,
        };
    }
}

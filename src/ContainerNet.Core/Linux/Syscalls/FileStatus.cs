using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace ContainerNet.Linux.Syscalls;

/// <summary>Which file it is, and what changes with what is in it.</summary>
/// <param name="File">Which one.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Modified">When it was last written, in nanoseconds since 1970.</param>
internal readonly record struct FileStatus(FileIdentity File, long Size, long Modified)
{
    private const long Second = 1_000_000_000;

    // STATX_MNT_ID, and where stx_mnt_id stands (linux/stat.h, since Linux 5.8): Tmds.LibC has it as spare room.
    private const uint MountIdMask = 0x1000;
    private const int MountIdOffset = 144;

    private static uint Asked => STATX_MTIME | STATX_INO | STATX_SIZE;

    /// <summary>The status of an open file.</summary>
    public static unsafe FileStatus Of(FileDescriptor descriptor)
    {
        statx status;
        Libc.Check(Libc.statxOf(descriptor, Asked, &status), "statx");
        return Read(status);
    }

    /// <summary>The status of the file at a path, links followed; null when there is none.</summary>
    public static unsafe FileStatus? Of(string path)
    {
        statx status;
        return Libc.statx(path, AtFlags.None, Asked, &status) == 0 ? Read(status) : null;
    }

    /// <summary>The id of the mount that a path leads into (statx(2), since Linux 5.8); 0 where there is no file, or no id.</summary>
    public static unsafe ulong MountOf(string path)
    {
        statx status;
        bool isKnown = Libc.statx(path, AtFlags.None, MountIdMask, &status) == 0 && (status.stx_mask & MountIdMask) != 0;
        return isKnown ? *(ulong*)((byte*)&status + MountIdOffset) : 0;
    }

    private static FileStatus Read(in statx status)
        => new(new FileIdentity((ulong)status.stx_dev_major << 32 | status.stx_dev_minor, status.stx_ino), (long)status.stx_size, status.stx_mtime.tv_sec * Second + status.stx_mtime.tv_nsec);
}

using ContainerNet.Linux.Syscalls;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace ContainerNet.Linux.Files;

/// <summary>A device in the file system.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="IsBlock">Whether it is a block device, else it is a character device.</param>
/// <param name="Major">Its driver.</param>
/// <param name="Minor">Which one of the driver's.</param>
/// <param name="Permissions">Its permissions (chmod(2)).</param>
/// <param name="UserId">Its owner.</param>
/// <param name="GroupId">Its group.</param>
internal sealed record DeviceNode(string Path, bool IsBlock, uint Major, uint Minor, uint Permissions, uint UserId, uint GroupId)
{
    /// <summary>The device at a path, without following a link; null when it is something else.</summary>
    public static unsafe DeviceNode? Of(string path)
    {
        statx status;
        if (Libc.statx(path, AtFlags.NoFollow, STATX_BASIC_STATS, &status) != 0) return null;
        bool isBlock = FileType.Of(status) == FileType.BlockDevice;
        return isBlock || FileType.Of(status) == FileType.CharacterDevice
            ? new DeviceNode(path, isBlock, status.stx_rdev_major, status.stx_rdev_minor, FileType.Permissions(status), status.stx_uid, status.stx_gid)
            : null;
    }
}

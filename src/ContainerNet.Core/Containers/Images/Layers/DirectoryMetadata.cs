using ContainerNet.Linux.Syscalls;
using Tmds.Linux;

namespace ContainerNet.Containers.Images.Layers;

/// <summary>Whose a directory is, what may be done with it, and when it was changed.</summary>
internal readonly record struct DirectoryMetadata(uint Owner, uint Group, uint Mode, FileTime Modified)
{
    /// <summary>Reads it; null for anything but a directory.</summary>
    public static unsafe DirectoryMetadata? Of(FileDescriptor folder)
    {
        statx status;
        if (Libc.statxOf(folder, LibC.STATX_BASIC_STATS, &status) != 0 || FileType.Of(status) != FileType.Folder) return null;
        return new DirectoryMetadata(status.stx_uid, status.stx_gid, FileType.Permissions(status), FileTime.Of(status.stx_mtime));
    }
}

using ContainerNet.Interop;

namespace ContainerNet.Containers;

/// <summary>Whose a folder is, what may be done with it, and when it was changed.</summary>
internal readonly record struct FolderMetadata(uint Owner, uint Group, uint Mode, FileTime Modified)
{
    private const int AtEmptyPath = 0x1000;
    private const uint BasicStats = 0x7FF;

    /// <summary>Reads it; null of what is no folder.</summary>
    public static unsafe FolderMetadata? Of(FileDescriptor folder)
    {
        byte* statx = stackalloc byte[256];
        if (Libc.statxOf(folder, "", AtEmptyPath, BasicStats, statx) != 0) return null;
        // stx_uid, stx_gid, stx_mode and stx_mtime (linux/stat.h).
        uint mode = *(ushort*)(statx + 28);
        return (mode & 0xF000) != 0x4000 ? null : new FolderMetadata(*(uint*)(statx + 20), *(uint*)(statx + 24), mode & 0xFFF, new FileTime(*(long*)(statx + 112), *(uint*)(statx + 120)));
    }
}

using ContainerNet.Linux.Files;
using Tmds.Linux;
using static Tmds.Linux.LibC;

namespace ContainerNet.Linux.Syscalls;

/// <summary>The two parts of a file's mode (inode(7)): its type and its permissions.</summary>
internal static class FileType
{
    private const uint PermissionBits = 0xfff;

    public static uint Regular => Number(S_IFREG);

    public static uint Folder => Number(S_IFDIR);

    public static uint SymbolicLink => Number(S_IFLNK);

    public static uint Fifo => Number(S_IFIFO);

    public static uint CharacterDevice => Number(S_IFCHR);

    public static uint BlockDevice => Number(S_IFBLK);

    /// <summary>The kind of a file.</summary>
    public static uint Of(in statx status) => status.stx_mode & Number(S_IFMT);

    /// <summary>The kind of an open file.</summary>
    public static unsafe uint Of(FileDescriptor file)
    {
        statx status;
        Libc.Check(Libc.statxOf(file, STATX_TYPE, &status), "statx");
        return Of(status);
    }

    /// <summary>The kind of a file in a directory, by its <see cref="RawName"/>. A link is not followed. Null where there is no such file.</summary>
    public static unsafe uint? Of(FileDescriptor directory, string name)
    {
        statx status;
        return Libc.statxAt(directory, name, AtFlags.NoFollow, STATX_TYPE, &status) == 0 ? Of(status) : null;
    }

    /// <summary>The permissions of a file, set-user-ID and the like included.</summary>
    public static uint Permissions(in statx status) => status.stx_mode & PermissionBits;

    private static uint Number(mode_t mode) => (ushort)mode;
}

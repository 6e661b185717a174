
namespace ContainerNet.Interop;

/// <summary>What tells one file (or namespace) from every other: its inode on its device.</summary>
/// <param name="Device">The device, major in the upper half.</param>
/// <param name="Inode">The inode number; of a namespace, the number that <c>readlink /proc/PID/ns/net</c> shows.</param>
internal readonly record struct FileIdentity(ulong Device, ulong Inode)
{
    private const int AtFdcwd = -100;
    private const int AtEmptyPath = 0x1000;
    private const uint StatxIno = 0x100;
    private const uint StatxLength = 0x200;
    private const uint StatxMountId = 0x1000;
    private const int StatxSize = 256;

    /// <summary>The identity of an open file.</summary>
    public static unsafe FileIdentity Of(FileDescriptor descriptor)
    {
        byte* buffer = stackalloc byte[StatxSize];
        Libc.Check(Libc.statxOf(descriptor, "", AtEmptyPath, StatxIno, buffer), "statx");
        return Read(new ReadOnlySpan<byte>(buffer, StatxSize));
    }

    /// <summary>The identity of the file behind a path, links followed; null where there is none.</summary>
    public static FileIdentity? Of(string path) => Of(path, out _);

    /// <summary>The same, and how long the file is.</summary>
    /// <param name="path">The path.</param>
    /// <param name="length">The length in bytes; 0 where there is no file.</param>
    public static unsafe FileIdentity? Of(string path, out long length)
    {
        byte* buffer = stackalloc byte[StatxSize];
        if (Libc.statx(AtFdcwd, path, 0, StatxIno | StatxLength, buffer) != 0)
        {
            length = 0;
            return null;
        }
        var statx = new ReadOnlySpan<byte>(buffer, StatxSize);
        length = BitConverter.ToInt64(statx[40..]);
        return Read(statx);
    }

    /// <summary>The id of the mount that a path leads into (statx(2), since Linux 5.8); 0 where there is no file, or no id.</summary>
    public static unsafe ulong MountOf(string path)
    {
        byte* buffer = stackalloc byte[StatxSize];
        bool known = Libc.statx(AtFdcwd, path, 0, StatxMountId, buffer) == 0 && (*(uint*)buffer & StatxMountId) != 0;
        return known ? *(ulong*)(buffer + 144) : 0;
    }

    // struct statx (linux/stat.h): stx_mask at 0, stx_mnt_id at 144, stx_ino at 32, stx_size at 40, stx_dev_major and stx_dev_minor at 136 and 140, on every architecture.
    private static FileIdentity Read(ReadOnlySpan<byte> statx)
    {
        ulong inode = BitConverter.ToUInt64(statx[32..]);
        ulong major = BitConverter.ToUInt32(statx[136..]);
        ulong minor = BitConverter.ToUInt32(statx[140..]);
        return new FileIdentity(major << 32 | minor, inode);
    }

}

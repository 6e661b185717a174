namespace ContainerNet.Interop;

/// <summary>Which file it is, and what changes with what is in it.</summary>
/// <param name="File">Which one.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Modified">When it was last written, in nanoseconds since 1970.</param>
internal readonly record struct FileStatus(FileIdentity File, long Size, long Modified)
{
    private const int AtFdcwd = -100;
    private const int AtEmptyPath = 0x1000;
    private const uint Asked = StatxMtime | StatxIno | StatxSize;
    private const uint StatxMtime = 0x40;
    private const uint StatxIno = 0x100;
    private const uint StatxSize = 0x200;
    private const uint StatxMountId = 0x1000;
    private const int StatxLength = 256;
    private const long Second = 1_000_000_000;

    /// <summary>The status of an open file.</summary>
    public static unsafe FileStatus Of(FileDescriptor descriptor)
    {
        byte* buffer = stackalloc byte[StatxLength];
        Libc.Check(Libc.statxOf(descriptor, "", AtEmptyPath, Asked, buffer), "statx");
        return Read(new ReadOnlySpan<byte>(buffer, StatxLength));
    }

    /// <summary>The status of the file behind a path, links followed; null where there is none.</summary>
    public static unsafe FileStatus? Of(string path)
    {
        byte* buffer = stackalloc byte[StatxLength];
        return Libc.statx(AtFdcwd, path, 0, Asked, buffer) == 0 ? Read(new ReadOnlySpan<byte>(buffer, StatxLength)) : null;
    }

    /// <summary>The id of the mount that a path leads into (statx(2), since Linux 5.8); 0 where there is no file, or no id.</summary>
    public static unsafe ulong MountOf(string path)
    {
        byte* buffer = stackalloc byte[StatxLength];
        bool isKnown = Libc.statx(AtFdcwd, path, 0, StatxMountId, buffer) == 0 && (*(uint*)buffer & StatxMountId) != 0;
        return isKnown ? *(ulong*)(buffer + 144) : 0;
    }

    // struct statx (linux/stat.h): stx_mask at 0, stx_ino at 32, stx_size at 40, stx_mtime at 112 (seconds, then nanoseconds in
    // 32 bits), stx_dev_major and stx_dev_minor at 136 and 140, stx_mnt_id at 144, on every architecture.
    private static FileStatus Read(ReadOnlySpan<byte> statx)
    {
        ulong major = BitConverter.ToUInt32(statx[136..]);
        ulong minor = BitConverter.ToUInt32(statx[140..]);
        long modified = BitConverter.ToInt64(statx[112..]) * Second + BitConverter.ToUInt32(statx[120..]);
        return new FileStatus(new FileIdentity(major << 32 | minor, BitConverter.ToUInt64(statx[32..])), BitConverter.ToInt64(statx[40..]), modified);
    }
}

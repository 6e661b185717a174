namespace ContainerNet.Interop;

/// <summary>A device in the file system.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="IsBlock">Whether it is a block device, else it is a character device.</param>
/// <param name="Major">Its driver.</param>
/// <param name="Minor">Which one of the driver's.</param>
/// <param name="Permissions">Who may do what with it (chmod(2)).</param>
/// <param name="UserId">Its owner.</param>
/// <param name="GroupId">Its group.</param>
internal sealed record DeviceNode(string Path, bool IsBlock, uint Major, uint Minor, uint Permissions, uint UserId, uint GroupId)
{
    private const int AtFdcwd = -100;
    private const int NoFollow = 0x100;
    private const uint BasicStats = 0x7ff;
    private const int StatxSize = 256;
    private const int TypeMask = 0xf000;
    private const int CharacterDevice = 0x2000;
    private const int BlockDevice = 0x6000;

    /// <summary>The device that a path leads to itself, not by a link; null when it is something else.</summary>
    public static unsafe DeviceNode? Of(string path)
    {
        byte* buffer = stackalloc byte[StatxSize];
        if (Libc.statx(AtFdcwd, path, NoFollow, BasicStats, buffer) != 0) return null;
        // struct statx (linux/stat.h): uid, gid and mode at 20, 24 and 28, the device's numbers at 128 and 132.
        uint* words = (uint*)buffer;
        ushort mode = *(ushort*)(buffer + 28);
        return (mode & TypeMask) is CharacterDevice or BlockDevice
            ? new DeviceNode(path, (mode & TypeMask) == BlockDevice, words[32], words[33], mode & 0xfffu, words[5], words[6])
            : null;
    }
}

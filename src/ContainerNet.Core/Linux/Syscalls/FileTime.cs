using Tmds.Linux;

namespace ContainerNet.Linux.Syscalls;

/// <summary>A time that a file has.</summary>
/// <param name="Seconds">Since 1970.</param>
/// <param name="Nanoseconds">0 to 999,999,999.</param>
internal readonly record struct FileTime(long Seconds, long Nanoseconds)
{
    /// <summary>The time that statx(2) gave.</summary>
    public static FileTime Of(statx_timestamp time) => new(time.tv_sec, time.tv_nsec);

    /// <summary>The time as utimensat(2) expects it.</summary>
    public timespec ToNative() => new() { tv_sec = Seconds, tv_nsec = (long_t)Nanoseconds };
}

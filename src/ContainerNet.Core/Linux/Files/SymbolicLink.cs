using System.Text;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Linux.Files;

/// <summary>Reads symbolic links.</summary>
internal static class SymbolicLink
{
    // PATH_MAX (linux/limits.h), with its zero byte.
    private const int LongestTarget = 4096;

    /// <summary>The target of a link by its <see cref="RawName"/> in a directory; null where there is no such link.</summary>
    public static unsafe string? TargetOf(FileDescriptor directory, string name)
    {
        byte* target = stackalloc byte[LongestTarget];
        nint length = Libc.readlinkat(directory, name, target, LongestTarget);
        if (length >= 0) return Encoding.Latin1.GetString(target, (int)length);
        return Libc.LastError is Errno.ENOENT or Errno.EINVAL ? null : throw new SystemCallException("readlink", RawName.Text(name), Libc.LastError);
    }
}

using System.Text;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Linux.Files;

/// <summary>Reads extended attributes of open files (xattr(7)). Names and values are bytes, one a character.</summary>
internal static class ExtendedAttributes
{
    // XATTR_LIST_MAX and XATTR_SIZE_MAX (linux/limits.h).
    private const int Most = 65536;

    /// <summary>The attributes whose names are wanted.</summary>
    public static SortedDictionary<string, string> Read(FileDescriptor file, Func<string, bool> isWanted)
    {
        var attributes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in Names(file).Where(isWanted))
        {
            if (Value(file, name) is { } value) attributes[name] = value;
        }
        return attributes;
    }

    /// <summary>The value of one; null where the file has none of that name.</summary>
    public static unsafe string? Value(FileDescriptor file, string name)
    {
        int size = (int)Libc.fgetxattr(file, name, null, 0);
        if (size < 0) return null;
        byte[] value = new byte[size];
        fixed (byte* start = value) size = (int)Libc.fgetxattr(file, name, start, (nuint)size);
        return size < 0 ? null : Encoding.Latin1.GetString(value, 0, size);
    }

    // A file system without attributes has none to list.
    private static unsafe string[] Names(FileDescriptor file)
    {
        int size = (int)Libc.flistxattr(file, null, 0);
        if (size <= 0) return [];
        byte[] names = new byte[Math.Min(size, Most)];
        fixed (byte* start = names) size = (int)Libc.flistxattr(file, start, (nuint)names.Length);
        return size <= 0 ? [] : Encoding.Latin1.GetString(names, 0, size).Split('\0', StringSplitOptions.RemoveEmptyEntries);
    }
}

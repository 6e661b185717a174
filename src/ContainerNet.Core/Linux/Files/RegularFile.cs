using System.Globalization;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Linux.Files;

/// <summary>
/// Opens and reads files that a container or the maker of an image controls. Only regular files are opened: to open a FIFO waits
/// for its other end, and a device may do anything when it is opened. A read never waits, and has a bound.
/// </summary>
internal static class RegularFile
{
    /// <summary>Opens the file at a path, and follows links.</summary>
    /// <returns>Null where there is no such file.</returns>
    /// <exception cref="ContainerNetException">FileNotRegular: it is something else.</exception>
    public static FileDescriptor? TryOpen(string path)
    {
        if (path.Contains('\0', StringComparison.Ordinal)) return null;
        int number = Libc.open(path, OpenFlags.Path | OpenFlags.CloseOnExec, 0);
        if (number >= 0) return Reopen(FileDescriptor.Own(number), path);
        return IsMissing(Libc.LastError) ? null : throw new SystemCallException("open", path, Libc.LastError);
    }

    /// <summary>Opens the file at a path below a directory. That directory is the root of the path and of all links on the way.</summary>
    /// <inheritdoc cref="TryOpen(string)"/>
    public static FileDescriptor? TryOpenInRoot(FileDescriptor root, string path)
    {
        if (Libc.OpenInRoot(root, path) is { } found) return Reopen(found, path);
        return IsMissing(Libc.LastError) ? null : throw new SystemCallException("openat2", path, Libc.LastError);
    }

    /// <summary>Opens a file by its name, as bytes one a character, in a directory. A link is not followed.</summary>
    /// <inheritdoc cref="TryOpen(string)"/>
    public static FileDescriptor? TryOpenAt(FileDescriptor directory, string name)
    {
        if (Libc.OpenNoLink(directory, name, OpenFlags.Path) is { } found) return Reopen(found, RawName.Text(name));
        return IsMissing(Libc.LastError) ? null : throw new SystemCallException("openat2", RawName.Text(name), Libc.LastError);
    }

    /// <summary>Reads a file from where it stands to its end.</summary>
    /// <param name="file">The file.</param>
    /// <param name="most">How many bytes it may have.</param>
    /// <returns>Null where it has more.</returns>
    public static byte[]? TryReadAll(FileDescriptor file, int most)
    {
        byte[] buffer = new byte[(int)Math.Min(most, FileStatus.Of(file).Size) + 1];
        int filled = 0;
        while (file.Read(buffer.AsSpan(filled)) is > 0 and var count)
        {
            filled += count;
            if (filled > most) return null;
            // It may grow meanwhile, and files of /proc say that they have no length.
            if (filled == buffer.Length) Array.Resize(ref buffer, (int)Math.Min(2L * buffer.Length, most + 1L));
        }
        return buffer[..filled];
    }

    // The first descriptor names the file, and opens nothing. Through it exactly the checked file is opened.
    private static FileDescriptor Reopen(FileDescriptor named, string path)
    {
        using (named)
        {
            if (FileType.Of(named) != FileType.Regular) throw NotRegular(path);
            return FileDescriptor.Open(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{named.Number}"), OpenFlags.ReadOnly | OpenFlags.NonBlocking);
        }
    }

    private static bool IsMissing(Errno errno) => errno is Errno.ENOENT or Errno.ENOTDIR or Errno.ESRCH;

    private static ContainerNetException NotRegular(string path)
        => ContainerNetException.Invalid("FileNotRegular", path, $"{path} cannot be read: it is not a regular file.");
}

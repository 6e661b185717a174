using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Linux.Files;

/// <summary>Files that only their owner may read, in directories that only their owner may look into.</summary>
internal static class PrivateFile
{
    private const uint OwnerOnly = 0b110_000_000;

    /// <summary>Opens a file, which is made if there is none, as is its directory.</summary>
    /// <exception cref="SystemCallException">It cannot be opened or made.</exception>
    public static FileDescriptor Open(string path, OpenFlags flags)
    {
        // The directory is missing only the first time, so it is not checked beforehand.
        if (FileDescriptor.TryOpen(path, flags | OpenFlags.Create, OwnerOnly) is { } file) return file;
        PrivateDirectory.Ensure(Path.GetDirectoryName(path)!);
        return FileDescriptor.Open(path, flags | OpenFlags.Create, OwnerOnly);
    }

    /// <summary>
    /// Writes a new file and renames it over the existing one: a reader opens the old or the new one, never half
    /// of either. Called under a lock, as there is one name for the new one.
    /// </summary>
    /// <param name="path">Where it is.</param>
    /// <param name="content">What it holds from now on.</param>
    /// <param name="isDurable">Whether the new file is on the disk, under its name, before the call returns.</param>
    /// <returns>The new file, open to be read and to be appended to.</returns>
    /// <exception cref="SystemCallException">It cannot be written; the old one stays.</exception>
    public static FileDescriptor Replace(string path, ReadOnlySpan<byte> content, bool isDurable = true)
    {
        string temporary = $"{path}.new";
        FileDescriptor file = Open(temporary, OpenFlags.ReadWrite | OpenFlags.Append | OpenFlags.Truncate);
        try
        {
            file.Write(content, temporary);
            // In this order: a name must never refer to content that is not written yet.
            if (isDurable) Libc.Check(Libc.fsync(file), "fsync", temporary);
            Libc.Check(Libc.rename(temporary, path), "rename", path);
            if (isDurable) PrivateDirectory.Sync(Path.GetDirectoryName(path)!);
            return file;
        }
        catch
        {
            file.Dispose();
            // Half a file would keep blocks that a full disk has not.
            File.Delete(temporary);
            throw;
        }
    }
}

using ContainerNet.Interop;

namespace ContainerNet.State;

/// <summary>Files that only their owner may read, in folders that only their owner may look into.</summary>
internal static class PrivateFile
{
    private const uint OwnerOnly = 0b110_000_000;

    /// <summary>Opens a file, which is made if there is none, as is its folder.</summary>
    /// <exception cref="SystemCallException">It cannot be opened or made.</exception>
    public static FileDescriptor Open(string path, OpenFlags flags)
    {
        // The folder is there but for the first time, so it is not looked for before.
        if (FileDescriptor.TryOpen(path, flags | OpenFlags.Create, OwnerOnly) is { } file) return file;
        PrivateFolder.Ensure(Path.GetDirectoryName(path)!);
        return FileDescriptor.Open(path, flags | OpenFlags.Create, OwnerOnly);
    }

    /// <summary>
    /// Writes a new file and renames it over the one that is there: whoever opens it meets the old or the new one, never half
    /// of either. Called under a lock, as there is one name for the new one.
    /// </summary>
    /// <returns>The new file, open to be read and to be appended to.</returns>
    /// <exception cref="SystemCallException">It cannot be written; the old one stays.</exception>
    public static FileDescriptor Replace(string path, ReadOnlySpan<byte> content)
    {
        string temporary = $"{path}.new";
        FileDescriptor file = Open(temporary, OpenFlags.ReadWrite | OpenFlags.Append | OpenFlags.Truncate);
        try
        {
            file.Write(content);
            Libc.Check(Libc.rename(temporary, path), "rename", path);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}

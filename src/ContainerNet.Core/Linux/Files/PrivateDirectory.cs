using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Linux.Files;

/// <summary>Directories that only their owner may look into.</summary>
internal static class PrivateDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode ForOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Makes the directory, and those above it that are missing, with mode 0700; what is made survives a power cut.</summary>
    public static void Ensure(string path) => Ensure(path, OwnerOnly);

    /// <summary>Does the same with another mode.</summary>
    public static void Ensure(string path, UnixFileMode mode)
    {
        if (Directory.Exists(path)) return;
        string above = Path.GetDirectoryName(path)!;
        Ensure(above, mode);
        Directory.CreateDirectory(path, mode);
        Sync(above);
    }

    /// <summary>
    /// Removes from everybody except the owner the right to list what is in a directory and to add to it. The right to pass through stays:
    /// containers with users of their own need it.
    /// </summary>
    public static void Tighten(string path)
    {
        UnixFileMode mode = File.GetUnixFileMode(path);
        if ((mode & ForOthers) != 0) File.SetUnixFileMode(path, mode & ~ForOthers);
    }

    /// <summary>Has the names in a directory written to the disk (fsync(2)).</summary>
    public static void Sync(string path)
    {
        using FileDescriptor folder = FileDescriptor.Open(path, OpenFlags.ReadOnly);
        Libc.Check(Libc.fsync(folder), "fsync", path);
    }
}

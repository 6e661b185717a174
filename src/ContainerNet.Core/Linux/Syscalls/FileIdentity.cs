namespace ContainerNet.Linux.Syscalls;

/// <summary>What tells one file (or namespace) from every other: its inode on its device.</summary>
/// <param name="Device">The device, major in the upper half.</param>
/// <param name="Inode">The inode number; of a namespace, the number that <c>readlink /proc/PID/ns/net</c> shows.</param>
internal readonly record struct FileIdentity(ulong Device, ulong Inode)
{
    /// <summary>The identity of an open file.</summary>
    public static FileIdentity Of(FileDescriptor descriptor) => FileStatus.Of(descriptor).File;

    /// <summary>The identity of the file at a path, links followed; null when there is none.</summary>
    public static FileIdentity? Of(string path) => FileStatus.Of(path)?.File;
}

using System.Globalization;
using System.Text;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Containers.Images.Archives;

/// <summary>Makes what an entry of an archive is: by its name, in a directory that is open, so that no link leads elsewhere.</summary>
/// <param name="what">What the archive is called in errors.</param>
internal sealed class EntryMaker(string what)
{
    private const uint NewFileMode = 0b110_000_000;

    private readonly byte[] _buffer = new byte[128 * 1024];

    /// <summary>Makes a file, a symbolic link, a FIFO or a device; nothing of its name may be there.</summary>
    /// <param name="archive">It stands at the entry's data.</param>
    /// <param name="entry">The entry; neither a directory nor a hard link.</param>
    /// <param name="parent">The directory.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="path">Its path, for errors.</param>
    /// <param name="cancellation">Ends it.</param>
    public void Make(ArchiveReader archive, ArchiveEntry entry, FileDescriptor parent, string name, string path, CancellationToken cancellation)
    {
        switch (entry.Kind)
        {
            case ArchiveEntryKind.File: MakeFile(archive, parent, name, path, cancellation); break;
            case ArchiveEntryKind.SymbolicLink: Check(Libc.symlinkat(Target(entry, path), parent, name), "symlink", path); break;
            case ArchiveEntryKind.Fifo: Check(Libc.mknodat(parent, name, FileType.Fifo, 0), "mkfifo", path); break;
            case ArchiveEntryKind.CharacterDevice: Check(Libc.mknodat(parent, name, FileType.CharacterDevice, DeviceNumber(entry)), "mknod", path); break;
            case ArchiveEntryKind.BlockDevice: Check(Libc.mknodat(parent, name, FileType.BlockDevice, DeviceNumber(entry)), "mknod", path); break;
            default: throw new ArgumentOutOfRangeException(nameof(entry));
        }
    }

    /// <summary>Writes the entry's data into a file that is open.</summary>
    public void Write(ArchiveReader archive, FileDescriptor file, string path, CancellationToken cancellation)
    {
        while (archive.ReadData(_buffer) is > 0 and var count)
        {
            cancellation.ThrowIfCancellationRequested();
            file.Write(_buffer.AsSpan(0, count), Subject(path));
        }
    }

    /// <summary>Gives a file the entry's owner, permissions, attributes and time. A directory gets its time later, when all is in it.</summary>
    /// <param name="parent">The directory that it is in.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="path">Its path, for errors.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="owner">Its user and group; null leaves it to the one who makes it.</param>
    public void SetMetadata(FileDescriptor parent, string name, string path, ArchiveEntry entry, (uint User, uint Group)? owner)
    {
        // In this order: a new owner takes set-user-ID and capabilities away.
        if (owner is { } given) Check(Libc.fchownat(parent, name, given.User, given.Group, AtFlags.NoFollow), "chown", path);
        if (entry.Kind != ArchiveEntryKind.SymbolicLink) SetMode(parent, name, path, entry.Mode);
        foreach ((string attribute, string value) in entry.Attributes) SetAttribute(parent, name, path, attribute, value);
        if (entry.Kind != ArchiveEntryKind.Folder) Check(Libc.utimensat(parent, name, entry.Modified, AtFlags.NoFollow), "utimensat", path);
    }

    /// <summary>Sets an attribute, by the name of the file in an open directory; -1 with <see cref="Libc.LastError"/>.</summary>
    public static int TrySetAttribute(FileDescriptor parent, string name, string attribute, string value)
    {
        // The call takes a path; that of a descriptor refers to its open directory.
        int result = Libc.lsetxattr(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{parent.Number}/{name}"), attribute, Encoding.Latin1.GetBytes(value), 0);
        GC.KeepAlive(parent);
        return result;
    }

    private void MakeFile(ArchiveReader archive, FileDescriptor parent, string name, string path, CancellationToken cancellation)
    {
        using FileDescriptor file = Libc.openatRaw(parent, name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.CloseOnExec, NewFileMode);
        Check(file.IsInvalid ? -1 : 0, "open", path);
        Write(archive, file, path, cancellation);
    }

    // chmod follows links, and a container may have put one in the file's place: through the descriptor exactly the opened file is changed.
    private void SetMode(FileDescriptor parent, string name, string path, uint mode)
    {
        using FileDescriptor? file = Libc.OpenNoLink(parent, name, OpenFlags.Path);
        Check(file is null ? -1 : 0, "open", path);
        Check(Libc.fchmodat(parent, string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file!.Number}"), mode, 0), "chmod", path);
    }

    private void SetAttribute(FileDescriptor parent, string name, string path, string attribute, string value)
    {
        // An image must not set overlayfs' own attributes: they would redirect directories.
        if (attribute.StartsWith("trusted.overlay.", StringComparison.Ordinal) || attribute.StartsWith("user.overlay.", StringComparison.Ordinal)) return;
        int result = TrySetAttribute(parent, name, attribute, value);
        // A file system that has no such attributes, or a kind of file that cannot have them (xattr(7)).
        bool isPassable = result == -1 && (Libc.LastError == Errno.EOPNOTSUPP || Libc.LastError == Errno.EPERM && attribute.StartsWith("user.", StringComparison.Ordinal));
        if (!isPassable) Check(result, $"setxattr {attribute}", path);
    }

    // What glibc's makedev makes of the two.
    private static ulong DeviceNumber(ArchiveEntry entry)
        => (ulong)(entry.Major & 0xFFF) << 8 | (ulong)(entry.Major & 0xFFFFF000) << 32 | entry.Minor & 0xFF | (ulong)(entry.Minor & 0xFFFFFF00) << 12;

    private string Target(ArchiveEntry entry, string path) => entry.Target.Contains('\0', StringComparison.Ordinal)
        ? throw ContainerNetException.Invalid("InvalidArchive", what, $"{what} cannot be unpacked: the target of the link '{RawName.Text(path)}' has a zero character.")
        : entry.Target;

    private string Subject(string path) => $"'{RawName.Text(path)}' of {what}";

    private void Check(int result, string call, string path)
    {
        if (result == -1) throw EntryFailure.Of(call, Subject(path));
    }
}

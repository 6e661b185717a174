using ContainerNet.Containers.Images.Archives;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Containers.Images.Layers;

/// <summary>
/// Writes files and directories as a tar archive. All is read by descriptors and by names without links, so that a container that
/// changes its files meanwhile cannot have another file read. What disappears meanwhile is left out.
/// </summary>
/// <param name="writer">The archive.</param>
/// <param name="owners">How owners are numbered in it.</param>
/// <param name="cancellation">Ends it.</param>
internal class TreeArchive(ArchiveWriter writer, OwnerShift owners, CancellationToken cancellation)
{
    private readonly byte[] _buffer = new byte[128 * 1024];
    private readonly Dictionary<FileIdentity, string> _linked = [];

    /// <summary>Adds a file, or a directory with all that is in it.</summary>
    /// <param name="parent">The directory that it is in.</param>
    /// <param name="name">Its <see cref="RawName"/> there; <c>.</c> is the directory itself.</param>
    /// <param name="path">Its path in the archive; <c>.</c> for the archive's own top.</param>
    /// <exception cref="ContainerNetException">Something cannot be read, or directories are too deep.</exception>
    public void Add(FileDescriptor parent, string name, string path) => Add(parent, name, path, depth: 0);

    /// <summary>Adds all that is in a directory, at the top of the archive.</summary>
    public void AddContent(FileDescriptor folder) => AddContent(folder, ".", depth: 0);

    /// <summary>Adds what is in a directory, which is open.</summary>
    protected void AddContent(FileDescriptor folder, string path, int depth)
    {
        if (depth > ImageLimits.Depth) throw ContainerNetException.Invalid("PathTooDeep", RawName.Text(path), $"{RawName.Text(path)} cannot be read: its directories are nested more than {ImageLimits.Depth} levels deep.");
        foreach (string name in DirectoryTree.Entries(folder).Order(StringComparer.Ordinal)) Add(folder, name, path == "." ? name : $"{path}/{name}", depth + 1);
    }

    /// <summary>Adds one file, or a directory with all that is in it.</summary>
    protected virtual void Add(FileDescriptor parent, string name, string path, int depth)
    {
        cancellation.ThrowIfCancellationRequested();
        if (EntryStatus.Of(parent, name) is not { } status) return;
        if (status.IsFolder) AddFolder(parent, name, path, depth);
        else if (status.IsFile) AddFile(parent, name, path);
        else if (status.IsLink) AddLink(parent, name, path, status);
        else if (KindOf(status.Type) is { } kind) writer.Begin(Entry(path, kind, status) with { Major = status.Device.Major, Minor = status.Device.Minor });
        // A socket means nothing without its process, and tar has no such entry.
    }

    /// <summary>Adds what says something of a directory, before what is in it.</summary>
    protected virtual void AddMarks(FileDescriptor folder, string path)
    {
    }

    /// <summary>Adds an entry that no file stands for.</summary>
    protected void AddMark(string path) => writer.Begin(new ArchiveEntry { Name = path, Kind = ArchiveEntryKind.File });

    private void AddFolder(FileDescriptor parent, string name, string path, int depth)
    {
        using FileDescriptor? folder = Libc.OpenNoLink(parent, name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NonBlocking);
        if (folder is null) Vanished("open", path);
        else AddFolder(folder, path, depth);
    }

    private void AddFolder(FileDescriptor folder, string path, int depth)
    {
        writer.Begin(Entry($"{path}/", ArchiveEntryKind.Folder, EntryStatus.Of(folder)) with { Attributes = ExtendedAttributes.Read(folder, IsKept) });
        AddMarks(folder, path);
        AddContent(folder, path, depth);
    }

    private void AddFile(FileDescriptor parent, string name, string path)
    {
        using FileDescriptor? file = RegularFile.TryOpenAt(parent, name);
        if (file is null) return;
        EntryStatus status = EntryStatus.Of(file);
        if (status.Links > 1 && !_linked.TryAdd(status.File, path))
        {
            writer.Begin(Entry(path, ArchiveEntryKind.HardLink, status) with { Target = _linked[status.File] });
            return;
        }
        writer.Begin(Entry(path, ArchiveEntryKind.File, status) with { Size = status.Size, Attributes = ExtendedAttributes.Read(file, IsKept) });
        for (bool wantsMore = status.Size > 0; wantsMore && file.Read(_buffer) is > 0 and var count; wantsMore = writer.Write(_buffer.AsSpan(0, count))) cancellation.ThrowIfCancellationRequested();
    }

    private void AddLink(FileDescriptor parent, string name, string path, EntryStatus status)
    {
        if (SymbolicLink.TargetOf(parent, name) is { } target) writer.Begin(Entry(path, ArchiveEntryKind.SymbolicLink, status) with { Target = target });
    }

    private ArchiveEntry Entry(string path, ArchiveEntryKind kind, EntryStatus status) => new()
    {
        Name = path,
        Kind = kind,
        Mode = status.Permissions,
        Owner = owners.Inside(status.Owner),
        Group = owners.Inside(status.Group),
        // Whole seconds, as Docker writes them.
        Modified = status.Modified with { Nanoseconds = 0 },
    };

    private static void Vanished(string call, string path)
    {
        if (Libc.LastError is not (Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP)) throw new SystemCallException(call, RawName.Text(path), Libc.LastError);
    }

    // Capabilities, and what users keep; the others belong to the file system or to the security module of this host.
    private static bool IsKept(string attribute) => attribute == "security.capability" || attribute.StartsWith("user.", StringComparison.Ordinal);

    private static ArchiveEntryKind? KindOf(uint type) =>
        type == FileType.Fifo ? ArchiveEntryKind.Fifo
        : type == FileType.CharacterDevice ? ArchiveEntryKind.CharacterDevice
        : type == FileType.BlockDevice ? ArchiveEntryKind.BlockDevice
        : null;
}

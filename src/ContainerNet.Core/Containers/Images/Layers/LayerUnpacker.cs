using ContainerNet.Containers.Images.Archives;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;
using Tmds.Linux;

namespace ContainerNet.Containers.Images.Layers;

/// <summary>
/// Unpacks a layer into a directory as overlayfs wants it: what the layer takes away is a character device 0/0, and a directory
/// that hides those below it has trusted.overlay.opaque. All paths are resolved with the directory as root, so that neither a
/// name nor a link in the layer can lead out of it.
/// </summary>
internal sealed class LayerUnpacker : IDisposable
{
    private const string WhiteoutPrefix = ".wh.";
    private const string OpaqueMark = ".wh..wh..opq";
    private const string OpaqueAttribute = "trusted.overlay.opaque";
    private const uint NewFolderMode = 0b111_101_101;

    private readonly string _what;
    private readonly FileDescriptor[] _below;
    private readonly FileDescriptor _root;
    private readonly EntryMaker _maker;
    private readonly Dictionary<string, FileTime> _folderTimes = [];
    private readonly HashSet<string> _whiteouts = [];
    private readonly HashSet<string> _unknownBelow = [];
    private long _remembered;
    private string _parentPath = "";
    private FileDescriptor? _parent;

    /// <param name="folder">The destination; it has to be empty.</param>
    /// <param name="below">The layers below, the lowest first: a directory that the layer only passes through keeps its attributes from there.</param>
    /// <param name="what">What the layer is called in errors.</param>
    public LayerUnpacker(string folder, IReadOnlyList<string> below, string what)
    {
        _what = what;
        _maker = new EntryMaker(what);
        _root = FileDescriptor.Open(folder, OpenFlags.ReadOnly);
        _below = [.. below.Reverse().Select(layer => FileDescriptor.Open(layer, OpenFlags.Path))];
    }

    /// <summary>Unpacks all entries.</summary>
    /// <returns>How many bytes the files have together.</returns>
    /// <exception cref="ContainerNetException">The archive cannot be read, or an entry cannot be made.</exception>
    public long Unpack(ArchiveReader archive, CancellationToken cancellation = default)
    {
        long size = 0;
        int entries = 0;
        while (archive.Next() is { } entry)
        {
            cancellation.ThrowIfCancellationRequested();
            if (++entries > ImageLimits.LayerEntries) throw Bad($"it has more than {ImageLimits.LayerEntries} entries");
            Make(archive, entry, cancellation);
            size += entry.Size;
        }
        // Creating an entry has changed the directory's time.
        foreach ((string path, FileTime time) in _folderTimes) SetDirectoryTime(path, time);
        return size;
    }

    public void Dispose()
    {
        _parent?.Dispose();
        _root.Dispose();
        foreach (FileDescriptor layer in _below) layer.Dispose();
    }

    private void Make(ArchiveReader archive, ArchiveEntry entry, CancellationToken cancellation)
    {
        LayerPath path = PathOf(entry.Name);
        if (path.IsRoot)
        {
            if (entry.Kind == ArchiveEntryKind.Folder) SetMetadata(_root, ".", path, entry);
            return;
        }
        FileDescriptor parent = OpenParent(path.Parent);
        if (path.Name == OpaqueMark) MarkOpaque(parent, ".", path.Parent);
        else if (path.Name.StartsWith($"{WhiteoutPrefix}{WhiteoutPrefix}", StringComparison.Ordinal)) return; // aufs' own notes.
        else if (path.Name.StartsWith(WhiteoutPrefix, StringComparison.Ordinal)) MakeWhiteout(parent, PathOf($"{path.Parent}/{path.Name[WhiteoutPrefix.Length..]}"));
        else MakeFile(archive, entry, parent, path, cancellation);
    }

    // Entries of the same layer stay (OCI image-spec, layer.md); only those of lower layers are removed.
    private void MakeWhiteout(FileDescriptor parent, LayerPath path)
    {
        if (path.IsRoot) throw Bad("it removes its own root");
        if (FileType.Of(parent, path.Name) is { } kind)
        {
            if (kind == FileType.Folder) MarkOpaque(parent, path.Name, path.Full);
            return;
        }
        Check(Libc.mknodat(parent, path.Name, FileType.CharacterDevice, 0), "mknod", path);
        _whiteouts.Add(Remember(path));
    }

    private void MakeFile(ArchiveReader archive, ArchiveEntry entry, FileDescriptor parent, LayerPath path, CancellationToken cancellation)
    {
        uint? existing = FileType.Of(parent, path.Name);
        bool isKept = entry.Kind == ArchiveEntryKind.Folder && (existing == FileType.Folder || _whiteouts.Contains(path.Full));
        if (existing is not null && !isKept) RemoveExisting(parent, path);
        switch (entry.Kind)
        {
            case ArchiveEntryKind.Folder when existing == FileType.Folder: break;
            case ArchiveEntryKind.Folder: MakeDirectory(parent, path); break;
            case ArchiveEntryKind.HardLink: MakeHardLink(parent, path, entry.Target); return; // The file that it is has its metadata.
            default: _maker.Make(archive, entry, parent, path.Name, path.Full, cancellation); break;
        }
        SetMetadata(parent, path.Name, path, entry);
    }

    private void MakeDirectory(FileDescriptor parent, LayerPath path)
    {
        bool replaces = _whiteouts.Remove(path.Full);
        if (replaces) Check(Libc.unlinkat(parent, path.Name, AtFlags.None), "unlink", path);
        Check(Libc.mkdirat(parent, path.Name, NewFolderMode), "mkdir", path);
        // Nothing of the one below may show through.
        if (replaces) MarkOpaque(parent, path.Name, path.Full);
    }

    private void MakeHardLink(FileDescriptor parent, LayerPath path, string target)
    {
        LayerPath source = PathOf(target);
        using FileDescriptor folder = Libc.OpenInRoot(_root, source.ParentOrRoot) ?? throw Failed("open", source);
        Check(Libc.linkat(folder, source.Name, parent, path.Name, 0), "link", path);
    }

    private void SetMetadata(FileDescriptor parent, string name, LayerPath path, ArchiveEntry entry)
    {
        _maker.SetMetadata(parent, name, path.Full, entry, (entry.Owner, entry.Group));
        if (entry.Kind == ArchiveEntryKind.Folder) _folderTimes[Remember(path)] = entry.Modified;
    }

    private void MarkOpaque(FileDescriptor parent, string name, string path) => Check(EntryMaker.TrySetAttribute(parent, name, OpaqueAttribute, "y"), $"setxattr {OpaqueAttribute}", PathOf(path));

    private void SetDirectoryTime(string path, FileTime time)
    {
        using FileDescriptor? folder = Libc.OpenInRoot(_root, path.Length == 0 ? "." : path);
        // A later entry may have replaced it.
        if (folder is null) return;
        _ = Libc.utimensat(folder, ".", time, AtFlags.None);
    }

    // Entries of one directory usually follow each other.
    private FileDescriptor OpenParent(string path)
    {
        if (path.Length == 0) return _root;
        if (_parent is not null && _parentPath == path) return _parent;
        FileDescriptor opened = OpenFolder(PathOf(path));
        _parent?.Dispose();
        (_parent, _parentPath) = (opened, path);
        return opened;
    }

    private FileDescriptor OpenFolder(LayerPath path)
    {
        bool isTakenAway = _whiteouts.Contains(path.Full);
        if (!isTakenAway)
        {
            if (Libc.OpenInRoot(_root, path.Full) is { } found) return found;
            if (Libc.LastError != Errno.ENOENT) throw Failed("open", path);
        }
        using FileDescriptor? above = path.Above.IsRoot ? null : OpenFolder(path.Above);
        MakeDirectory(above ?? _root, path);
        if (!isTakenAway) Inherit(above ?? _root, path);
        // By its name, not by its path: the cost of deep directories grows only with their number.
        return Libc.OpenNoLink(above ?? _root, path.Name, OpenFlags.Path) ?? throw Failed("open", path);
    }

    // overlayfs shows a directory as its highest layer has it, and this one has to have it because of what is inside.
    private void Inherit(FileDescriptor parent, LayerPath path)
    {
        // If no lower layer has a directory, none has its entries either.
        if (_unknownBelow.Contains(path.Parent))
        {
            _unknownBelow.Add(Remember(path));
            return;
        }
        foreach (FileDescriptor layer in _below)
        {
            using FileDescriptor? folder = Libc.OpenInRoot(layer, path.Full);
            if (folder is null || DirectoryMetadata.Of(folder) is not { } metadata) continue;
            Check(Libc.fchownat(parent, path.Name, metadata.Owner, metadata.Group, AtFlags.NoFollow), "chown", path);
            Check(Libc.fchmodat(parent, path.Name, metadata.Mode, 0), "chmod", path);
            _folderTimes[Remember(path)] = metadata.Modified;
            return;
        }
        _unknownBelow.Add(Remember(path));
    }

    // Names of directories are kept until the end, and the maker of the layer chooses their number and length.
    private string Remember(LayerPath path)
    {
        string full = path.Full;
        _remembered += full.Length;
        return _remembered <= ImageLimits.RememberedNames ? full : throw Bad($"the names of its directories have more than {ImageLimits.RememberedNames} bytes");
    }

    private void RemoveExisting(FileDescriptor parent, LayerPath path)
    {
        DirectoryTree.Remove(parent, path.Name);
        _whiteouts.Remove(path.Full);
        if (_parentPath == path.Full || _parentPath.StartsWith($"{path.Full}/", StringComparison.Ordinal)) _parentPath = "";
    }

    private LayerPath PathOf(string name) => LayerPath.Parse(name, Bad);

    private void Check(int result, string call, LayerPath path)
    {
        if (result == -1) throw Failed(call, path);
    }

    private SystemCallException Failed(string call, LayerPath path) => new(call, $"'{RawName.Text(path.Full)}' of {_what}", Libc.LastError);

    private ContainerNetException Bad(string why) => ContainerNetException.Invalid("InvalidLayer", _what, $"{_what} cannot be unpacked: {why}.");
}

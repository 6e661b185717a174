using System.Globalization;
using System.Text;
using ContainerNet.Interop;

namespace ContainerNet.Containers;

/// <summary>
/// Unpacks a layer into a folder as overlayfs wants it: what the layer takes away is a character device 0/0, and a folder
/// that hides those below it has trusted.overlay.opaque. All paths are resolved with the folder as root, so that neither a
/// name nor a link in the layer can lead out of it.
/// </summary>
internal sealed class LayerUnpacker : IDisposable
{
    private const string WhiteoutPrefix = ".wh.";
    private const string OpaqueMark = ".wh..wh..opq";
    private const string OpaqueAttribute = "trusted.overlay.opaque";
    private const uint CharacterDeviceType = 0x2000;
    private const uint BlockDeviceType = 0x6000;
    private const uint FifoType = 0x1000;
    private const uint FolderType = 0x4000;
    private const uint TypeMask = 0xF000;
    private const uint NewFolderMode = 0b111_101_101;

    private readonly string _what;
    private readonly FileDescriptor[] _below;
    private readonly FileDescriptor _root;
    private readonly byte[] _buffer = new byte[128 * 1024];
    private readonly Dictionary<string, FileTime> _folderTimes = [];
    private readonly HashSet<string> _whiteouts = [];
    private string _parentPath = "";
    private FileDescriptor? _parent;

    /// <param name="folder">Where to; it has to be empty.</param>
    /// <param name="below">The layers below, the lowest first: a folder that the layer only passes through is as it is there.</param>
    /// <param name="what">What the layer is called in errors.</param>
    public LayerUnpacker(string folder, IReadOnlyList<string> below, string what)
    {
        _what = what;
        _root = FileDescriptor.Open(folder, OpenFlags.ReadOnly);
        _below = [.. below.Reverse().Select(layer => FileDescriptor.Open(layer, OpenFlags.Path))];
    }

    /// <summary>Unpacks all entries.</summary>
    /// <returns>How many bytes the files have together.</returns>
    /// <exception cref="ContainerNetException">The archive cannot be read, or an entry cannot be made.</exception>
    public long Unpack(ArchiveReader archive, CancellationToken cancellation = default)
    {
        long size = 0;
        while (archive.Next() is { } entry)
        {
            cancellation.ThrowIfCancellationRequested();
            Make(archive, entry, cancellation);
            size += entry.Size;
        }
        // Whatever was made in a folder has changed its time.
        foreach ((string path, FileTime time) in _folderTimes) SetFolderTime(path, time);
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

    // What the same layer brings stays (OCI image-spec, layer.md); there it is only what lies below that goes.
    private void MakeWhiteout(FileDescriptor parent, LayerPath path)
    {
        if (path.IsRoot) throw Bad("it takes away its own root");
        if (TypeOf(parent, path.Name) is { } type)
        {
            if (type == FolderType) MarkOpaque(parent, path.Name, path.Full);
            return;
        }
        Check(Libc.mknodat(parent, path.Name, CharacterDeviceType, 0), "mknod", path);
        _whiteouts.Add(path.Full);
    }

    private void MakeFile(ArchiveReader archive, ArchiveEntry entry, FileDescriptor parent, LayerPath path, CancellationToken cancellation)
    {
        uint? existing = TypeOf(parent, path.Name);
        bool isKept = entry.Kind == ArchiveEntryKind.Folder && (existing == FolderType || _whiteouts.Contains(path.Full));
        if (existing is not null && !isKept) RemoveExisting(parent, path);
        switch (entry.Kind)
        {
            case ArchiveEntryKind.File: WriteFile(archive, parent, path, cancellation); break;
            case ArchiveEntryKind.Folder when existing == FolderType: break;
            case ArchiveEntryKind.Folder: MakeFolder(parent, path); break;
            case ArchiveEntryKind.SymbolicLink: Check(Libc.symlinkat(CheckName(entry.Target), parent, path.Name), "symlink", path); break;
            case ArchiveEntryKind.HardLink: MakeHardLink(parent, path, entry.Target); return; // The file that it is has its metadata.
            case ArchiveEntryKind.Fifo: Check(Libc.mknodat(parent, path.Name, FifoType, 0), "mkfifo", path); break;
            case ArchiveEntryKind.CharacterDevice: Check(Libc.mknodat(parent, path.Name, CharacterDeviceType, DeviceNumber(entry)), "mknod", path); break;
            case ArchiveEntryKind.BlockDevice: Check(Libc.mknodat(parent, path.Name, BlockDeviceType, DeviceNumber(entry)), "mknod", path); break;
        }
        SetMetadata(parent, path.Name, path, entry);
    }

    private void MakeFolder(FileDescriptor parent, LayerPath path)
    {
        bool replaces = _whiteouts.Remove(path.Full);
        if (replaces) Check(Libc.unlinkat(parent, path.Name, 0), "unlink", path);
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

    private unsafe void WriteFile(ArchiveReader archive, FileDescriptor parent, LayerPath path, CancellationToken cancellation)
    {
        using FileDescriptor file = Libc.openatRaw(parent, path.Name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.CloseOnExec, 0b110_000_000);
        Check(file.IsInvalid ? -1 : 0, "open", path);
        while (archive.ReadData(_buffer) is > 0 and var count)
        {
            cancellation.ThrowIfCancellationRequested();
            fixed (byte* bytes = _buffer)
            {
                for (int written = 0; written < count;)
                {
                    int more = (int)Libc.write(file, bytes + written, (nuint)(count - written));
                    if (more < 0 && Libc.LastError == Errno.EINTR) continue;
                    Check(more, "write", path);
                    written += more;
                }
            }
        }
    }

    // In this order: a new owner takes set-user-ID and capabilities away.
    private unsafe void SetMetadata(FileDescriptor parent, string name, LayerPath path, ArchiveEntry entry)
    {
        Check(Libc.fchownat(parent, name, entry.Owner, entry.Group, AtFlags.NoFollow), "chown", path);
        if (entry.Kind != ArchiveEntryKind.SymbolicLink) Check(Libc.fchmodat(parent, name, entry.Mode, 0), "chmod", path);
        foreach ((string attribute, string value) in entry.Attributes) SetAttribute(parent, name, path, attribute, value);
        if (entry.Kind == ArchiveEntryKind.Folder)
        {
            _folderTimes[path.Full] = entry.Modified;
            return;
        }
        FileTime* times = stackalloc FileTime[2] { entry.Modified, entry.Modified };
        Check(Libc.utimensat(parent, name, times, AtFlags.NoFollow), "utimensat", path);
    }

    private void SetAttribute(FileDescriptor parent, string name, LayerPath path, string attribute, string value)
    {
        // overlayfs' own are no image's to give: they would redirect folders.
        if (attribute.StartsWith("trusted.overlay.", StringComparison.Ordinal) || attribute.StartsWith("user.overlay.", StringComparison.Ordinal)) return;
        int result = TrySetAttribute(parent, name, attribute, value);
        // A file system that has no such attributes, or a kind of file that cannot have them (xattr(7)).
        bool isPassable = result == -1 && (Libc.LastError == Errno.EOPNOTSUPP || Libc.LastError == Errno.EPERM && attribute.StartsWith("user.", StringComparison.Ordinal));
        if (!isPassable) Check(result, $"setxattr {attribute}", path);
    }

    private void MarkOpaque(FileDescriptor parent, string name, string path) => Check(TrySetAttribute(parent, name, OpaqueAttribute, "y"), $"setxattr {OpaqueAttribute}", PathOf(path));

    // The call takes a path; that of a descriptor leads into the folder that it holds.
    private static int TrySetAttribute(FileDescriptor parent, string name, string attribute, string value)
    {
        int result = Libc.lsetxattr(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{parent.Number}/{name}"), attribute, Encoding.Latin1.GetBytes(value), (nuint)value.Length, 0);
        GC.KeepAlive(parent);
        return result;
    }

    private unsafe void SetFolderTime(string path, FileTime time)
    {
        using FileDescriptor? folder = Libc.OpenInRoot(_root, path.Length == 0 ? "." : path);
        // A later entry may have replaced it.
        if (folder is null) return;
        FileTime* times = stackalloc FileTime[2] { time, time };
        _ = Libc.utimensat(folder, ".", times, AtFlags.None);
    }

    // Entries of one folder mostly follow each other.
    private FileDescriptor OpenParent(string path)
    {
        if (path.Length == 0) return _root;
        if (_parent is not null && _parentPath == path) return _parent;
        FileDescriptor opened = OpenFolder(path);
        _parent?.Dispose();
        (_parent, _parentPath) = (opened, path);
        return opened;
    }

    private FileDescriptor OpenFolder(string path)
    {
        LayerPath missing = PathOf(path);
        if (!_whiteouts.Contains(path))
        {
            if (Libc.OpenInRoot(_root, path) is { } found) return found;
            if (Libc.LastError != Errno.ENOENT) throw Failed("open", missing);
        }
        using FileDescriptor? above = missing.Parent.Length == 0 ? null : OpenFolder(missing.Parent);
        bool isAnother = _whiteouts.Contains(path);
        MakeFolder(above ?? _root, missing);
        if (!isAnother) Inherit(above ?? _root, missing);
        return Libc.OpenInRoot(_root, path) ?? throw Failed("open", missing);
    }

    // overlayfs shows a folder as its highest layer has it, and this one has to have it because of what is inside.
    private void Inherit(FileDescriptor parent, LayerPath path)
    {
        foreach (FileDescriptor layer in _below)
        {
            using FileDescriptor? folder = Libc.OpenInRoot(layer, path.Full);
            if (folder is null || FolderMetadata.Of(folder) is not { } metadata) continue;
            Check(Libc.fchownat(parent, path.Name, metadata.Owner, metadata.Group, AtFlags.NoFollow), "chown", path);
            Check(Libc.fchmodat(parent, path.Name, metadata.Mode, 0), "chmod", path);
            _folderTimes[path.Full] = metadata.Modified;
            return;
        }
    }

    private void RemoveExisting(FileDescriptor parent, LayerPath path)
    {
        FolderTree.Remove(parent, path.Name);
        _whiteouts.Remove(path.Full);
        if (_parentPath == path.Full || _parentPath.StartsWith($"{path.Full}/", StringComparison.Ordinal)) _parentPath = "";
    }

    private static unsafe uint? TypeOf(FileDescriptor parent, string name)
    {
        const uint StatxType = 1;
        byte* buffer = stackalloc byte[256];
        if (Libc.statxAt(parent, name, AtFlags.NoFollow, StatxType, buffer) != 0) return null;
        // stx_mode (linux/stat.h).
        return *(ushort*)(buffer + 28) & TypeMask;
    }

    // What glibc's makedev makes of the two.
    private static ulong DeviceNumber(ArchiveEntry entry)
        => (ulong)(entry.Major & 0xFFF) << 8 | (ulong)(entry.Major & 0xFFFFF000) << 32 | entry.Minor & 0xFF | (ulong)(entry.Minor & 0xFFFFFF00) << 12;

    private LayerPath PathOf(string name)
    {
        string[] parts = [.. CheckName(name).Split('/').Where(part => part is not ("" or "."))];
        if (parts.Contains("..")) throw Bad($"its entry '{RawName.Text(name)}' leads out of it");
        return new LayerPath(parts);
    }

    private string CheckName(string name)
        => name.Contains('\0', StringComparison.Ordinal) ? throw Bad("a name in it has a zero character") : name;

    private void Check(int result, string call, LayerPath path)
    {
        if (result == -1) throw Failed(call, path);
    }

    private SystemCallException Failed(string call, LayerPath path) => new(call, $"'{RawName.Text(path.Full)}' of {_what}", Libc.LastError);

    private ContainerNetException Bad(string why) => ContainerNetException.Invalid("LayerInvalid", _what, $"{_what} cannot be unpacked: {why}.");
}

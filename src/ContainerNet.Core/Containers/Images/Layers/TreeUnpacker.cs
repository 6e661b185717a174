using ContainerNet.Containers.Images.Archives;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Containers.Images.Layers;

/// <summary>
/// Unpacks a tar archive into a directory that is in use. All paths are resolved below a root, so that neither a name in the archive nor a
/// link in the directory leads out of it.
/// </summary>
/// <param name="root">The root.</param>
/// <param name="folder">The path of the directory below it, as bytes one a character; empty for the root itself.</param>
/// <param name="what">What the archive is called in errors.</param>
internal sealed class TreeUnpacker(FileDescriptor root, string folder, string what)
{
    private const uint NewFolderMode = 0b111_101_101;
    private const uint PlainBits = 0b111_111_111;

    private readonly EntryMaker _maker = new(what);
    private readonly Dictionary<string, FileTime> _folderTimes = [];
    private long _remembered;

    /// <summary>How owners are numbered in the archive; null leaves all to the user who unpacks, without set-user-ID, set-group-ID and devices, which would give the archive's maker that user's rights.</summary>
    public OwnerShift? Owners { get; init; } = default(OwnerShift);

    /// <summary>Whether a file is an error where the archive has a directory. The reverse always is one: a directory is never replaced.</summary>
    public bool KeepsFiles { get; init; }

    /// <summary>Told of each device that is left out.</summary>
    public Action<string>? LeftOut { get; init; }

    /// <summary>Unpacks all entries.</summary>
    /// <exception cref="ContainerNetException">The archive cannot be read, or an entry cannot be made.</exception>
    public void Unpack(ArchiveReader archive, CancellationToken cancellation = default)
    {
        int entries = 0;
        while (archive.Next() is { } entry)
        {
            cancellation.ThrowIfCancellationRequested();
            if (++entries > ImageLimits.LayerEntries) throw Bad($"it has more than {ImageLimits.LayerEntries} entries");
            Make(archive, entry, cancellation);
        }
        // What was made in a directory has changed its time.
        foreach ((string path, FileTime time) in _folderTimes) SetFolderTime(path, time);
    }

    private void Make(ArchiveReader archive, ArchiveEntry entry, CancellationToken cancellation)
    {
        LayerPath path = LayerPath.Parse(entry.Name, Bad);
        if (Owners is null) entry = entry with { Mode = entry.Mode & PlainBits, Attributes = entry.Attributes.Where(attribute => attribute.Key.StartsWith("user.", StringComparison.Ordinal)).ToDictionary() };
        if (Owners is null && entry.Kind is ArchiveEntryKind.CharacterDevice or ArchiveEntryKind.BlockDevice && LeaveOut(path)) return;
        using FileDescriptor parent = OpenFolder(path.IsRoot ? path : path.Above);
        if (!path.IsRoot && MakeWay(parent, path, entry, out FileDescriptor? mounted))
        {
            MakeNew(archive, entry, parent, path, mounted, cancellation);
        }
        else if (path.IsRoot && entry.Kind != ArchiveEntryKind.Folder)
        {
            throw Bad("its top is not a directory");
        }
        if (entry.Kind == ArchiveEntryKind.HardLink) return;
        _maker.SetMetadata(parent, path.Name, path.Full, entry, Owners is { } owners ? (owners.Outside(entry.Owner), owners.Outside(entry.Group)) : null);
        if (entry.Kind == ArchiveEntryKind.Folder) _folderTimes[Remember(path)] = entry.Modified;
    }

    private void MakeNew(ArchiveReader archive, ArchiveEntry entry, FileDescriptor parent, LayerPath path, FileDescriptor? mounted, CancellationToken cancellation)
    {
        using (mounted)
        {
            if (mounted is not null) _maker.Write(archive, mounted, path.Full, cancellation);
            else if (entry.Kind == ArchiveEntryKind.Folder) Check(Libc.mkdirat(parent, path.Name, NewFolderMode), "mkdir", path);
            else if (entry.Kind == ArchiveEntryKind.HardLink) MakeHardLink(parent, path, entry.Target);
            else _maker.Make(archive, entry, parent, path.Name, path.Full, cancellation);
        }
    }

    // False where the entry's directory is there already.
    private bool MakeWay(FileDescriptor parent, LayerPath path, ArchiveEntry entry, out FileDescriptor? mounted)
    {
        mounted = null;
        if (EntryStatus.Of(parent, path.Name) is not { } present) return true;
        bool isFolder = entry.Kind == ArchiveEntryKind.Folder;
        if (present.IsFolder && isFolder) return false;
        if (present.IsFolder) throw Differs(path, $"a directory '{path.Name}' cannot be replaced by a file");
        if (isFolder && KeepsFiles) throw Differs(path, $"a file '{path.Name}' cannot be replaced by a directory");
        // To remove what is mounted on another file, such as /etc/hosts of a container, would take the mount away.
        if (present.IsMountRoot) mounted = OpenMounted(parent, path, present, entry);
        else Check(Libc.unlinkat(parent, path.Name, AtFlags.None), "unlink", path);
        return true;
    }

    private FileDescriptor OpenMounted(FileDescriptor parent, LayerPath path, EntryStatus present, ArchiveEntry entry)
    {
        if (!present.IsFile || entry.Kind != ArchiveEntryKind.File)
            throw ContainerNetException.InUse("MountPointInUse", RawName.Text(path.Full), $"'{RawName.Text(path.Full)}' of {what} cannot be made: something is mounted there.");
        return Libc.OpenNoLink(parent, path.Name, OpenFlags.WriteOnly | OpenFlags.Truncate | OpenFlags.NonBlocking) ?? throw Failed("open", path);
    }

    private void MakeHardLink(FileDescriptor parent, LayerPath path, string target)
    {
        LayerPath source = LayerPath.Parse(target, Bad);
        if (source.IsRoot) throw Bad("it links to its own top");
        using FileDescriptor above = OpenFolder(source.Above);
        Check(Libc.linkat(above, source.Name, parent, path.Name, 0), "link", path);
    }

    private FileDescriptor OpenFolder(LayerPath path)
    {
        if (Libc.OpenInRoot(root, Below(path)) is { } found) return found;
        if (Libc.LastError != Errno.ENOENT || path.IsRoot) throw Failed("open", path);
        using (FileDescriptor above = OpenFolder(path.Above))
        {
            if (Libc.mkdirat(above, path.Name, NewFolderMode) != 0 && Libc.LastError != Errno.EEXIST) throw Failed("mkdir", path);
            if (Owners is { } owners) Check(Libc.fchownat(above, path.Name, owners.Outside(0), owners.Outside(0), AtFlags.NoFollow), "chown", path);
        }
        return Libc.OpenInRoot(root, Below(path)) ?? throw Failed("open", path);
    }

    private string Below(LayerPath path) => $"{(folder.Length == 0 ? "." : folder)}/{path.Full}";

    private void SetFolderTime(string path, FileTime time)
    {
        using FileDescriptor? open = Libc.OpenInRoot(root, Below(LayerPath.Parse(path, Bad)));
        if (open is not null) _ = Libc.utimensat(open, ".", time, AtFlags.None);
    }

    private bool LeaveOut(LayerPath path)
    {
        LeftOut?.Invoke($"The device '{RawName.Text(path.Full)}' was not copied: on this host it would give access to the host's own devices.");
        return true;
    }

    // Names of directories are kept until the end, and the maker of the archive chooses their number and length.
    private string Remember(LayerPath path)
    {
        string full = path.Full;
        _remembered += full.Length;
        return _remembered <= ImageLimits.RememberedNames ? full : throw Bad($"the names of its directories have more than {ImageLimits.RememberedNames} bytes");
    }

    private void Check(int result, string call, LayerPath path)
    {
        if (result == -1) throw Failed(call, path);
    }

    private ContainerNetException Failed(string call, LayerPath path) => EntryFailure.Of(call, path.IsRoot ? what : $"'{RawName.Text(path.Full)}' of {what}");

    private ContainerNetException Differs(LayerPath path, string why)
        => new($"{what} cannot be copied: {RawName.Text(why)}.", ErrorKind.AlreadyExists) { ErrorId = "FileKindDiffers", Subject = RawName.Text(path.Full) };

    private ContainerNetException Bad(string why) => ContainerNetException.Invalid("InvalidArchive", what, $"{what} cannot be unpacked: {why}.");
}

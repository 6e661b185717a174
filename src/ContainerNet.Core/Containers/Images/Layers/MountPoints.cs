using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Containers.Images.Layers;

/// <summary>
/// The places in a root file system that the runtime mounts on and makes files in. Before the runtime sees them they are real
/// directories and files, whatever the image has there: a link would have the runtime write where it leads on the host. Docker lays
/// them in a layer of their own (initlayer).
/// </summary>
/// <param name="root">The root file system, mounted.</param>
/// <param name="owner">The user and group that own what is made.</param>
internal sealed class MountPoints(FileDescriptor root, uint owner)
{
    private const uint DirectoryMode = 0b111_101_101;
    private const uint FileMode = 0b110_100_100;

    private static readonly string[] _directories = ["/dev", "/proc", "/sys"];
    private static readonly string[] _files = ["/etc/hosts", "/etc/hostname", "/etc/resolv.conf"];

    /// <summary>Lays all of them. What is there and is right stays, with its owner and mode.</summary>
    /// <param name="path">The mounted root file system.</param>
    /// <param name="owner">The user and group that own what is made.</param>
    public static void Lay(string path, uint owner)
    {
        using FileDescriptor root = FileDescriptor.Open(path, OpenFlags.Path);
        var points = new MountPoints(root, owner);
        foreach (string directory in _directories) points.LayPoint(directory, FileType.Folder);
        foreach (string file in _files) points.LayPoint(file, FileType.Regular);
    }

    /// <summary>Whether a container's change is nothing but such a place, which is empty.</summary>
    /// <param name="parent">The directory that it is in, of the layer that takes the container's changes.</param>
    /// <param name="path">Its path below the root, without a slash at its beginning.</param>
    public static bool IsLaid(FileDescriptor parent, string path)
    {
        if (EntryStatus.Of(parent, Path.GetFileName(path)) is not { } status) return false;
        if (_files.Contains($"/{path}")) return status is { IsFile: true, Size: 0 };
        return _directories.Contains($"/{path}") && status.IsFolder && IsEmpty(parent, path);
    }

    /// <summary>Whether such a place is made in a directory, which changes the directory's time.</summary>
    public static bool IsAbove(string path) => _files.Any(file => Path.GetDirectoryName(file) == $"/{path}");

    private static bool IsEmpty(FileDescriptor parent, string path)
    {
        using FileDescriptor folder = DirectoryTree.OpenDirectory(parent, Path.GetFileName(path));
        return DirectoryTree.Entries(folder).Count == 0;
    }

    // The directory above may be reached by links, all of which end inside the root.
    private void LayPoint(string path, uint kind)
    {
        string above = Path.GetDirectoryName(path)!;
        using FileDescriptor directory = OpenDirectory(above) ?? LayDirectory(above);
        LayIn(directory, Path.GetFileName(path), kind);
    }

    private FileDescriptor LayDirectory(string path)
    {
        LayIn(root, Path.GetFileName(path), FileType.Folder);
        return OpenDirectory(path) ?? throw new SystemCallException("openat2", path, Libc.LastError);
    }

    private FileDescriptor? OpenDirectory(string path)
    {
        FileDescriptor? found = Libc.OpenInRoot(root, path);
        if (found is null || FileType.Of(found) == FileType.Folder) return found;
        found.Dispose();
        return null;
    }

    private void LayIn(FileDescriptor directory, string name, uint kind)
    {
        uint? present = FileType.Of(directory, name);
        if (present == kind) return;
        if (present is not null) DirectoryTree.Remove(directory, name);
        int made = kind == FileType.Folder ? Libc.mkdirat(directory, name, DirectoryMode) : Libc.mknodat(directory, name, FileType.Regular | FileMode, 0);
        Libc.Check(made, kind == FileType.Folder ? "mkdir" : "mknod", name);
        Libc.Check(Libc.fchmodat(directory, name, kind == FileType.Folder ? DirectoryMode : FileMode, 0), "chmod", name);
        Libc.Check(Libc.fchownat(directory, name, owner, owner, AtFlags.NoFollow), "chown", name);
    }
}

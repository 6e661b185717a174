using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Containers.Files;

/// <summary>
/// A file or directory as <c>docker cp</c> names it: by a path below a root that no link leads out of. A path that ends with a slash
/// is that of a directory, and one that ends with <c>/.</c> means what is in it. Names and paths are bytes, one a character.
/// </summary>
internal sealed class FilePlace : IDisposable
{
    // As many as the kernel follows (path_resolution(7)).
    private const int MostLinks = 40;

    private FilePlace(FileDescriptor folder, string folderPath, string name) => (Folder, FolderPath, Name, Status) = (folder, folderPath, name, EntryStatus.Of(folder, name));

    /// <summary>The directory that it is in; the directory itself where <see cref="Name"/> is a dot.</summary>
    public FileDescriptor Folder { get; }

    /// <summary>The path of <see cref="Folder"/> below the root.</summary>
    public string FolderPath { get; }

    /// <summary>Its name there.</summary>
    public string Name { get; }

    /// <summary>What it is; null where it does not exist.</summary>
    public EntryStatus? Status { get; }

    /// <summary>What it is called where it is copied to: the last part of the path as it was given, or a dot for what is in a directory.</summary>
    public required string CopyName { get; init; }

    /// <summary>Whether the path is that of a directory.</summary>
    public required bool IsFolderPath { get; init; }

    /// <summary>Whether it is a directory.</summary>
    public bool IsFolder => Status is { IsFolder: true };

    /// <summary>The path of the directory that it is, below the root.</summary>
    public string Path => Name == "." ? FolderPath : $"{FolderPath}/{Name}";

    /// <summary>Finds it.</summary>
    /// <param name="root">The root.</param>
    /// <param name="path">The path, as people write it.</param>
    /// <param name="followLink">Whether a link at its end is followed; one before a slash always is.</param>
    /// <exception cref="ContainerNetException">FileNotFound: the directory that it is in does not exist. NotADirectory: the path is that of a directory, but a file is there.</exception>
    public static FilePlace Find(FileDescriptor root, string path, bool followLink)
    {
        if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal)) throw ContainerNetException.Invalid("InvalidPath", path, $"'{path}' is not a path. It is empty or has a zero character.");
        string raw = RawName.Of(path);
        bool isContent = raw == "." || raw.EndsWith("/.", StringComparison.Ordinal);
        bool isFolderPath = isContent || raw.EndsWith('/');
        string whole = (isContent ? raw[..^1] : raw).TrimEnd('/');
        string copyName = isContent || LastPart(whole) is "" or "." or ".." ? "." : LastPart(whole);
        FilePlace place = Resolve(root, whole, followLink || isFolderPath, copyName, isFolderPath);
        if (!isFolderPath || place.Status is null or { IsFolder: true }) return place;
        place.Dispose();
        throw ContainerNetException.Invalid("NotADirectory", path, $"'{path}' is the path of a directory, but a file is there.");
    }

    public void Dispose() => Folder.Dispose();

    private static FilePlace Resolve(FileDescriptor root, string path, bool followLink, string copyName, bool isFolderPath)
    {
        for (int links = 0; ; links++)
        {
            (string above, string name) = Split(path);
            FilePlace place = new(Open(root, above), above, name) { CopyName = copyName, IsFolderPath = isFolderPath };
            if (!followLink || place.Status is not { IsLink: true }) return place;
            using (place)
            {
                if (links == MostLinks) throw new SystemCallException("readlink", RawName.Text(path), Errno.ELOOP);
                string target = SymbolicLink.TargetOf(place.Folder, name) ?? "";
                path = target.StartsWith('/') ? target.TrimEnd('/') : $"{above}/{target.TrimEnd('/')}";
            }
        }
    }

    // A last part of one or two dots is no name: it stands for the directory.
    private static (string Above, string Name) Split(string path)
    {
        string name = LastPart(path);
        if (name is "" or "." or "..") return (path.Length == 0 ? "/" : path, ".");
        string above = path[..^name.Length].TrimEnd('/');
        return (above.Length == 0 ? "/" : above, name);
    }

    private static string LastPart(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static FileDescriptor Open(FileDescriptor root, string path)
    {
        if (Libc.OpenInRoot(root, path) is { } found) return found;
        throw Libc.LastError is Errno.ENOENT or Errno.ENOTDIR
            ? ContainerNetException.NotFound("FileNotFound", RawName.Text(path), $"There is no directory '{RawName.Text(path)}'.")
            : new SystemCallException("openat2", RawName.Text(path), Libc.LastError);
    }
}

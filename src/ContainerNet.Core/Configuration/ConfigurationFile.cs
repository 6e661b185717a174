using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Configuration;

/// <summary>A configuration file on disk, which everyone may read.</summary>
internal static class ConfigurationFile
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode ReadableFolder = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Its bytes; none where there is no file.</summary>
    /// <exception cref="ContainerNetException">It cannot be read.</exception>
    public static byte[]? Read(string path)
    {
        // Usually the file does not exist, and this check takes half the time of a failed open.
        if (FileStatus.Of(path) is null && Libc.LastError is Errno.ENOENT or Errno.ENOTDIR) return null;
        try
        {
            using FileDescriptor? file = FileDescriptor.TryOpen(path, OpenFlags.ReadOnly);
            return file?.ReadAll();
        }
        catch (SystemCallException e)
        {
            throw new ContainerNetException($"{path} cannot be read: {e.Message}", e.Kind, innerException: e) { ErrorId = "ConfigurationUnreadable", Subject = path };
        }
    }

    /// <summary>Replaces the file by renaming a new one over it; a link stays, and its target is replaced.</summary>
    /// <param name="path">Where it is; its directory is made if it is missing.</param>
    /// <param name="text">Its text; null removes it.</param>
    public static void Write(string path, string? text)
    {
        PrivateDirectory.Ensure(Path.GetDirectoryName(path)!, ReadableFolder);
        string target = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        if (text is null)
        {
            File.Delete(target);
            PrivateDirectory.Sync(Path.GetDirectoryName(target)!);
            return;
        }
        string temporary = $"{target}.new";
        File.WriteAllText(temporary, text);
        File.SetUnixFileMode(temporary, Readable);
        // On the disk before it has the name, and the name before it is acknowledged.
        using (FileDescriptor file = FileDescriptor.Open(temporary, OpenFlags.ReadOnly)) Libc.Check(Libc.fsync(file), "fsync", temporary);
        File.Move(temporary, target, overwrite: true);
        PrivateDirectory.Sync(Path.GetDirectoryName(target)!);
    }
}

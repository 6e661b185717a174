using ContainerNet.Interop;

namespace ContainerNet.Configuration;

/// <summary>A configuration file on disk, which everyone may read.</summary>
internal static class ConfigurationFile
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Its bytes; none where there is no file.</summary>
    /// <exception cref="ContainerNetException">It cannot be read.</exception>
    public static byte[]? Read(string path)
    {
        // Mostly there is none, which is told in half the time that it takes to open it in vain.
        if (FileStatus.Of(path) is null && Libc.LastError is Errno.ENOENT) return null;
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

    /// <summary>Replaces the file by renaming a new one over it; a link stays, and what it leads to is replaced.</summary>
    /// <param name="path">Where it is; its folder is made if it is missing.</param>
    /// <param name="text">Its text; null removes it.</param>
    public static void Write(string path, string? text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string target = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        if (text is null)
        {
            File.Delete(target);
            return;
        }
        string temporary = $"{target}.new";
        File.WriteAllText(temporary, text);
        File.SetUnixFileMode(temporary, Readable);
        File.Move(temporary, target, overwrite: true);
    }
}

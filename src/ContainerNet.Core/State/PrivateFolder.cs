using ContainerNet.Interop;

namespace ContainerNet.State;

/// <summary>Folders that only their owner may look into.</summary>
internal static class PrivateFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes the folder, and those above it that are missing, with mode 0700.</summary>
    public static void Ensure(string path)
    {
        if (!Directory.Exists(path)) Directory.CreateDirectory(path, OwnerOnly);
    }

    /// <summary>
    /// Whether there is no file in the folder, or no folder. It is asked before each change, and nearly always answered
    /// yes: .NET's own listing takes several times as long to find nothing.
    /// </summary>
    public static unsafe bool IsEmpty(string path)
    {
        nint folder = Libc.opendir(path);
        if (folder == 0) return Libc.LastError == Errno.ENOENT;
        try
        {
            byte* entry;
            do entry = Libc.readdir(folder);
            // The folder itself and the one above it.
            while (entry != null && entry[Libc.EntryName] == '.');
            return entry == null;
        }
        finally
        {
            _ = Libc.closedir(folder);
        }
    }
}

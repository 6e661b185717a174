using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace ContainerNet.Interop;

/// <summary>Walks folders with all that is in them, also names that .NET cannot say: those that are not UTF-8.</summary>
internal static class FolderTree
{
    /// <summary>Removes a file or a folder; it is no error that there is none. Links are not followed.</summary>
    /// <exception cref="SystemCallException">Something cannot be removed.</exception>
    public static void Remove(string path)
    {
        using FileDescriptor? parent = FileDescriptor.TryOpen(Path.GetDirectoryName(path)!, OpenFlags.Path);
        if (parent is not null) Remove(parent, RawName.Of(Path.GetFileName(path)));
    }

    /// <summary>The same by its name, as bytes one a character, in a folder that is open.</summary>
    public static void Remove(FileDescriptor parent, string name)
    {
        if (Libc.unlinkat(parent, name, 0) == 0 || Libc.LastError == Errno.ENOENT) return;
        if (Libc.LastError != Errno.EISDIR) throw new SystemCallException("unlink", RawName.Text(name), Libc.LastError);
        using (FileDescriptor folder = Libc.openatRaw(parent, name, OpenFlags.ReadOnly | OpenFlags.CloseOnExec, 0))
        {
            Libc.Check(folder.IsInvalid ? -1 : 0, "open", RawName.Text(name));
            foreach (string entry in Entries(folder)) Remove(folder, entry);
        }
        Libc.Check(Libc.unlinkat(parent, name, (int)AtFlags.RemoveFolder), "rmdir", RawName.Text(name));
    }

    /// <summary>The names in a folder that is open, as bytes one a character.</summary>
    public static unsafe List<string> Entries(FileDescriptor folder)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{folder.Number}");
        nint open = Libc.opendir(path);
        if (open == 0) throw new SystemCallException("opendir", path, Libc.LastError);
        List<string> names = [];
        while (Libc.readdir(open) is var entry && entry != null)
        {
            string name = Encoding.Latin1.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + Libc.EntryName));
            if (name is not ("." or "..")) names.Add(name);
        }
        _ = Libc.closedir(open);
        return names;
    }
}

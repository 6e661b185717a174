using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ContainerNet.Linux.Syscalls;

namespace ContainerNet.Linux.Files;

/// <summary>
/// Walks directories that a container or an image filled. All is done by descriptors: a name need not be UTF-8, and a path may be
/// longer than the kernel takes (PATH_MAX).
/// </summary>
internal static class DirectoryTree
{
    /// <summary>Removes a file or a directory with all that is in it; a missing one is no error. Links are not followed.</summary>
    /// <exception cref="SystemCallException">Something cannot be removed.</exception>
    public static void Remove(string path)
    {
        using FileDescriptor? parent = FileDescriptor.TryOpen(Path.GetDirectoryName(path)!, OpenFlags.Path);
        if (parent is not null) Remove(parent, RawName.Of(Path.GetFileName(path)));
    }

    /// <summary>The same by its name, as bytes one a character, in a directory that is open.</summary>
    public static void Remove(FileDescriptor parent, string name)
    {
        if (TryRemoveOne(parent, name)) return;
        using (FileDescriptor top = OpenDirectory(parent, name))
        {
            long moved = 0;
            while (!TryRemoveDirectory(parent, name))
            {
                if (!Empty(top, top, ref moved)) throw new SystemCallException("rmdir", RawName.Text(name), Errno.ENOTEMPTY);
            }
        }
    }

    /// <summary>The names in a directory that is open, as bytes one a character.</summary>
    public static unsafe List<string> Entries(FileDescriptor folder)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{folder.Number}");
        nint open = Libc.opendir(path);
        if (open == 0) throw new SystemCallException("opendir", path, Libc.LastError);
        List<string> names = [];
        while (NativeMethods.readdir(open) is var entry && entry != null)
        {
            string name = Encoding.Latin1.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + Libc.EntryName));
            if (name is not ("." or "..")) names.Add(name);
        }
        _ = NativeMethods.closedir(open);
        return names;
    }

    /// <summary>Opens a directory by its name, as bytes one a character. A link is not followed.</summary>
    public static FileDescriptor OpenDirectory(FileDescriptor parent, string name)
        => Libc.OpenNoLink(parent, name, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NonBlocking) ?? throw new SystemCallException("openat2", RawName.Text(name), Libc.LastError);

    // What lies deeper than one directory below the top is moved up to the top, where it is found in the next pass. So two
    // descriptors and no recursion are enough for a tree of any depth.
    private static bool Empty(FileDescriptor directory, FileDescriptor top, ref long moved)
    {
        List<string> entries = Entries(directory);
        foreach (string entry in entries)
        {
            if (TryRemoveOne(directory, entry)) continue;
            if (directory != top)
            {
                MoveUp(directory, entry, top, ref moved);
                continue;
            }
            using FileDescriptor below = OpenDirectory(directory, entry);
            Empty(below, top, ref moved);
            _ = TryRemoveDirectory(directory, entry);
        }
        return entries.Count > 0;
    }

    private static void MoveUp(FileDescriptor directory, string entry, FileDescriptor top, ref long moved)
    {
        while (Libc.renameat(directory, entry, top, string.Create(CultureInfo.InvariantCulture, $"{moved++}")) != 0)
        {
            // Something has that name already.
            if (Libc.LastError is not (Errno.EEXIST or Errno.ENOTEMPTY or Errno.ENOTDIR)) throw new SystemCallException("rename", RawName.Text(entry), Libc.LastError);
        }
    }

    // A file, or a directory that is empty. False for a directory that is not.
    private static bool TryRemoveOne(FileDescriptor parent, string name)
    {
        if (Libc.unlinkat(parent, name, AtFlags.None) == 0 || Libc.LastError == Errno.ENOENT) return true;
        if (Libc.LastError != Errno.EISDIR) throw new SystemCallException("unlink", RawName.Text(name), Libc.LastError);
        return TryRemoveDirectory(parent, name);
    }

    private static bool TryRemoveDirectory(FileDescriptor parent, string name)
    {
        if (Libc.unlinkat(parent, name, AtFlags.RemoveDirectory) == 0 || Libc.LastError == Errno.ENOENT) return true;
        return Libc.LastError is Errno.ENOTEMPTY or Errno.EEXIST ? false : throw new SystemCallException("rmdir", RawName.Text(name), Libc.LastError);
    }
}

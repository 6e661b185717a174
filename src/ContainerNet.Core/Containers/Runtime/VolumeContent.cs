using System.Text;
using ContainerNet.Interop;
using Microsoft.Win32.SafeHandles;

namespace ContainerNet.Containers;

/// <summary>
/// A named volume that is new: it begins with what the container's root file system has where it is mounted, with owners and
/// permissions, as Docker's do, so that a program that is not root can write there.
/// </summary>
/// <param name="path">The volume's folder.</param>
internal sealed unsafe class VolumeContent(string path)
{
    private const uint NewFolderMode = 0b111_000_000;
    private const uint NewFileMode = 0b110_000_000;
    private const int LongestLink = 4096;

    /// <summary>Makes the volume: all at once, so that of whoever is killed meanwhile nothing counts.</summary>
    /// <param name="root">The root file system; null for an empty volume.</param>
    /// <param name="target">Where in it the volume is to be mounted.</param>
    public void Make(string? root, string target)
    {
        string folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        using FileDescriptor held = FileDescriptor.Open(folder, OpenFlags.ReadOnly);
        // Held by one process at a time, and let go when it is closed.
        held.TryLock(LockOperation.Exclusive, folder);
        if (Directory.Exists(path)) return;
        string unfinished = $"{path}.new";
        FolderTree.Remove(unfinished);
        Directory.CreateDirectory(unfinished);
        if (root is not null) Fill(unfinished, root, target);
        Directory.Move(unfinished, path);
    }

    private static void Fill(string folder, string root, string target)
    {
        using FileDescriptor rootFolder = FileDescriptor.Open(root, OpenFlags.Path);
        // Links on the way lead to where they lead inside.
        using FileDescriptor? place = Libc.OpenInRoot(rootFolder, RawName.Of(target));
        if (place is null || Metadata.Of(place, ".") is not { IsFolder: true } metadata) return;
        using FileDescriptor from = Open(place, "."), to = FileDescriptor.Open(folder, OpenFlags.ReadOnly);
        CopyAll(from, to);
        metadata.Give(to, ".");
    }

    private static void CopyAll(FileDescriptor from, FileDescriptor to)
    {
        foreach (string name in FolderTree.Entries(from))
        {
            if (Metadata.Of(from, name) is not { } metadata) continue;
            if (metadata.IsFolder) CopyFolder(from, to, name);
            else if (metadata.IsFile) CopyFile(from, to, name);
            else if (metadata.IsLink) CopyLink(from, to, name);
            // Sockets and devices are nothing that a program would keep in a volume.
            else continue;
            metadata.Give(to, name);
        }
    }

    private static void CopyFolder(FileDescriptor from, FileDescriptor to, string name)
    {
        Check(Libc.mkdirat(to, name, NewFolderMode), "mkdir", name);
        using FileDescriptor source = Open(from, name), copy = Open(to, name);
        CopyAll(source, copy);
    }

    private static void CopyFile(FileDescriptor from, FileDescriptor to, string name)
    {
        using FileDescriptor source = Open(from, name), copy = Open(to, name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, NewFileMode);
        using var reader = new FileStream(new SafeFileHandle(source.Number, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        using var writer = new FileStream(new SafeFileHandle(copy.Number, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        reader.CopyTo(writer);
    }

    private static void CopyLink(FileDescriptor from, FileDescriptor to, string name)
    {
        byte* target = stackalloc byte[LongestLink + 1];
        nint length = Libc.readlinkat(from, name, target, LongestLink);
        Check((int)length, "readlink", name);
        Check(Libc.symlinkat(Encoding.Latin1.GetString(target, (int)length), to, name), "symlink", name);
    }

    private static FileDescriptor Open(FileDescriptor folder, string name, OpenFlags flags = OpenFlags.ReadOnly, uint mode = 0)
    {
        FileDescriptor opened = Libc.openatRaw(folder, name, flags | OpenFlags.CloseOnExec, mode);
        Check(opened.IsInvalid ? -1 : 0, "open", name);
        return opened;
    }

    private static void Check(int result, string call, string name) => Libc.Check(result, call, RawName.Text(name));

    /// <summary>What a file is, whose, and when it was changed.</summary>
    private readonly record struct Metadata(uint Owner, uint Group, uint Mode, FileTime Modified)
    {
        private const uint BasicStats = 0x7FF;
        private const uint Permissions = 0xFFF;

        public bool IsFolder => Type == 0x4000;

        public bool IsFile => Type == 0x8000;

        public bool IsLink => Type == 0xA000;

        private uint Type => Mode & 0xF000;

        public static Metadata? Of(FileDescriptor folder, string name)
        {
            byte* statx = stackalloc byte[256];
            if (Libc.statxAt(folder, name, AtFlags.NoFollow, BasicStats, statx) != 0) return null;
            // stx_uid, stx_gid, stx_mode and stx_mtime (linux/stat.h).
            return new Metadata(*(uint*)(statx + 20), *(uint*)(statx + 24), *(ushort*)(statx + 28), *(FileTime*)(statx + 112));
        }

        // In this order: a new owner takes set-user-ID away.
        public void Give(FileDescriptor folder, string name)
        {
            Check(Libc.fchownat(folder, name, Owner, Group, AtFlags.NoFollow), "chown", name);
            if (!IsLink) Check(Libc.fchmodat(folder, name, Mode & Permissions, 0), "chmod", name);
            FileTime* times = stackalloc FileTime[2] { Modified, Modified };
            Check(Libc.utimensat(folder, name, times, AtFlags.NoFollow), "utimensat", name);
        }
    }
}

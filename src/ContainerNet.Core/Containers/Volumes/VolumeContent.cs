using System.Text;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;
using Microsoft.Win32.SafeHandles;
using Tmds.Linux;

namespace ContainerNet.Containers.Volumes;

/// <summary>
/// A named volume that is new: it begins with what the container's root file system has where it is mounted, with owners and
/// permissions, as Docker's do, so that a program that is not root can write there.
/// </summary>
/// <param name="path">The volume's directory.</param>
internal sealed unsafe class VolumeContent(string path)
{
    private const uint NewFolderMode = 0b111_000_000;
    private const uint NewFileMode = 0b110_000_000;
    private const int LongestLink = 4096;
    private const int Deepest = 512;

    /// <summary>Makes the volume: in one step, so that a killed process leaves no partial volume.</summary>
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
        DirectoryTree.Remove(unfinished);
        Directory.CreateDirectory(unfinished);
        if (root is not null) Fill(unfinished, root, target);
        Directory.Move(unfinished, path);
    }

    private static void Fill(string folder, string root, string target)
    {
        using FileDescriptor rootFolder = FileDescriptor.Open(root, OpenFlags.Path);
        // Links on the way are resolved inside the container.
        using FileDescriptor? place = Libc.OpenInRoot(rootFolder, RawName.Of(target));
        if (place is null || Metadata.Of(place, ".") is not { IsFolder: true } metadata) return;
        using FileDescriptor from = Open(place, "."), to = FileDescriptor.Open(folder, OpenFlags.ReadOnly);
        CopyAll(from, to, depth: 0);
        metadata.Give(to, ".");
    }

    private static void CopyAll(FileDescriptor from, FileDescriptor to, int depth)
    {
        if (depth > Deepest) throw ContainerNetException.Invalid("VolumeContentTooDeep", depth, $"The container's content cannot be copied into the volume: its directories are nested more than {Deepest} levels deep.");
        foreach (string name in DirectoryTree.Entries(from))
        {
            if (Metadata.Of(from, name) is not { } metadata) continue;
            if (metadata.IsFolder) CopyDirectory(from, to, name, depth);
            else if (metadata.IsFile) CopyFile(from, to, name);
            else if (metadata.IsLink) CopyLink(from, to, name);
            // Sockets and devices are nothing that a program would keep in a volume.
            else continue;
            metadata.Give(to, name);
        }
    }

    private static void CopyDirectory(FileDescriptor from, FileDescriptor to, string name, int depth)
    {
        Check(Libc.mkdirat(to, name, NewFolderMode), "mkdir", name);
        using FileDescriptor source = DirectoryTree.OpenDirectory(from, name), copy = DirectoryTree.OpenDirectory(to, name);
        CopyAll(source, copy, depth + 1);
    }

    private static void CopyFile(FileDescriptor from, FileDescriptor to, string name)
    {
        using FileStream? reader = RegularFile.TryOpenAt(from, name)?.ToStream();
        if (reader is null) return;
        using FileDescriptor copy = Open(to, name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive, NewFileMode);
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

    private static FileDescriptor Open(FileDescriptor folder, string name, OpenFlags flags = default, uint mode = 0)
    {
        FileDescriptor opened = Libc.openatRaw(folder, name, flags | OpenFlags.CloseOnExec, mode);
        Check(opened.IsInvalid ? -1 : 0, "open", name);
        return opened;
    }

    private static void Check(int result, string call, string name) => Libc.Check(result, call, RawName.Text(name));

    /// <summary>What a file is, whose, and when it was changed.</summary>
    private readonly record struct Metadata(uint Type, uint Permissions, uint Owner, uint Group, FileTime Modified)
    {
        public bool IsFolder => Type == FileType.Folder;

        public bool IsFile => Type == FileType.Regular;

        public bool IsLink => Type == FileType.SymbolicLink;

        public static Metadata? Of(FileDescriptor folder, string name)
        {
            statx status;
            if (Libc.statxAt(folder, name, AtFlags.NoFollow, LibC.STATX_BASIC_STATS, &status) != 0) return null;
            return new Metadata(FileType.Of(status), FileType.Permissions(status), status.stx_uid, status.stx_gid, FileTime.Of(status.stx_mtime));
        }

        // In this order: a new owner takes set-user-ID away.
        public void Give(FileDescriptor folder, string name)
        {
            Check(Libc.fchownat(folder, name, Owner, Group, AtFlags.NoFollow), "chown", name);
            if (!IsLink) Check(Libc.fchmodat(folder, name, Permissions, 0), "chmod", name);
            Check(Libc.utimensat(folder, name, Modified, AtFlags.NoFollow), "utimensat", name);
        }
    }
}

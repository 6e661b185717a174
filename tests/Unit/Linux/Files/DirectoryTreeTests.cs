using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Linux.Files;

public sealed class DirectoryTreeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("containernet-").FullName;

    private string Tree => Path.Combine(_folder, "tree");

    public void Dispose() => DirectoryTree.Remove(_folder);

    [Fact]
    public void A_tree_of_any_depth_is_removed()
    {
        Directory.CreateDirectory(Tree);
        FileDescriptor folder = FileDescriptor.Open(Tree, OpenFlags.ReadOnly);
        for (int depth = 0; depth < 20_000; depth++)
        {
            Assert.Equal(0, Libc.mkdirat(folder, "d", 0b111_000_000));
            // A name that a removal might want for itself.
            Assert.Equal(0, Libc.mknodat(folder, "0", FileType.Regular, 0));
            FileDescriptor next = DirectoryTree.OpenDirectory(folder, "d");
            folder.Dispose();
            folder = next;
        }
        folder.Dispose();
        DirectoryTree.Remove(Tree);
        Assert.False(Directory.Exists(Tree));
    }

    [Fact]
    public void Names_are_any_bytes_and_links_are_not_followed()
    {
        string outside = Directory.CreateDirectory(Path.Combine(_folder, "outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "file"), "kept");
        Directory.CreateDirectory(Path.Combine(Tree, "a/b/c"));
        File.CreateSymbolicLink(Path.Combine(Tree, "a/b/c/link"), outside);
        Tool.Run("sh", ["-c", "touch \"$1/a/$(printf '\\377')\" && mkfifo \"$1/a/b/pipe\" && mkdir \"$1/1\" && touch \"$1/1/f\"", "sh", Tree]);
        DirectoryTree.Remove(Tree);
        Assert.False(Directory.Exists(Tree));
        Assert.Equal("kept", File.ReadAllText(Path.Combine(outside, "file")));
        DirectoryTree.Remove(Tree);
        File.CreateSymbolicLink(Tree, outside);
        DirectoryTree.Remove(Tree);
        Assert.True(File.Exists(Path.Combine(outside, "file")));
    }

    [Fact]
    public void What_cannot_be_removed_is_an_error()
    {
        Requires.Root();
        string busy = Directory.CreateDirectory(Path.Combine(Tree, "a/b/busy")).FullName;
        Assert.Equal(0, Libc.mount("tmpfs", busy, "tmpfs", MountFlags.None, null));
        Assert.Equal(Errno.EBUSY, Assert.Throws<SystemCallException>(() => DirectoryTree.Remove(Tree)).Errno);
        foreach (string line in File.ReadAllLines("/proc/self/mounts").Where(line => line.Contains(_folder, StringComparison.Ordinal))) _ = Libc.umount2(line.Split(' ')[1], Tmds.Linux.LibC.MNT_DETACH);
        DirectoryTree.Remove(Tree);
        Assert.False(Directory.Exists(Tree));
    }
}

using System.Text;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Linux.Files;

/// <summary>What a container or an image has in the place of a file is read where it is a file, and never waited for.</summary>
public sealed class RegularFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("containernet-").FullName;
    private readonly FileDescriptor _root;

    public RegularFileTests() => _root = FileDescriptor.Open(_folder, OpenFlags.Path);

    public void Dispose()
    {
        _root.Dispose();
        DirectoryTree.Remove(_folder);
    }

    [Fact]
    public void A_file_is_read_up_to_its_bound()
    {
        File.WriteAllText(In("file"), "content");
        using FileDescriptor file = RegularFile.TryOpenInRoot(_root, "/file")!;
        Assert.Equal("content", Encoding.ASCII.GetString(RegularFile.TryReadAll(file, 7)!));
        using FileDescriptor again = RegularFile.TryOpen(In("file"))!;
        Assert.Null(RegularFile.TryReadAll(again, 6));
    }

    [Fact]
    public void A_file_of_proc_is_read_though_it_says_that_it_is_empty()
    {
        using FileDescriptor file = RegularFile.TryOpen("/proc/self/status")!;
        Assert.Equal(File.ReadAllText("/proc/self/status")[..10], Encoding.ASCII.GetString(RegularFile.TryReadAll(file, 1 << 20)!)[..10]);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("file/below")]
    [InlineData("dangling")]
    public void What_is_not_there_is_null(string name)
    {
        File.WriteAllText(In("file"), "");
        File.CreateSymbolicLink(In("dangling"), "/nowhere");
        Assert.Null(RegularFile.TryOpenInRoot(_root, name));
        Assert.Null(RegularFile.TryOpen(In(name)));
    }

    [Theory]
    [InlineData("mkfifo \"$1\"")]
    [InlineData("mknod \"$1\" c 1 5")]
    [InlineData("mkdir \"$1\"")]
    [InlineData("ln -s /pipe \"$1\"; mkfifo \"$2/pipe\"")]
    public void What_is_not_a_regular_file_is_refused_and_not_opened(string make)
    {
        Requires.Root();
        Tool.Run("sh", ["-c", make, "sh", In("special"), _folder]);
        Limited.Run(() => Assert.Equal("FileNotRegular", Assert.Throws<ContainerNetException>(() => RegularFile.TryOpenInRoot(_root, "special")).ErrorId));
    }

    [Fact]
    public void A_link_is_resolved_inside_the_root()
    {
        Directory.CreateDirectory(In("etc"));
        File.WriteAllText(In("etc/shadow"), "the container's own");
        File.CreateSymbolicLink(In("absolute"), "/etc/shadow");
        File.CreateSymbolicLink(In("relative"), "../../../../../../etc/shadow");
        foreach (string name in new[] { "absolute", "relative" })
        {
            using FileDescriptor file = RegularFile.TryOpenInRoot(_root, name)!;
            Assert.Equal("the container's own", Encoding.UTF8.GetString(RegularFile.TryReadAll(file, 100)!));
        }
        Assert.Throws<SystemCallException>(() => RegularFile.TryOpenAt(_root, "absolute"));
    }

    private string In(string name) => Path.Combine(_folder, name);
}

using ContainerNet.Containers.EtcFiles;
using ContainerNet.Linux.Files;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Containers.Oci;

/// <summary>Attempts of an attacker who makes an image or runs in a container: each attempt reaches neither the host nor another container.</summary>
public sealed class HostileContainerTests : IDisposable
{
    private const string Kept = "a file of the host";

    private readonly ContainerTestbed _bed = new();

    private string Outside => Path.Combine(_bed.Host.Folder, "outside");

    public void Dispose()
    {
        DirectoryTree.Remove(_bed.Root);
        _bed.Dispose();
    }

    [Theory]
    [InlineData("dev", "/")]
    [InlineData("dev", "../../../../../../../../../../")]
    [InlineData("proc", "/")]
    [InlineData("sys", "/")]
    [InlineData("etc", "/")]
    public void A_link_in_the_place_of_a_mount_point_does_not_lead_to_the_host(string name, string up)
    {
        MakeOutside();
        Directory.Delete(InRoot(name), recursive: true);
        File.CreateSymbolicLink(InRoot(name), up + Outside[1..]);
        Assert.Equal("real", _bed.Output(_bed.Shell("one", $"[ -d /{name} ] && [ ! -L /{name} ] && echo real")));
        CheckOutside();
    }

    [Theory]
    [InlineData("hosts")]
    [InlineData("hostname")]
    [InlineData("resolv.conf")]
    public void A_link_in_the_place_of_a_file_that_is_mounted_does_not_lead_to_the_host(string name)
    {
        MakeOutside();
        File.CreateSymbolicLink(InRoot($"etc/{name}"), $"{Outside}/new");
        Assert.Equal("real", _bed.Output(_bed.Shell("one", $"[ -f /etc/{name} ] && [ ! -L /etc/{name} ] && echo real")));
        CheckOutside();
    }

    [Fact]
    public void A_volume_and_a_working_directory_behind_a_link_are_made_inside()
    {
        MakeOutside();
        File.CreateSymbolicLink(InRoot("data"), Outside);
        string source = Directory.CreateDirectory(Path.Combine(_bed.Host.Folder, "source")).FullName;
        ContainerOptions options = _bed.Shell("one", "touch /data/volume/inside; pwd -P");
        Assert.Equal($"{Outside}/work", _bed.Output(options with { Volumes = [$"{source}:/data/volume"], WorkingDirectory = "/data/work" }));
        Assert.Equal(["inside"], Directory.EnumerateFileSystemEntries(source).Select(Path.GetFileName));
        CheckOutside();
    }

    [Theory]
    [InlineData("passwd", "mkfifo", "FileNotRegular")]
    [InlineData("group", "mkfifo", "FileNotRegular")]
    [InlineData("passwd", "zero", "FileNotRegular")]
    [InlineData("group", "zero", "FileNotRegular")]
    [InlineData("passwd", "large", "FileTooLarge")]
    public void A_start_fails_at_once_where_a_file_of_users_is_not_one_that_can_be_read(string name, string kind, string errorId)
    {
        string path = InRoot($"etc/{name}");
        File.Delete(path);
        if (kind == "large") Tool.Run("truncate", ["-s", "3G", path]);
        else if (kind == "zero") Tool.Run("mknod", [path, "c", "1", "5"]);
        else Tool.Run("mkfifo", [path]);
        Limited.Run(() => Assert.Equal(errorId, Assert.ThrowsAny<ContainerNetException>(() => _bed.Start(_bed.Sleeper("one"))).ErrorId));
        Assert.Empty(_bed.Traces());
    }

    [Fact]
    public void A_program_is_not_started_in_a_container_that_put_a_FIFO_in_the_place_of_its_users()
    {
        NetContainer container = _bed.Start(_bed.Shell("one", "rm /etc/passwd; mkfifo /etc/passwd; touch /done; while :; do sleep 0.05; done"));
        Assert.True(SpinWait.SpinUntil(() => File.Exists($"/proc/{container.ProcessId}/root/done"), TimeSpan.FromSeconds(20)));
        Limited.Run(() => Assert.Equal("FileNotRegular", Assert.ThrowsAny<ContainerNetException>(() => _bed.Containers.Exec("one", new ContainerExecOptions { Arguments = ["true"], User = "web" })).ErrorId));
        Limited.Run(() => _bed.Containers.Remove("one", force: true));
    }

    [Fact]
    public void A_container_that_makes_its_hosts_file_huge_is_started_again_and_keeps_it()
    {
        _bed.Start(_bed.Shell("one", "truncate -s 3G /etc/hosts"));
        _bed.Containers.Wait("one", TimeSpan.FromSeconds(20));
        long before = GC.GetTotalAllocatedBytes();
        _bed.Containers.Restart("one", TimeSpan.Zero);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 100 << 20);
    }

    [Fact]
    public void A_huge_file_is_not_changed()
    {
        string path = Path.Combine(_bed.Host.Folder, "hosts");
        var file = new GivenFile(path);
        file.Give("one\n", (present, _, _) => present);
        Tool.Run("truncate", ["-s", "3G", path]);
        file.Give("two\n", (_, _, after) => after);
        Assert.Equal(3L << 30, new FileInfo(path).Length);
    }

    [Theory]
    [InlineData("a name that is not UTF-8", "mkdir /d; touch \"/d/$(printf '\\377\\376')\"")]
    [InlineData("a path that is longer than PATH_MAX", "n=$(printf '%0200d' 0); i=0; while [ $i -lt 40 ]; do mkdir $n; cd $n; i=$((i+1)); done; touch f")]
    public void A_container_is_removed_that_has(string what, string script)
    {
        _bed.Start(_bed.Shell("one", script));
        Assert.Equal(0, _bed.Containers.Wait("one", TimeSpan.FromSeconds(60)).ExitCode);
        _bed.Containers.Remove("one");
        Assert.True(_bed.Traces().Count == 0, what);
    }

    [Fact]
    public void A_container_that_cannot_be_removed_is_in_no_others_way()
    {
        NetContainer container = _bed.Start(_bed.Shell("one", "mkdir /busy"));
        _bed.Containers.Wait("one", TimeSpan.FromSeconds(20));
        string busy = Path.Combine(_bed.Host.Options.StateDirectory, "containers", container.Id, "upper/busy");
        Assert.Equal(0, Libc.mount("tmpfs", busy, "tmpfs", MountFlags.None, null));
        try
        {
            Assert.Equal(Errno.EBUSY, Assert.Throws<SystemCallException>(() => _bed.Containers.Remove("one")).Errno);
            Assert.Equal("there", _bed.Output(_bed.Shell("other", "echo there")));
        }
        finally
        {
            _ = Libc.umount2(busy, Tmds.Linux.LibC.MNT_DETACH);
        }
        _bed.Containers.Remove("one");
        Assert.Empty(_bed.Traces());
    }

    [Fact]
    public void A_line_without_an_end_is_given_in_pieces()
    {
        _bed.Start(_bed.Shell("one", "head -c 5000000 /dev/zero | tr '\\0' x; echo; echo end"));
        _bed.Containers.Wait("one", TimeSpan.FromSeconds(60));
        string[] lines = [.. _bed.Containers.ReadLog("one", tail: null, follow: false, default).Select(line => line.Text)];
        Assert.Equal(5_000_003, lines.Sum(line => line.Length));
        Assert.InRange(lines.Max(line => line.Length), 1 << 20, 2 << 20);
        Assert.Equal("end", lines[^1]);
    }

    private string InRoot(string name) => Path.Combine(_bed.Root, name);

    private void MakeOutside()
    {
        Directory.CreateDirectory(Outside);
        foreach (string name in new[] { "ptmx", "hosts" }) File.WriteAllText(Path.Combine(Outside, name), Kept);
    }

    private void CheckOutside()
    {
        Assert.Equal(["hosts", "ptmx"], Directory.EnumerateFileSystemEntries(Outside).Select(Path.GetFileName).Order());
        Assert.All(Directory.EnumerateFiles(Outside), file => Assert.Equal(Kept, File.ReadAllText(file)));
    }
}

using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Containers.Volumes;

/// <summary>Volumes as objects, and in containers.</summary>
public sealed class VolumeTests : IDisposable
{
    private readonly ContainerTestbed _bed = new();

    private ContainerNet.Containers.VolumeOperations Volumes => _bed.Host.Net.Volumes;

    public void Dispose()
    {
        foreach (NetContainer container in _bed.Containers.List()) _bed.Containers.Remove(container.Id, force: true);
        foreach (ContainerVolume volume in Volumes.List()) Volumes.Remove(volume.Name);
        _bed.Dispose();
    }

    [Fact]
    public void A_volume_is_made_once_and_keeps_its_labels()
    {
        var definition = new VolumeDefinition { Name = "data", Labels = new Dictionary<string, string> { ["stage"] = "test" } };
        ContainerVolume made = Volumes.Create(definition);
        Assert.Equal(made.Created, Volumes.Create(definition).Created);
        Assert.Equal("test", Assert.Single(Volumes.List()).Labels["stage"]);
        Assert.True(Directory.Exists(made.Mountpoint));
        Assert.Equal("VolumeExists", Assert.ThrowsAny<ContainerNetException>(() => Volumes.Create(definition with { Labels = new Dictionary<string, string>() })).ErrorId);
    }

    [Fact]
    public void A_volume_without_a_name_is_anonymous()
    {
        ContainerVolume made = Volumes.Create(new VolumeDefinition());
        Assert.Matches("^[0-9a-f]{64}$", made.Name);
        Assert.True(made.IsAnonymous);
        Assert.Equal(made.Name, Assert.Single(Volumes.ListUnused(all: false)).Name);
    }

    [Fact]
    public void A_volume_that_a_container_made_is_listed_with_the_containers_that_have_it()
    {
        _bed.Start(_bed.Sleeper("one") with { Volumes = ["data:/data"] });
        _bed.Containers.Create(_bed.Sleeper("two") with { Volumes = ["data:/data:ro"] });
        ContainerVolume volume = Assert.Single(Volumes.List());
        Assert.Equal(("data", false), (volume.Name, volume.IsAnonymous));
        Assert.Equal(["one", "two"], volume.Containers);
        Assert.Equal("VolumeInUse", Assert.ThrowsAny<ContainerNetException>(() => Volumes.Remove("data")).ErrorId);
        foreach (string name in new[] { "one", "two" }) _bed.Containers.Remove(name, force: true);
        Volumes.Remove("data");
        Assert.False(Directory.Exists(Path.GetDirectoryName(volume.Mountpoint)));
    }

    [Fact]
    public void A_new_volume_starts_with_what_the_container_has_there_and_one_with_content_keeps_it()
    {
        Volumes.Create(new VolumeDefinition { Name = "fresh" });
        File.WriteAllText(Path.Combine(Volumes.Create(new VolumeDefinition { Name = "filled" }).Mountpoint, "mine"), "");
        Assert.Equal("group passwd mine", _bed.Output(_bed.Shell("one", "echo $(cd /etc; ls group passwd) $(ls /mnt)") with { Volumes = ["fresh:/etc", "filled:/mnt"] }));
        // It is the user's from then on: empty, it stays empty.
        Tool.Run("sh", ["-c", $"rm -r {Volumes.Get("fresh").Mountpoint}/*"]);
        Assert.Equal("", _bed.Output(_bed.Shell("two", "ls /root") with { Volumes = ["fresh:/root"] }));
    }

    [Fact]
    public void A_tmpfs_is_mounted_while_containers_have_it_and_they_share_it()
    {
        ContainerVolume volume = Volumes.Create(new VolumeDefinition { Name = "scratch", Options = new Dictionary<string, string> { ["type"] = "tmpfs", ["device"] = "tmpfs", ["o"] = "size=1m,nosuid,mode=1770" } });
        Assert.Empty(Mounts(volume));
        _bed.StartReady(_bed.Sleeper("one") with { Volumes = ["scratch:/s"] });
        Assert.Equal("1770 1024", _bed.Output(_bed.Shell("two", "touch /s/file; echo $(stat -c %a /s) $(df -k /s | tail -n 1 | awk '{print $2}')") with { Volumes = ["scratch:/s"] }));
        Assert.Equal("file", _bed.Output(_bed.Shell("three", "ls /s") with { Volumes = ["scratch:/s"] }));
        Assert.Contains("nosuid", Assert.Single(Mounts(volume)), StringComparison.Ordinal);
        _bed.Containers.Stop("one", TimeSpan.Zero);
        Assert.Empty(Mounts(volume));
        // What was in it is gone with it.
        Assert.Equal("", _bed.Output(_bed.Shell("four", "ls /s") with { Volumes = ["scratch:/s"] }));
    }

    [Fact]
    public void A_directory_is_bound_and_stays_when_the_volume_is_removed()
    {
        string shared = Directory.CreateDirectory(Path.Combine(_bed.Host.Folder, "shared")).FullName;
        ContainerVolume volume = Volumes.Create(new VolumeDefinition { Name = "bound", Options = new Dictionary<string, string> { ["type"] = "none", ["device"] = shared, ["o"] = "bind" } });
        Assert.Equal("", _bed.Output(_bed.Shell("one", "touch /b/file") with { Volumes = ["bound:/b"] }));
        Assert.True(File.Exists(Path.Combine(shared, "file")));
        _bed.StartReady(_bed.Sleeper("two") with { Volumes = ["bound:/b"] });
        Tool.Run("sh", ["-c", $"kill -9 {_bed.Containers.Get("two").ProcessId}"]);
        _bed.Containers.Remove("two", force: true);
        Assert.Empty(Mounts(volume));
        Volumes.Remove("bound");
        Assert.True(File.Exists(Path.Combine(shared, "file")));
    }

    [Fact]
    public void A_directory_that_is_bound_read_only_cannot_be_written()
    {
        string shared = Directory.CreateDirectory(Path.Combine(_bed.Host.Folder, "shared")).FullName;
        Volumes.Create(new VolumeDefinition { Name = "bound", Options = new Dictionary<string, string> { ["type"] = "none", ["device"] = shared, ["o"] = "bind,ro" } });
        Assert.Equal("refused", _bed.Output(_bed.Shell("one", "touch /b/file 2>/dev/null || echo refused") with { Volumes = ["bound:/b"] }));
    }

    [Fact]
    public void A_volume_that_cannot_be_mounted_keeps_its_container_from_starting()
    {
        Volumes.Create(new VolumeDefinition { Name = "gone", Options = new Dictionary<string, string> { ["type"] = "none", ["device"] = "/no/such/directory", ["o"] = "bind" } });
        Assert.Equal(Errno.ENOENT, Assert.ThrowsAny<ContainerNetException>(() => _bed.Start(_bed.Sleeper("one") with { Volumes = ["gone:/g"] })).Errno);
        Assert.Empty(_bed.Traces());
    }

    [Theory]
    [InlineData("a", "", "InvalidVolumeName")]
    [InlineData("../data", "", "InvalidVolumeName")]
    [InlineData(".lock", "", "InvalidVolumeName")]
    [InlineData("data", "size=1", "InvalidVolumeOption")]
    [InlineData("data", "type=tmpfs", "InvalidVolumeOption")]
    [InlineData("data", "device=tmpfs", "InvalidVolumeOption")]
    [InlineData("data", "type=none device=srv o=bind", "InvalidVolumeOption")]
    public void What_is_no_volume_is_an_error(string name, string options, string errorId)
    {
        Dictionary<string, string> pairs = options.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(option => option.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.Equal(errorId, Assert.ThrowsAny<ContainerNetException>(() => Volumes.Create(new VolumeDefinition { Name = name, Options = pairs })).ErrorId);
        Assert.Empty(Volumes.List());
    }

    [Fact]
    public void Volumes_are_made_and_removed_by_several_processes_at_once()
    {
        Parallel.For(0, 8, _ =>
        {
            using var other = new NetHost(_bed.Host.Options);
            for (int i = 0; i < 20; i++)
            {
                other.Volumes.Create(new VolumeDefinition { Name = "data" });
                try
                {
                    other.Volumes.Remove("data");
                }
                catch (ContainerNetException e) when (e.ErrorId == "VolumeNotFound")
                {
                    // Another was faster.
                }
            }
        });
        Assert.Empty(Volumes.List());
    }

    private static string[] Mounts(ContainerVolume volume) => [.. File.ReadLines("/proc/self/mountinfo").Where(line => line.Contains($" {volume.Mountpoint} ", StringComparison.Ordinal))];
}

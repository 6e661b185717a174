using ContainerNet.Containers.ControlGroups;
using Xunit;

namespace ContainerNet.Tests.Containers.ControlGroups;

/// <summary>The counters and the freezer of both versions of control groups, in files as Linux writes them.</summary>
public sealed class ControlGroupUsageTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("containernet-cgroup-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Version_2_counts_in_one_directory()
    {
        Write("c/cpu.stat", "usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\nnr_periods 0\n");
        Write("c/memory.current", "10485760\n");
        Write("c/memory.max", "max\n");
        Write("c/memory.stat", "anon 4096\ninactive_file 1048576\nactive_file 0\n");
        Write("c/io.stat", "8:0 rbytes=90112 wbytes=4096 rios=4 wios=1 dbytes=0 dios=0\n254:1 rbytes=10 wbytes=20 rios=1 wios=1\n");
        Write("c/pids.current", "7\n");
        Write("c/pids.max", "50\n");
        ControlGroupUsage usage = ControlGroupUsage.Read(Unified)!;
        Assert.Equal((2.5, 2, 0.5), (usage.CpuTime.TotalSeconds, usage.UserTime.TotalSeconds, usage.SystemTime.TotalSeconds));
        Assert.Equal((10485760, 1048576, null), (usage.Memory, usage.InactiveFile, usage.MemoryLimit));
        Assert.Equal((90122, 4116), (usage.BlockRead, usage.BlockWritten));
        Assert.Equal((7, 50), (usage.Processes, usage.PidsLimit));
    }

    [Fact]
    public void Version_1_counts_in_a_directory_for_each_controller()
    {
        Write("cpuacct/c/cpuacct.usage", "2500000000\n");
        Write("cpuacct/c/cpuacct.stat", "user 200\nsystem 50\n");
        Write("memory/c/memory.usage_in_bytes", "10485760\n");
        Write("memory/c/memory.limit_in_bytes", "9223372036854771712\n");
        Write("memory/c/memory.stat", "cache 5\ninactive_file 1\ntotal_inactive_file 1048576\n");
        Write("blkio/c/blkio.throttle.io_service_bytes_recursive", "8:0 Read 90112\n8:0 Write 4096\n8:0 Total 94208\n254:1 Read 10\n254:1 Write 20\nTotal 94238\n");
        Write("pids/c/pids.current", "7\n");
        Write("pids/c/pids.max", "max\n");
        ControlGroupUsage usage = ControlGroupUsage.Read(Separate)!;
        Assert.Equal((2.5, 2, 0.5), (usage.CpuTime.TotalSeconds, usage.UserTime.TotalSeconds, usage.SystemTime.TotalSeconds));
        Assert.Equal((10485760, 1048576, null), (usage.Memory, usage.InactiveFile, usage.MemoryLimit));
        Assert.Equal((90122, 4116), (usage.BlockRead, usage.BlockWritten));
        Assert.Equal((7, null), (usage.Processes, usage.PidsLimit));
    }

    [Fact]
    public void What_no_controller_counts_is_unknown_and_a_group_that_is_gone_has_no_usage()
    {
        Write("c/cpu.stat", "usage_usec 1000000\nuser_usec 1000000\nsystem_usec 0\n");
        ControlGroupUsage usage = ControlGroupUsage.Read(Unified)!;
        Assert.Equal((null, null, null), (usage.Memory, usage.BlockRead, usage.Processes));
        Assert.Null(ControlGroupUsage.Read(new ControlGroup(_root, "/nope", isUnified: true)));
        Assert.Null(ControlGroupUsage.Read(Separate));
    }

    [Theory]
    [InlineData(true, "c/cgroup.freeze", "0", "c/cgroup.events", "populated 1\nfrozen 1\n")]
    [InlineData(false, "freezer/c/freezer.state", "THAWED", "freezer/c/freezer.state", "FROZEN\n")]
    public void The_freezer_of_each_version_is_asked_and_told(bool isUnified, string told, string thawed, string asked, string frozen)
    {
        Write(told, thawed);
        Write(asked, "populated 1\nfrozen 0\n");
        var freezer = new Freezer(isUnified ? Unified : Separate);
        Assert.False(freezer.IsFrozen);
        Write(asked, frozen);
        Assert.True(freezer.IsFrozen);
        freezer.Thaw();
        Assert.Equal(thawed, File.ReadAllText(Path.Combine(_root, told)));
    }

    [Fact]
    public void A_freezer_that_is_gone_freezes_nothing()
    {
        var freezer = new Freezer(Unified);
        Assert.False(freezer.Freeze());
        Assert.False(freezer.IsFrozen);
        freezer.Thaw();
    }

    private ControlGroup Unified => new(_root, "/c", isUnified: true);

    private ControlGroup Separate => new(_root, "/c", isUnified: false);

    private void Write(string path, string text)
    {
        string full = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}

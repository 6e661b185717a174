using ContainerNet.Containers.Oci;
using ContainerNet.Containers.Records;
using Xunit;

namespace ContainerNet.Tests.Containers.Lifecycle;

/// <summary>Limits and restart policies that are changed later. What holds is read from the control group.</summary>
public sealed class ContainerUpdateTests : IDisposable
{
    private const long Mebibyte = 1L << 20;

    private readonly ContainerTestbed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void A_container_that_runs_has_new_limits_at_once_and_after_a_restart()
    {
        NetContainer web = _bed.Start(_bed.Sleeper("web") with { Memory = 64 * Mebibyte, PidsLimit = 100 });
        _bed.Containers.Update("web", new ContainerUpdateOptions { Memory = 128 * Mebibyte, MemoryReservation = 32 * Mebibyte, Cpu = 0.5, CpuShares = 512, CpuSet = "0", PidsLimit = 50 });
        foreach (int _ in Enumerable.Range(0, 2))
        {
            Assert.Equal($"{128 * Mebibyte}", Limit(web.Id, "memory", "memory.limit_in_bytes", "memory.max"));
            Assert.Equal($"{32 * Mebibyte}", Limit(web.Id, "memory", "memory.soft_limit_in_bytes", "memory.low"));
            Assert.Equal("50", Limit(web.Id, "pids", "pids.max", "pids.max"));
            Assert.Equal("0", Limit(web.Id, "cpuset", "cpuset.cpus", "cpuset.cpus"));
            // With version 2 runc turns 512 of 262144 into a weight of 1 to 10000.
            Assert.Equal(IsUnified ? "20" : "512", Limit(web.Id, "cpu", "cpu.shares", "cpu.weight"));
            Assert.StartsWith("50000", Limit(web.Id, "cpu", "cpu.cfs_quota_us", "cpu.max"), StringComparison.Ordinal);
            _bed.Containers.Restart("web", TimeSpan.Zero);
        }
        Assert.Equal(128 * Mebibyte, _bed.Containers.Get("web").Options["Memory"]);
    }

    [Fact]
    public void What_is_not_given_stays()
    {
        NetContainer web = _bed.Start(_bed.Sleeper("web") with { Memory = 64 * Mebibyte, PidsLimit = 100 });
        _bed.Containers.Update("web", new ContainerUpdateOptions { PidsLimit = 0 });
        Assert.Equal("max", Limit(web.Id, "pids", "pids.max", "pids.max"));
        Assert.Equal($"{64 * Mebibyte}", Limit(web.Id, "memory", "memory.limit_in_bytes", "memory.max"));
    }

    [Fact]
    public void A_container_that_does_not_run_has_them_when_it_starts()
    {
        NetContainer web = _bed.Containers.Create(_bed.Sleeper("web"));
        _bed.Containers.Update("web", new ContainerUpdateOptions { Memory = 64 * Mebibyte });
        _bed.Containers.Start("web");
        Assert.Equal($"{64 * Mebibyte}", Limit(web.Id, "memory", "memory.limit_in_bytes", "memory.max"));
    }

    [Fact]
    public void Memory_and_swap_are_limited_together_and_the_limit_of_both_follows_that_of_memory_unless_it_is_given()
    {
        if (!OciMachine.Detect(_bed.Host.Net.Context).LimitsSwap) Assert.Skip("Swap is not limited by control group here.");
        NetContainer web = _bed.Start(_bed.Sleeper("web") with { Memory = 64 * Mebibyte });
        _bed.Containers.Update("web", new ContainerUpdateOptions { Memory = 256 * Mebibyte });
        Assert.Equal($"{(IsUnified ? 256 : 512) * Mebibyte}", Limit(web.Id, "memory", "memory.memsw.limit_in_bytes", "memory.swap.max"));
        _bed.Containers.Update("web", new ContainerUpdateOptions { Memory = 64 * Mebibyte, MemorySwap = 64 * Mebibyte });
        Assert.Equal(IsUnified ? "0" : $"{64 * Mebibyte}", Limit(web.Id, "memory", "memory.memsw.limit_in_bytes", "memory.swap.max"));
    }

    [Fact]
    public void A_paused_container_takes_new_limits()
    {
        NetContainer web = _bed.Start(_bed.Sleeper("web"));
        _bed.Containers.Suspend("web");
        Assert.Equal(ContainerState.Paused, _bed.Containers.Update("web", new ContainerUpdateOptions { PidsLimit = 70 }).State);
        Assert.Equal("70", Limit(web.Id, "pids", "pids.max", "pids.max"));
    }

    [Fact]
    public void A_new_restart_policy_decides_what_becomes_of_the_container()
    {
        NetContainer web = _bed.Start(_bed.Sleeper("web"));
        Assert.Equal("always", _bed.Containers.Update("web", new ContainerUpdateOptions { Restart = RestartPolicy.Parse("always") }).RestartPolicy);
        System.Diagnostics.Process.GetProcessById(web.ProcessId!.Value).Kill();
        _bed.Containers.Wait("web", TimeSpan.FromSeconds(20));
        Assert.Equal(ContainerState.Running, _bed.Containers.Repair("web")!.State);
    }

    public static TheoryData<ContainerUpdateOptions, string> Impossible => new()
    {
        { new ContainerUpdateOptions { Memory = Mebibyte }, "InvalidMemory" },
        { new ContainerUpdateOptions { MemoryReservation = 512 * Mebibyte }, "InvalidMemoryReservation" },
        { new ContainerUpdateOptions { MemorySwap = 32 * Mebibyte }, "InvalidMemorySwap" },
        { new ContainerUpdateOptions { Cpu = 4096 }, "InvalidCpu" },
        { new ContainerUpdateOptions { CpuShares = 1 }, "InvalidCpuShares" },
        { new ContainerUpdateOptions { CpuSet = "0-4095" }, "InvalidCpuSet" },
        { new ContainerUpdateOptions { CpuSet = "1-0" }, "InvalidCpuSet" },
        { new ContainerUpdateOptions { CpuSet = "" }, "InvalidCpuSet" },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void What_is_not_possible_is_refused_and_all_is_as_it_was(ContainerUpdateOptions changes, string errorId)
    {
        NetContainer web = _bed.Start(_bed.Sleeper("web") with { Memory = 64 * Mebibyte });
        Assert.Equal(errorId, Assert.Throws<ContainerNetException>(() => _bed.Containers.Update("web", changes with { PidsLimit = 50 })).ErrorId);
        Assert.Equal("max", Limit(web.Id, "pids", "pids.max", "pids.max"));
        Assert.False(_bed.Containers.Get("web").Options.ContainsKey("PidsLimit"));
    }

    [Fact]
    public void A_restart_policy_for_a_container_that_is_removed_at_its_end_is_refused()
    {
        _bed.Start(_bed.Sleeper("web") with { Remove = true });
        Assert.Equal("RestartConflict", Assert.Throws<ContainerNetException>(() => _bed.Containers.Update("web", new ContainerUpdateOptions { Restart = RestartPolicy.Parse("always") })).ErrorId);
    }

    [Fact]
    public void What_the_runtime_refuses_is_not_kept()
    {
        NetContainer web = _bed.Start(_bed.Sleeper("web") with { Memory = 64 * Mebibyte });
        // Its state is what runc looks for.
        string state = Path.Combine(_bed.Host.Options.RunDirectory, "runtime", web.Id, "state.json");
        File.Move(state, state + ".moved");
        Assert.Equal("ContainerRuntimeFailed", Assert.Throws<ContainerNetException>(() => _bed.Containers.Update("web", new ContainerUpdateOptions { Memory = 32 * Mebibyte })).ErrorId);
        File.Move(state + ".moved", state);
        Assert.Equal(64 * Mebibyte, _bed.Containers.Get("web").Options["Memory"]);
        Assert.Empty(_bed.Containers.ListDamaged());
    }

    [Fact]
    public void A_change_that_was_given_up_half_way_is_completed()
    {
        NetContainer web = _bed.Start(_bed.Sleeper("web"));
        var store = new ContainerStore(_bed.Host.Net.Context);
        ContainerRecord record = store.Read(web.Id)!;
        store.Save(record with { HasNewLimits = true, Options = record.Options with { PidsLimit = 50 } });
        Assert.Equal([web.Id], _bed.Containers.ListDamaged());
        _bed.Containers.Repair("web");
        Assert.Equal("50", Limit(web.Id, "pids", "pids.max", "pids.max"));
        Assert.Empty(_bed.Containers.ListDamaged());
    }

    [Fact]
    public void A_change_of_nothing_is_an_empty_plan()
    {
        NetContainer web = _bed.Start(_bed.Sleeper("web") with { PidsLimit = 50 });
        Assert.True(_bed.Containers.PlanUpdate("web", new ContainerUpdateOptions { PidsLimit = 50 }).IsEmpty);
        Assert.Matches($"^id_web={web.Id} # container 'web'\n.*runc --root .* update --resources - \\$id_web <<< ", string.Join('\n', _bed.Containers.PlanUpdate("web", new ContainerUpdateOptions { PidsLimit = 51 }).Commands));
    }

    private static bool IsUnified => File.Exists("/sys/fs/cgroup/cgroup.controllers");

    private static string Limit(string id, string controller, string separate, string unified)
        => File.ReadAllText(IsUnified ? $"/sys/fs/cgroup/containernet-{id}/{unified}" : $"/sys/fs/cgroup/{controller}/containernet-{id}/{separate}").Trim();
}

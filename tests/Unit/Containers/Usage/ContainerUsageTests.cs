using System.Globalization;
using ContainerNet.Containers.Runtime;
using ContainerNet.Containers.Usage;
using Xunit;

namespace ContainerNet.Tests.Containers.Usage;

/// <summary>The processes of containers, and what they use.</summary>
public sealed class ContainerUsageTests : IDisposable
{
    private static readonly TimeSpan _sample = TimeSpan.FromMilliseconds(300);

    private readonly ContainerTestbed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void All_processes_of_a_container_are_listed_as_the_host_sees_them()
    {
        NetContainer web = _bed.StartReady(_bed.Shell("web", "sleep 600 & echo ready; wait"));
        IReadOnlyList<NetContainerProcess> processes = _bed.Containers.ListProcesses("web");
        Assert.Equal(2, processes.Count);
        NetContainerProcess first = processes.Single(process => process.ProcessId == web.ProcessId), child = processes.Single(process => process != first);
        Assert.Equal(("web", 1, "root", 0u, 1), (first.Container, first.ContainerProcessId, first.User, first.UserId, first.Threads));
        Assert.Equal("sh", first.Command[0]);
        Assert.Equal("sleep 600", string.Join(' ', child.Command));
        Assert.Equal(first.ProcessId, child.ParentProcessId);
        Assert.Equal(ProcessState.Sleeping, child.State);
        Assert.InRange(first.Started, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddSeconds(2));
        Assert.Equal(ResidentBytes(first.ProcessId), first.Memory);
    }

    [Fact]
    public void The_user_is_the_hosts_and_a_number_where_the_host_has_no_name_for_it()
    {
        _bed.StartReady(_bed.Shell("web", "echo ready; sleep 600") with { User = "54321:54321" });
        Assert.All(_bed.Containers.ListProcesses("web"), process => Assert.Equal((54321u, "54321"), (process.UserId, process.User)));
    }

    [Fact]
    public void A_process_that_was_started_later_is_listed_and_one_that_uses_the_processor_has_its_time()
    {
        _bed.StartReady(_bed.Sleeper("web"));
        using ContainerExec exec = _bed.Containers.Exec("web", new ContainerExecOptions { Arguments = ["sh", "-c", "while :; do :; done"], CaptureOutput = true });
        Assert.True(SpinWait.SpinUntil(() => _bed.Containers.ListProcesses("web").Any(process => process.Command is [_, _, "while :; do :; done"] && process.CpuTimeValue > TimeSpan.Zero), TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void What_does_not_run_has_no_processes_and_no_statistics()
    {
        _bed.Containers.Create(_bed.Sleeper("made"));
        Assert.Equal("ContainerNotRunning", Assert.Throws<ContainerNetException>(() => _bed.Containers.ListProcesses("made")).ErrorId);
        Assert.Equal(["ContainerNotRunning", "ContainerNotFound"], _bed.Containers.ReadStatistics(["made", "nope"], _sample).Select(outcome => outcome.Error!.ErrorId));
        Assert.Empty(_bed.Containers.ReadStatistics(null, _sample));
    }

    [Fact]
    public void Statistics_tell_a_container_that_works_from_one_that_waits()
    {
        _bed.StartReady(_bed.Shell("busy", "echo ready; while :; do :; done") with { Memory = 64 << 20, PidsLimit = 50 });
        _bed.StartReady(_bed.Shell("idle", "echo ready; sleep 600"));
        NetContainerStatistics[] all = [.. _bed.Containers.ReadStatistics(null, _sample).Select(outcome => outcome.Statistics!)];
        Assert.Equal(["busy", "idle"], all.Select(one => one.Container));
        Assert.True(all[0].CpuPercent > all[1].CpuPercent, $"{all[0].CpuPercent} is not more than {all[1].CpuPercent}");
        Assert.InRange(all[0].CpuPercent, 0.1, 110 * Environment.ProcessorCount);
        Assert.True(all[0].CpuTimeValue > TimeSpan.Zero && all[0].UserTimeValue > TimeSpan.Zero);
        Assert.Equal((64L << 20, 50L, 1L), (all[0].MemoryLimit, all[0].PidsLimit, all[0].Processes));
        Assert.InRange(all[0].Memory!.Value, 1, 64 << 20);
        Assert.Equal(HostMemory(), all[1].MemoryLimit);
        Assert.Null(all[1].PidsLimit);
    }

    [Fact]
    public void Each_endpoint_has_its_counters_also_for_a_container_that_joined()
    {
        NetContainer web = _bed.StartReady(_bed.Sleeper("web"));
        _bed.Start(_bed.Sleeper("side") with { Networks = ["container:web"] });
        _bed.Start(_bed.Sleeper("alone") with { Networks = ["none"] });
        Assert.Contains("3 packets received", _bed.Output(_bed.Shell("ping", $"ping -c 3 -i 0.2 -s 1000 {web.IPAddress[0]}")), StringComparison.Ordinal);
        IReadOnlyList<ContainerUsageOutcome> all = _bed.Containers.ReadStatistics(["web", "side", "alone"], TimeSpan.Zero);
        foreach (NetContainerStatistics one in all.Take(2).Select(outcome => outcome.Statistics!))
        {
            NetContainerEndpointStatistics endpoint = Assert.Single(one.Endpoints);
            Assert.Equal(("bridge", "eth0"), (endpoint.Network, endpoint.InterfaceAlias));
            Assert.InRange(endpoint.ReceivedBytes, 3000, 100_000);
            Assert.InRange(endpoint.SentPackets, 3, 100);
            Assert.Equal(endpoint.ReceivedBytes, one.ReceivedBytes);
        }
        Assert.Empty(all[2].Statistics!.Endpoints);
    }

    [Fact]
    public void Counters_are_read_of_each_interface_by_its_name()
    {
        IReadOnlyDictionary<string, long[]> counters = InterfaceCounters.Parse(
        [
            "Inter-|   Receive                                                |  Transmit",
            " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed",
            "    lo: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16",
            "eth0.5:18446744073709551615 2 0 0 0 0 0 0 9 10 0 0 0 0 0 0",
            "broken: 1 2",
        ]);
        Assert.Equal(["lo", "eth0.5"], counters.Keys);
        NetContainerEndpointStatistics lo = InterfaceCounters.View("net", "lo", counters["lo"]);
        Assert.Equal((1, 2, 3, 4), (lo.ReceivedBytes, lo.ReceivedPackets, lo.ReceivedPacketErrors, lo.ReceivedDiscardedPackets));
        Assert.Equal((9, 10, 11, 12), (lo.SentBytes, lo.SentPackets, lo.OutboundPacketErrors, lo.OutboundDiscardedPackets));
    }

    private static long ResidentBytes(int processId)
        => 1024 * long.Parse(File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    private static long HostMemory()
        => 1024 * long.Parse(File.ReadLines("/proc/meminfo").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}

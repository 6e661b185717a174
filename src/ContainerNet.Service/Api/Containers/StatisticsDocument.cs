using System.Text.Json.Nodes;
using ContainerNet.Service.Api.Http;

namespace ContainerNet.Service.Api.Containers;

/// <summary>
/// What a container uses, as the API shows it. Clients compute the processor's share from two readings of the container's and of
/// the machine's time: those that are given here are as far apart as the share says.
/// </summary>
internal static class StatisticsDocument
{
    private const double Percent = 100;

    public static JsonObject Of(NetHost host, NetContainer container, TimeSpan sample, CancellationToken cancellation)
    {
        ContainerUsageOutcome outcome = host.Containers.ReadStatistics([container.Id], sample, cancellation)[0];
        return outcome.Statistics is { } statistics ? Running(container, statistics, sample) : Stopped(container);
    }

    private static JsonObject Running(NetContainer container, NetContainerStatistics statistics, TimeSpan sample)
    {
        long now = Nanoseconds(statistics.CpuTimeValue), machine = Nanoseconds(sample) * Environment.ProcessorCount;
        long before = Math.Max(0, now - (long)(statistics.CpuPercent / Percent * Nanoseconds(sample)));
        JsonObject document = Stopped(container);
        document["read"] = JsonText.Time(statistics.Timestamp);
        document["preread"] = JsonText.Time(statistics.Timestamp - sample);
        document["cpu_stats"] = Processor(now, statistics, 2 * machine);
        document["precpu_stats"] = Processor(before, statistics, machine);
        document["memory_stats"] = new JsonObject { ["usage"] = statistics.MemoryWithCache ?? statistics.Memory ?? 0, ["limit"] = statistics.MemoryLimit, ["stats"] = new JsonObject { ["inactive_file"] = (statistics.MemoryWithCache ?? 0) - (statistics.Memory ?? 0), ["total_inactive_file"] = (statistics.MemoryWithCache ?? 0) - (statistics.Memory ?? 0) } };
        document["pids_stats"] = new JsonObject { ["current"] = statistics.Processes ?? 0, ["limit"] = statistics.PidsLimit ?? 0 };
        document["blkio_stats"] = new JsonObject { ["io_service_bytes_recursive"] = JsonText.List([Block("read", statistics.BlockReadBytes), Block("write", statistics.BlockWrittenBytes)]) };
        document["networks"] = new JsonObject(statistics.Endpoints.Select(endpoint => KeyValuePair.Create(endpoint.InterfaceAlias, (JsonNode?)Network(endpoint))));
        return document;
    }

    private static JsonObject Stopped(NetContainer container) => new()
    {
        ["name"] = $"/{container.Name}",
        ["id"] = container.Id,
        ["read"] = JsonText.Time(null),
        ["preread"] = JsonText.Time(null),
        ["num_procs"] = 0,
        ["cpu_stats"] = new JsonObject { ["cpu_usage"] = new JsonObject { ["total_usage"] = 0 }, ["online_cpus"] = Environment.ProcessorCount },
        ["precpu_stats"] = new JsonObject { ["cpu_usage"] = new JsonObject { ["total_usage"] = 0 } },
        ["memory_stats"] = new JsonObject(),
        ["pids_stats"] = new JsonObject(),
        ["blkio_stats"] = new JsonObject(),
    };

    private static JsonObject Processor(long total, NetContainerStatistics statistics, long machine) => new()
    {
        ["cpu_usage"] = new JsonObject { ["total_usage"] = total, ["usage_in_kernelmode"] = Nanoseconds(statistics.SystemTimeValue), ["usage_in_usermode"] = Nanoseconds(statistics.UserTimeValue) },
        ["system_cpu_usage"] = machine,
        ["online_cpus"] = Environment.ProcessorCount,
    };

    private static JsonObject Network(NetContainerEndpointStatistics endpoint) => new()
    {
        ["rx_bytes"] = endpoint.ReceivedBytes,
        ["rx_packets"] = endpoint.ReceivedPackets,
        ["rx_errors"] = endpoint.ReceivedPacketErrors,
        ["rx_dropped"] = endpoint.ReceivedDiscardedPackets,
        ["tx_bytes"] = endpoint.SentBytes,
        ["tx_packets"] = endpoint.SentPackets,
        ["tx_errors"] = endpoint.OutboundPacketErrors,
        ["tx_dropped"] = endpoint.OutboundDiscardedPackets,
    };

    private static JsonObject Block(string operation, long? bytes) => new() { ["major"] = 0, ["minor"] = 0, ["op"] = operation, ["value"] = bytes ?? 0 };

    private static long Nanoseconds(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;
}

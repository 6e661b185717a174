using System.Diagnostics;
using System.Globalization;
using ContainerNet.Containers.ControlGroups;
using ContainerNet.Containers.Records;
using ContainerNet.Linux.NetNs;
using ContainerNet.Networks;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Usage;

/// <summary>What a container uses: a reading, and how it differs from a later one.</summary>
internal sealed class ContainerStatistics
{
    private readonly HostContext _host;
    private readonly ContainerRecord _container;
    private readonly int _processId;
    private readonly ControlGroup _group;
    private readonly ControlGroupUsage _before;
    private readonly long _began = Stopwatch.GetTimestamp();

    private ContainerStatistics(HostContext host, ContainerRecord container, int processId, ControlGroup group, ControlGroupUsage before)
        => (_host, _container, _processId, _group, _before) = (host, container, processId, group, before);

    /// <summary>The first reading; null for a container that has ended.</summary>
    public static ContainerStatistics? Begin(HostContext host, ContainerRecord container, int processId)
    {
        var group = ControlGroup.Of(container.Id);
        return ControlGroupUsage.Read(group) is { } usage ? new ContainerStatistics(host, container, processId, group, usage) : null;
    }

    /// <summary>The second reading, and what follows from both; null for a container that has ended meanwhile.</summary>
    public NetContainerStatistics? End()
    {
        if (ControlGroupUsage.Read(_group) is not { } usage) return null;
        TimeSpan passed = Stopwatch.GetElapsedTime(_began);
        return new NetContainerStatistics
        {
            Container = _container.Name,
            Id = _container.Id,
            Timestamp = DateTimeOffset.UtcNow,
            CpuPercent = 100 * (usage.CpuTime - _before.CpuTime) / passed,
            CpuTimeValue = usage.CpuTime,
            UserTimeValue = usage.UserTime,
            SystemTimeValue = usage.SystemTime,
            // As the docker CLI counts it.
            Memory = usage.Memory is { } memory ? Math.Max(0, memory - usage.InactiveFile) : null,
            MemoryWithCache = usage.Memory,
            MemoryLimit = Math.Min(usage.MemoryLimit ?? long.MaxValue, HostMemory()),
            BlockReadBytes = usage.BlockRead,
            BlockWrittenBytes = usage.BlockWritten,
            Processes = usage.Processes,
            PidsLimit = usage.PidsLimit,
            Endpoints = [.. Endpoints()],
        };
    }

    private IEnumerable<NetContainerEndpointStatistics> Endpoints()
    {
        if (_host.Namespaces.TryIdentify(NamespaceReference.OfProcess(_processId)) is not { } place) yield break;
        EndpointRecord[] endpoints = [.. _host.State.Endpoints.Where(endpoint => endpoint.NamespaceInode == place.Inode)];
        if (endpoints.Length == 0) yield break;
        IReadOnlyDictionary<string, long[]> counters = InterfaceCounters.Of(_processId);
        IReadOnlyList<NetworkRecord> networks = _host.State.Networks;
        foreach (EndpointRecord endpoint in endpoints)
        {
            if (!counters.TryGetValue(endpoint.Interface, out long[]? values)) continue;
            yield return InterfaceCounters.View(networks.FirstOrDefault(network => network.Id == endpoint.NetworkId)?.Name ?? endpoint.NetworkId, endpoint.Interface, values);
        }
    }

    private static long HostMemory()
    {
        const string Key = "MemTotal:";
        string line = File.ReadLines("/proc/meminfo").First(line => line.StartsWith(Key, StringComparison.Ordinal));
        return long.Parse(line[Key.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture) * 1024;
    }
}

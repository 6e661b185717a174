using System.Net;
using ContainerNet.Networks.Records;
using ContainerNet.State;
using EndpointLog = ContainerNet.State.ChangeLog<ContainerNet.Networks.Records.EndpointTable, ContainerNet.Networks.Records.EndpointChange>;

namespace ContainerNet.Tests.Networks.Records;

/// <summary>One process of several that write the same log.</summary>
internal static class EndpointLogWriter
{
    public const string Plan = "endpoint log";
    public const int Count = 400;

    public static EndpointLog Open(string folder) => new(Path.Combine(folder, "endpoints.jsonl"), static () => ChangeJson.Default.EndpointChange, new StateLock(folder));

    /// <summary>Keeps endpoints, and forgets every other one of them.</summary>
    public static int Run(NetHostOptions host, int seed)
    {
        using EndpointLog log = Open(host.RunDirectory);
        for (int i = 0; i < Count; i++)
        {
            int id = seed * 10_000 + i;
            log.Append(new EndpointChange { Save = Endpoint(id) });
            if (i % 2 == 0) log.Append(new EndpointChange { Forget = $"{id}" });
        }
        return 0;
    }

    /// <summary>An endpoint; those with greater numbers were made later.</summary>
    public static EndpointRecord Endpoint(int id)
        => new($"{id}", "net", $"ns{id}", (ulong)id, "eth0", $"veth{id}", IPAddress.Parse("10.0.0.1"), MacAddress.Parse("02:42:0a:00:00:01"), DateTimeOffset.UnixEpoch.AddSeconds(id));
}

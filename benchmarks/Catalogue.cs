using ContainerNet.Benchmarks.Rows;

namespace ContainerNet.Benchmarks;

/// <summary>All rows, in the order in which they are played. A new one is a class in Rows/ and a line here.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<Row> Rows(Stage stage, bool quick) =>
    [
        .. Links(stage),
        .. Networks(stage),
        .. Packets(stage),
        .. Enum.GetValues<ContainerWork>().Select(work => new ContainerLife(stage, work)),
        .. Scale(stage, quick),
        .. Shell(stage),
        // Last: its thousand links stay.
        new ListLinks(stage),
    ];

    private static IEnumerable<Row> Links(Stage stage) => [new AddNamespace(stage), new RemoveNamespace(stage), new AddVethPair(stage), new ConnectNamespace(stage)];

    private static IEnumerable<Row> Networks(Stage stage) =>
    [
        new AddNetwork(stage, isFirst: true), new AddNetwork(stage, isFirst: false), new RemoveNetwork(stage), new AttachEndpoint(stage),
        .. ((int[])[1, 200, 1_000, 60_000]).Select(count => new PublishPorts(stage, count)),
    ];

    private static IEnumerable<Row> Packets(Stage stage)
    {
        foreach (int count in (int[])[1, 1_000, 10_000])
        {
            yield return new ConnectionRate(stage, count);
            yield return new ConnectionLatency(stage, count);
        }
        foreach (StreamKind stream in Enum.GetValues<StreamKind>()) yield return new Throughput(stage, stream);
        yield return new Throughput(stage, StreamKind.ToContainer, bridgeNetfilter: false);
    }

    // The kernel takes up to 50 ms for each veth pair that is deleted alone.
    private static IEnumerable<Row> Scale(Stage stage, bool quick)
    {
        foreach (int count in (int[])[10, 100, .. quick ? Array.Empty<int>() : [1_000]])
        {
            yield return new AttachMany(stage, count);
            yield return new ListMany(stage, count);
            yield return new DetachMany(stage, count);
        }
        if (!quick) yield return new Memory(stage, 1_000);
    }

    private static IEnumerable<Row> Shell(Stage stage) =>
    [
        new ImportModule(stage),
        new FirstCommand(stage, "Get-NetAdapter"),
        new FirstCommand(stage, "New-NetNamespace bench", () => stage.Host.Namespaces.PlanRemove("bench").Run()),
    ];
}

using System.Net;

namespace ContainerNet.Benchmarks.Work;

/// <summary>A range of ports is an element like a single port, however long it is.</summary>
internal sealed class PublishRange : Benchmark
{
    private static readonly NamespaceReference _inside = NamespaceReference.Named("bench");
    private readonly NetHost _host;
    private readonly int _count;
    private readonly ContainerEndpoint _endpoint;

    /// <param name="host">The host.</param>
    /// <param name="count">How many ports the range has, at most 60,000.</param>
    public PublishRange(NetHost host, int count)
    {
        _host = host;
        _count = count;
        host.Networks.PlanCreate(new NetworkDefinition { Name = "bench", Subnet = IPNetwork.Parse("10.97.0.0/24") }).Run();
        host.Namespaces.PlanCreate("bench").Run();
        _endpoint = host.Endpoints.PlanConnect("bench", _inside).Run();
    }

    public override string Work => $"Publish a range of {_count:N0} ports";

    public override Contestant Ours => new("ContainerNet", () => Round($"2000-{1999 + _count}:2000-{1999 + _count}"));

    public override IReadOnlyList<Contestant> Others => [new("one port", () => Round("2000:2000"))];

    public override (int WarmUp, int Counted) Rounds(bool quick) => quick ? (20, 20) : (40, 40);

    public override void TearDown()
    {
        _host.Namespaces.PlanRemove("bench").Run();
        _host.Networks.PlanRemove("bench").Run();
    }

    private TimeSpan Round(string publication)
    {
        IReadOnlyList<PortMapping> added = [];
        TimeSpan taken = Timing.Of(() => added = _host.Ports.PlanAdd(_endpoint, [PortPublication.Parse(publication)]).Run());
        foreach (PortMapping mapping in added) _host.Ports.PlanRemove(mapping).Run();
        return taken;
    }
}

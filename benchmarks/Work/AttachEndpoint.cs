using System.Net;

namespace ContainerNet.Benchmarks.Work;

/// <summary>A namespace's place on a network, with a port published.</summary>
internal sealed class AttachEndpoint : Benchmark
{
    private static readonly NamespaceReference _inside = NamespaceReference.Named("bench");
    private readonly NetHost _host;
    private readonly FloorProcess _floor;
    private readonly CniPlugins? _plugins = CniPlugins.Exist ? new CniPlugins("cni-bench") : null;

    public AttachEndpoint(NetHost host, FloorProcess floor)
    {
        _host = host;
        _floor = floor;
        host.Networks.PlanCreate(new NetworkDefinition { Name = "bench", Subnet = IPNetwork.Parse("10.97.0.0/24") }).Run();
    }

    public override string Work => "Attach a namespace to a network and publish a port";

    public override Contestant Ours => new("ContainerNet", Round);

    public override IReadOnlyList<Contestant> Others =>
    [
        new("veth, address and route from C; no port", () => _floor.Play("attach")),
        .. _plugins is { } plugins ? [new Contestant("CNI plugins bridge and portmap, as processes", () => CniRound(plugins))] : Array.Empty<Contestant>(),
    ];

    public override TimeSpan Rest => TimeSpan.FromMilliseconds(20);

    public override void TearDown()
    {
        _host.Networks.PlanRemove("bench").Run();
        if (_plugins is null) return;
        _plugins.TearDown();
        _host.Links.PlanRemove(NamespaceReference.Host, "cni-bench").Run();
    }

    private TimeSpan Round()
    {
        _host.Namespaces.PlanCreate("bench").Run();
        TimeSpan taken = Timing.Of(() =>
        {
            ContainerEndpoint endpoint = _host.Endpoints.PlanConnect("bench", _inside).Run();
            _host.Ports.PlanAdd(endpoint, [PortPublication.Parse("8080:80")]).Run();
        });
        // Takes endpoint and port along.
        _host.Namespaces.PlanRemove("bench").Run();
        return taken;
    }

    private TimeSpan CniRound(CniPlugins plugins)
    {
        _host.Namespaces.PlanCreate("bench").Run();
        TimeSpan taken = Timing.Of(() => plugins.Add("bench"));
        plugins.Delete("bench");
        _host.Namespaces.PlanRemove("bench").Run();
        return taken;
    }
}

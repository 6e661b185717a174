using ContainerNet.Links;

namespace ContainerNet.Benchmarks.Work;

/// <summary>Lists the links of a namespace that has a thousand.</summary>
internal sealed class ListLinks : Benchmark
{
    private const int Pairs = 500;
    private readonly NetHost _host;
    private readonly FloorProcess _floor;

    public ListLinks(NetHost host, FloorProcess floor)
    {
        _host = host;
        _floor = floor;
        for (int i = 0; i < Pairs; i++)
            host.VethPairs.PlanCreate(new VethEnd(NamespaceReference.Host, $"many{i}"), new VethEnd(NamespaceReference.Host, $"peer{i}")).Run();
    }

    public override string Work => "List 1,000 links";

    public override Contestant Ours => new("ContainerNet", () => Timing.Of(() => _host.Links.List(NamespaceReference.Host)));

    public override IReadOnlyList<Contestant> Others =>
    [
        new("ip -j link: what of it the kernel takes", () => _floor.Play("ip-kernel"), 1.2),
        new("ip -j link, as a process", () => _floor.Play("ip-wall")),
        new("the dump from C, nothing read of it", () => _floor.Play("list")),
    ];

    public override (int WarmUp, int Counted) Rounds(bool quick) => quick ? (40, 20) : (40, 40);
}

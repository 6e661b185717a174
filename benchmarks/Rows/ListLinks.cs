using ContainerNet.Host.Links;

namespace ContainerNet.Benchmarks.Rows;

/// <summary>Lists the links of a namespace that has a thousand.</summary>
internal sealed class ListLinks(Stage stage) : Row
{
    private const int Pairs = 500;

    public override string Work => "List 1,000 links";

    public override Contestant Ours => new("ContainerNet", () => Timing.Of(() => stage.Host.Links.List(NamespaceReference.Host)));

    public override IReadOnlyList<Contestant> Others =>
    [
        new("ip -j link: what of it the kernel takes", () => stage.Floor.Play("ip-kernel"), 1.2) { IsNative = true },
        new("ip -j link, as a process", () => stage.Floor.Play("ip-wall")) { IsNative = true },
        new("the dump from C, nothing read of it", () => stage.Floor.Play("list")) { IsNative = true },
    ];

    public override (int WarmUp, int Counted) Rounds(bool quick) => quick ? (40, 20) : (40, 40);

    // They are not removed: that takes longer than all of it, and the kernel does it by itself when the network goes.
    public override void SetUp()
    {
        for (int i = 0; i < Pairs; i++)
            stage.Host.VethPairs.PlanCreate(new VethEnd(NamespaceReference.Host, $"many{i}"), new VethEnd(NamespaceReference.Host, $"peer{i}")).Run();
    }
}

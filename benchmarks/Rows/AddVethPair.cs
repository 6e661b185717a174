using ContainerNet.Host.Links;

namespace ContainerNet.Benchmarks.Rows;

/// <summary>A veth pair, one end here and the other in a namespace.</summary>
internal sealed class AddVethPair(Stage stage) : Row
{
    private static readonly NamespaceReference _inside = NamespaceReference.Named("bench");

    public override string Work => "Make a veth pair into a namespace";

    public override Contestant Ours => new("ContainerNet",
        () => Round(() => stage.Host.VethPairs.PlanCreate(new VethEnd(NamespaceReference.Host, "bench0") { Up = true }, new VethEnd(_inside, "eth0")).Run()));

    public override IReadOnlyList<Contestant> Others =>
    [
        new("netlink from C", () => stage.Floor.Play("veth")) { IsNative = true },
        new("`ip link add`", () => Round(() => Tool.Output("ip", "link", "add", "bench0", "up", "type", "veth", "peer", "eth0", "netns", "bench"))) { IsNative = true },
    ];

    public override TimeSpan Rest => TimeSpan.FromMilliseconds(10);

    private double Round(Action add)
    {
        stage.Host.Namespaces.PlanCreate("bench").Run();
        double taken = Timing.Of(add);
        stage.Host.Links.PlanRemove(NamespaceReference.Host, "bench0").Run();
        stage.Host.Namespaces.PlanRemove("bench").Run();
        return taken;
    }
}

namespace ContainerNet.Benchmarks.Rows;

/// <summary>A network namespace with a name.</summary>
internal sealed class AddNamespace(Stage stage) : Row
{
    public override string Work => "Make a namespace";

    public override Contestant Ours => new("ContainerNet", Round);

    public override IReadOnlyList<Contestant> Others =>
    [
        new("C", () => stage.Floor.Play("add-namespace")) { IsNative = true },
        new("`ip netns add`", IpRound) { IsNative = true },
    ];

    public override TimeSpan Rest => TimeSpan.FromMilliseconds(10);

    private double Round()
    {
        double taken = Timing.Of(() => stage.Host.Namespaces.PlanCreate("bench").Run());
        stage.Host.Namespaces.PlanRemove("bench").Run();
        return taken;
    }

    private static double IpRound()
    {
        double taken = Timing.Of(() => Tool.Output("ip", "netns", "add", "bench"));
        Tool.Output("ip", "netns", "del", "bench");
        return taken;
    }
}

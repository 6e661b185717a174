namespace ContainerNet.Benchmarks.Rows;

/// <summary>Its name goes; the kernel clears the namespace away later, whoever removed it.</summary>
internal sealed class RemoveNamespace(Stage stage) : Row
{
    public override string Work => "Remove a namespace";

    public override Contestant Ours => new("ContainerNet", Round);

    public override IReadOnlyList<Contestant> Others =>
    [
        new("C", () => stage.Floor.Play("delete-namespace")) { IsNative = true },
        new("`ip netns del`", IpRound) { IsNative = true },
    ];

    public override TimeSpan Rest => TimeSpan.FromMilliseconds(10);

    private double Round()
    {
        stage.Host.Namespaces.PlanCreate("bench").Run();
        return Timing.Of(() => stage.Host.Namespaces.PlanRemove("bench").Run());
    }

    private static double IpRound()
    {
        Tool.Output("ip", "netns", "add", "bench");
        return Timing.Of(() => Tool.Output("ip", "netns", "del", "bench"));
    }
}

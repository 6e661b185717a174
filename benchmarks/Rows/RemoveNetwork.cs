using System.Net;
using ContainerNet.Benchmarks.Peers;

namespace ContainerNet.Benchmarks.Rows;

/// <summary>A network that nothing is attached to, while there is another.</summary>
internal sealed class RemoveNetwork(Stage stage) : Row
{
    private const string Subnet = "10.97.0.0/24";

    public override string Work => "Remove a network";

    public override Contestant Ours => new("ContainerNet", Round);

    public override IReadOnlyList<Contestant> Others =>
    [
        new("the bridge, from C", () => stage.Floor.Play("delete-bridge")) { IsNative = true },
        new("Docker Engine's API", PrepareDocker) { Every = 4 },
    ];

    public override TimeSpan Rest => TimeSpan.FromMilliseconds(20);

    public override void SetUp() => Make("other", "10.96.0.0/24");

    public override void TearDown() => stage.Host.Networks.PlanRemove("other").Run();

    private double Round()
    {
        Make("bench", Subnet);
        return Timing.Of(() => stage.Host.Networks.PlanRemove("bench").Run());
    }

    private Func<double> PrepareDocker()
    {
        DockerEngine docker = stage.Docker;
        return () =>
        {
            docker.CreateNetwork("bench", Subnet);
            return Timing.Of(() => docker.RemoveNetwork("bench"));
        };
    }

    private void Make(string name, string subnet) => stage.Host.Networks.PlanCreate(new NetworkDefinition { Name = name, Subnet = IPNetwork.Parse(subnet) }).Run();
}

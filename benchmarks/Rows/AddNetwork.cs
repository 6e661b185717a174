using System.Net;
using ContainerNet.Benchmarks.Peers;

namespace ContainerNet.Benchmarks.Rows;

/// <summary>A network with its gateway's address, forwarding and masquerading.</summary>
/// <param name="stage">The stage.</param>
/// <param name="isFirst">Whether it is the host's first network, with which the firewall's table is made; otherwise there is another.</param>
internal sealed class AddNetwork(Stage stage, bool isFirst) : Row
{
    private const string Subnet = "10.97.0.0/24";
    private const string Add = $"New-ContainerNetwork bench -Subnet {Subnet}";

    public override string Work => isFirst ? "Make the first network: bridge, gateway, firewall's table, NAT" : "Make another network: bridge, gateway, NAT";

    public override Contestant Ours => new("ContainerNet", Round);

    public override IReadOnlyList<Contestant> Others => isFirst ? [Floor] :
    [
        Floor,
        new("Docker Engine's API", PrepareDocker, 1 / 30.0) { Every = 4 },
        new("ContainerNet in a warm pwsh", () => stage.Shell.Play(Add, "Remove-ContainerNetwork bench")),
        new("ContainerNet as a cold pwsh command", PrepareCold) { Every = 5 },
    ];

    public override TimeSpan Rest => TimeSpan.FromMilliseconds(20);

    private Contestant Floor => new("bridge and address from C", () => stage.Floor.Play("bridge"), 2);

    public override void SetUp()
    {
        if (!isFirst) stage.Host.Networks.PlanCreate(new NetworkDefinition { Name = "other", Subnet = IPNetwork.Parse("10.96.0.0/24") }).Run();
    }

    public override void TearDown()
    {
        if (!isFirst) stage.Host.Networks.PlanRemove("other").Run();
    }

    private double Round()
    {
        double taken = Timing.Of(() => stage.Host.Networks.PlanCreate(new NetworkDefinition { Name = "bench", Subnet = IPNetwork.Parse(Subnet) }).Run());
        stage.Host.Networks.PlanRemove("bench").Run();
        return taken;
    }

    private Func<double> PrepareDocker()
    {
        DockerEngine docker = stage.Docker;
        return () =>
        {
            double taken = Timing.Of(() => docker.CreateNetwork("bench", Subnet));
            docker.RemoveNetwork("bench");
            return taken;
        };
    }

    private Func<double> PrepareCold()
    {
        var shell = new ColdShell(stage);
        return () =>
        {
            double taken = shell.Play(Add);
            stage.Host.Networks.PlanRemove("bench").Run();
            return taken;
        };
    }
}

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
    private readonly List<Replay> _replays = [];

    public override string Work => isFirst ? "Make the first network: bridge, gateway, firewall's table, NAT" : "Make another network: bridge, gateway, NAT";

    public override Contestant Ours => new("ContainerNet", Round);

    public override IReadOnlyList<Contestant> Others => isFirst ? [Floor, SameChanges] :
    [
        Floor, SameChanges,
        new("Docker Engine's API", PrepareDocker, 1 / 30.0) { Every = 4 },
        new("ContainerNet in a warm pwsh", () => stage.Shell.Play(Add, "Remove-ContainerNetwork bench")),
        new("ContainerNet as a cold pwsh command", PrepareCold) { Every = 5 },
    ];

    public override TimeSpan Rest => TimeSpan.FromMilliseconds(20);

    private Contestant SameChanges => new("all that ours changes in the kernel, from C", PrepareReplay) { IsNative = true };

    private Contestant Floor => new("bridge and address from C", () => stage.Floor.Play("bridge"), 2) { IsNative = true };

    public override void SetUp()
    {
        if (!isFirst) stage.Host.Networks.PlanCreate(new NetworkDefinition { Name = "other", Subnet = IPNetwork.Parse("10.96.0.0/24") }).Run();
    }

    public override void TearDown()
    {
        foreach (Replay replay in _replays) replay.Dispose();
        if (!isFirst) stage.Host.Networks.PlanRemove("other").Run();
    }

    private double Round()
    {
        double taken = Timing.Of(Make);
        Remove();
        return taken;
    }

    private void Make() => stage.Host.Networks.PlanCreate(new NetworkDefinition { Name = "bench", Subnet = IPNetwork.Parse(Subnet) }).Run();

    private void Remove() => stage.Host.Networks.PlanRemove("bench").Run();

    // The first network of a host sets parameters that stay, so it is the second that is recorded.
    private Func<double> PrepareReplay()
    {
        Round();
        IReadOnlyList<string> changes = Recording.Of(Make);
        Remove();
        if (!changes.Any(change => change.StartsWith("rules ", StringComparison.Ordinal))) throw new MissingException("strace overheard no change of the rules");
        var replay = new Replay(stage.Program("replay"), changes);
        _replays.Add(replay);
        return replay.Play;
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
            Remove();
            return taken;
        };
    }
}

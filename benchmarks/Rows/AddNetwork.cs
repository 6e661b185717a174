using System.Net;
using ContainerNet.Benchmarks.Peers;

namespace ContainerNet.Benchmarks.Rows;

/// <summary>A network with its gateway's address, forwarding and masquerading.</summary>
/// <param name="stage">The stage.</param>
/// <param name="isFirst">Whether it is the host's first network, with which the firewall's table is made; otherwise there is another.</param>
internal sealed class AddNetwork(Stage stage, bool isFirst) : Row
{
    private const string Subnet = "10.97.0.0/24";

    // A bridge's containers reach outside with the host's address, and are not reached; one kind of network, and no ports.
    private const string LeastRules = """
        table inet least {
          chain prerouting { type nat hook prerouting priority dstnat; }
          chain postrouting { type nat hook postrouting priority srcnat; ip saddr 10.97.0.0/24 oifname != "bench" masquerade; }
          chain forward { type filter hook forward priority filter; ct state established,related accept; oifname "bench" drop; }
        }
        """;

    private const string Add = $"New-ContainerNetwork bench -Subnet {Subnet}";
    private readonly List<Replay> _replays = [];

    public override string Work => isFirst ? "Make the first network: bridge, gateway, firewall's table, NAT" : "Make another network: bridge, gateway, NAT";

    public override Contestant Ours => new("ContainerNet", Round);

    public override IReadOnlyList<Contestant> Others => isFirst ? [Floor, LeastTable, SameChanges] :
    [
        Floor, SameChanges,
        new("Docker Engine's API", PrepareDocker, 1 / 30.0) { Every = 4 },
        new("ContainerNet in a warm pwsh", () => stage.Shell.Play(Add, "Remove-ContainerNetwork bench")),
        new("ContainerNet as a cold pwsh command", PrepareCold) { Every = 5 },
    ];

    public override TimeSpan Rest => TimeSpan.FromMilliseconds(20);

    private Contestant LeastTable => new("bridge, address and a table of three rules from C", PrepareLeastTable) { IsNative = true };

    private Contestant SameChanges => new("all that ours changes in the kernel, from C", PrepareSameChanges) { IsNative = true };

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

    private Func<double> PrepareSameChanges() => PrepareReplay(RecordOurs());

    private Func<double> PrepareLeastTable()
    {
        string nft = Tool.Find("nft", "nftables");
        IReadOnlyList<string> least = Recording.Of(nft, LeastRules);
        Tool.Output(nft, "delete table inet least");
        return PrepareReplay([.. RecordOurs().Where(change => change.StartsWith("route ", StringComparison.Ordinal)), .. least]);
    }

    // The first network of a host sets parameters that stay, so it is the second that is recorded.
    private IReadOnlyList<string> RecordOurs()
    {
        Round();
        IReadOnlyList<string> changes = Recording.Of(Make);
        Remove();
        return changes;
    }

    private Func<double> PrepareReplay(IReadOnlyList<string> changes)
    {
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

using System.Net;
using ContainerNet.Benchmarks.Peers;

namespace ContainerNet.Benchmarks.Rows;

/// <summary>A range of ports is an element like a single port, however long it is. Docker writes rules and starts processes for each.</summary>
/// <param name="stage">The stage.</param>
/// <param name="count">How many ports the range has, at most 60,000.</param>
internal sealed class PublishPorts(Stage stage, int count) : Row
{
    private const int FirstPort = 2000;
    private const int MostForDocker = 200;
    private readonly List<Action> _tidy = [];
    private ContainerEndpoint? _endpoint;

    public override string Work => count == 1 ? "Publish a port" : $"Publish a range of {count:N0} ports";

    public override Contestant Ours => new("ContainerNet", () => Round(count));

    public override IReadOnlyList<Contestant> Others =>
    [
        .. count > 1 ? [new Contestant("one port", () => Round(1), 2)] : Array.Empty<Contestant>(),
        .. count <= MostForDocker ? [new Contestant("Docker Engine's API, a container's start with them", PrepareDocker, count == MostForDocker ? 1 / 1000.0 : null) { Every = 20 }] : Array.Empty<Contestant>(),
    ];

    public override (int WarmUp, int Counted) Rounds(bool quick) => quick ? (20, 20) : (40, 40);

    public override void SetUp()
    {
        stage.Host.Networks.PlanCreate(new NetworkDefinition { Name = "bench", Subnet = IPNetwork.Parse("10.97.0.0/24") }).Run();
        _endpoint = stage.Host.Endpoints.PlanConnect("bench", stage.Host.Namespaces.PlanCreate("bench").Run()).Run();
    }

    public override void TearDown()
    {
        foreach (Action tidy in _tidy) tidy();
        stage.Host.Namespaces.PlanRemove("bench").Run();
        stage.Host.Networks.PlanRemove("bench", force: true).Run();
    }

    private double Round(int ports)
    {
        int last = FirstPort + ports - 1;
        IReadOnlyList<PortMapping> added = [];
        double taken = Timing.Of(() => added = stage.Host.Ports.PlanAdd(_endpoint!, [PortPublication.Parse($"{FirstPort}-{last}:{FirstPort}-{last}")]).Run());
        foreach (PortMapping mapping in added) stage.Host.Ports.PlanRemove(mapping).Run();
        return taken;
    }

    private Func<double> PrepareDocker()
    {
        DockerEngine docker = stage.Docker;
        docker.CreateNetwork("ports", "10.97.0.0/24");
        _tidy.Add(() => docker.RemoveNetwork("ports"));
        docker.CreateContainer("ports", "ports", FirstPort, count);
        _tidy.Insert(0, () => docker.RemoveContainer("ports"));
        return () =>
        {
            double taken = Timing.Of(() => docker.StartContainer("ports"));
            if (docker.PublishedPorts("ports") != count) throw new MissingException("Docker started the container without all its ports");
            docker.KillContainer("ports");
            return taken;
        };
    }
}

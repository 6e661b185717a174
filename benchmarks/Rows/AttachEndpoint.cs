using System.Net;
using ContainerNet.Benchmarks.Peers;
using ContainerNet.Host.Namespaces;

namespace ContainerNet.Benchmarks.Rows;

/// <summary>A namespace's place on a network, with a port published. The peers do it on hosts of their own.</summary>
internal sealed class AttachEndpoint(Stage stage) : Row
{
    private const string Attach = "Connect-ContainerNetwork bench bench -Publish 8080:80";
    private static readonly NamespaceReference _inside = NamespaceReference.Named("bench");
    private readonly List<Action> _tidy = [];

    public override string Work => "Attach a namespace to a network and publish a port";

    public override Contestant Ours => new("ContainerNet", () => Round(() => Timing.Of(Connect)));

    public override IReadOnlyList<Contestant> Others =>
    [
        new("veth, address and route from C; no port", () => stage.Floor.Play("attach")) { IsNative = true },
        new("CNI plugins bridge and portmap", PrepareCni, 1 / 10.0) { Every = 2 },
        new("netavark", PrepareNetavark, 1 / 25.0) { Every = 2 },
        new("Docker Engine's API, a container that runs", PrepareDocker, 1 / 10.0) { Every = 4 },
        new("ContainerNet in a warm pwsh", () => Round(() => stage.Shell.Play(Attach, "$null"))),
        new("ContainerNet as a cold pwsh command", PrepareCold) { Every = 5 },
    ];

    public override TimeSpan Rest => TimeSpan.FromMilliseconds(20);

    public override void SetUp() => stage.Host.Networks.PlanCreate(new NetworkDefinition { Name = "bench", Subnet = IPNetwork.Parse("10.97.0.0/24") }).Run();

    public override void TearDown()
    {
        foreach (Action tidy in _tidy) tidy();
        stage.Host.Networks.PlanRemove("bench", force: true).Run();
    }

    private void Connect() => stage.Host.Endpoints.PlanConnect("bench", _inside, new EndpointOptions { Publish = [PortPublication.Parse("8080:80")] }).Run();

    // Removing the namespace takes endpoint and port along, and what a peer that failed has left inside.
    private double Round(Func<double> attach)
    {
        stage.Host.Namespaces.PlanCreate("bench").Run();
        try
        {
            return attach();
        }
        finally
        {
            stage.Host.Namespaces.PlanRemove("bench").Run();
        }
    }

    private Func<double> PrepareCni()
    {
        var plugins = new CniPlugins();
        _tidy.Add(plugins.Dispose);
        return OnHostOfItsOwn("cni", plugins.Add, plugins.Delete);
    }

    private Func<double> PrepareNetavark()
    {
        var netavark = new Netavark();
        _tidy.Add(netavark.Dispose);
        return OnHostOfItsOwn("netavark", netavark.Add, netavark.Delete);
    }

    private Func<double> OnHostOfItsOwn(string name, Action<string> add, Action<string> delete)
    {
        NamespaceReference host = stage.Host.Namespaces.PlanCreate(name).Run();
        _tidy.Add(() => stage.Host.Namespaces.PlanRemove(name).Run());
        return () => Round(() =>
        {
            using NamespaceScope scope = stage.Host.Namespaces.Enter(host);
            double taken = Timing.Of(() => add("bench"));
            delete("bench");
            return taken;
        });
    }

    private Func<double> PrepareDocker()
    {
        DockerEngine docker = stage.Docker;
        docker.CreateNetwork("bench", "10.97.0.0/24");
        _tidy.Add(() => docker.RemoveNetwork("bench"));
        docker.CreateContainer("bench", "bench", firstPort: 8080, ports: 1);
        _tidy.Insert(0, () => docker.RemoveContainer("bench"));
        docker.StartContainer("bench");
        docker.Disconnect("bench", "bench");
        return () =>
        {
            double taken = Timing.Of(() => docker.Connect("bench", "bench"));
            if (docker.PublishedPorts("bench") != 1) throw new MissingException("Docker attached the container without its port");
            docker.Disconnect("bench", "bench");
            return taken;
        };
    }

    private Func<double> PrepareCold()
    {
        var shell = new ColdShell(stage);
        return () => Round(() => shell.Play(Attach));
    }
}

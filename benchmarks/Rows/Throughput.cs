using System.Text.Json.Nodes;
using ContainerNet.Benchmarks.Scenes;

namespace ContainerNet.Benchmarks.Rows;

/// <summary>Where a stream of bytes goes.</summary>
internal enum StreamKind
{
    /// <summary>From a container to another on the same network.</summary>
    ToContainer,

    /// <summary>From a container to the host.</summary>
    ToHost,

    /// <summary>From a machine outside through a published port into a container.</summary>
    ThroughPort,
}

/// <summary>How fast one TCP stream is, by iperf3.</summary>
internal sealed class Throughput(Stage stage, StreamKind stream) : Row
{
    private readonly List<Scene> _scenes = [];

    public override string Work => stream switch
    {
        StreamKind.ToContainer => "A TCP stream, container to container",
        StreamKind.ToHost => "A TCP stream, container to host",
        _ => "A TCP stream, from outside through a published port",
    };

    public override Unit Unit => Unit.GigabitsPerSecond;

    public override Contestant Ours => new("ContainerNet", () => Prepare(new OurScene(stage.Host)));

    public override IReadOnlyList<Contestant> Others =>
    [
        new(stream == StreamKind.ThroughPort ? "veth and bridge by hand, a rule of iptables" : "veth and bridge by hand", () => Prepare(new HandMadeScene(stage.Host)), 0.98),
    ];

    public override (int WarmUp, int Counted) Rounds(bool quick) => quick ? (1, 5) : (2, 15);

    public override void TearDown()
    {
        foreach (Scene scene in _scenes) scene.Dispose();
    }

    private Func<double> Prepare(Scene scene)
    {
        _scenes.Add(scene);
        string program = Tool.Find("iperf3", "iperf3");
        if (stream == StreamKind.ThroughPort) scene.Publish(Scene.ServerPort, 1);
        scene.Serve(stream == StreamKind.ToHost ? scene.Host : scene.One, program, "--server", "--port", $"{Scene.ServerPort}");
        scene.RunWhenServed(From(scene), program, "--client", To(scene), "--port", $"{Scene.ServerPort}", "--bytes", "1K");
        return () => Round(scene);
    }

    private double Round(Scene scene)
    {
        string answer = scene.Run(From(scene), "iperf3", "--client", To(scene), "--port", $"{Scene.ServerPort}", "--time", "1", "--json");
        return (double)JsonNode.Parse(answer)!["end"]!["sum_received"]!["bits_per_second"]! / 1e9;
    }

    private NamespaceReference From(Scene scene) => stream == StreamKind.ThroughPort ? scene.Client : scene.Two;

    private string To(Scene scene) => stream switch
    {
        StreamKind.ToContainer => scene.AddressOfOne,
        StreamKind.ToHost => scene.BridgeAddress,
        _ => Scene.OutsideAddress,
    };
}

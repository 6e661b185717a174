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
/// <param name="stage">The stage.</param>
/// <param name="stream">Where it goes.</param>
/// <param name="bridgeNetfilter">
/// Whether br_netfilter is as it was found. Where it is on, as it is by default, a namespace that has one rule of NAT has
/// each frame on a bridge meet the rules of IP and connection tracking, and one that has none has not.
/// </param>
internal sealed class Throughput(Stage stage, StreamKind stream, bool bridgeNetfilter = true) : Row
{
    private const double Aim = 0.98;
    private const string Length = "256M";
    private readonly List<Scene> _scenes = [];

    public override string Work => bridgeNetfilter ? Stream : $"{Stream}, bridge-nf-call-iptables off";

    public override Unit Unit => Unit.GigabitsPerSecond;

    public override Contestant Ours => new("ContainerNet", () => Prepare(new OurScene(stage.Host)));

    public override IReadOnlyList<Contestant> Others => stream == StreamKind.ThroughPort || !bridgeNetfilter ? [HandMade] : [HandMade, Masqueraded];

    // Many streams of a fifth of a second in turns: their medians differ less than those of few long ones, as what else the
    // machine does slows all alike.
    public override (int WarmUp, int Counted) Rounds(bool quick) => quick ? (1, 12) : (2, 61);

    private string Stream => stream switch
    {
        StreamKind.ToContainer => "A TCP stream, container to container",
        StreamKind.ToHost => "A TCP stream, container to host",
        _ => "A TCP stream, from outside through a published port",
    };

    private Contestant HandMade => new($"veth and bridge by hand, {(stream == StreamKind.ThroughPort ? "a rule of iptables" : "no rule at all")}", () => Prepare(new HandMadeScene(stage.Host)), Aim);

    private Contestant Masqueraded => new("veth and bridge by hand, masqueraded by iptables", PrepareMasqueraded, Aim);

    public override void TearDown()
    {
        foreach (Scene scene in _scenes) scene.Dispose();
    }

    private Func<double> PrepareMasqueraded()
    {
        var scene = new HandMadeScene(stage.Host, "nat");
        Func<double> round = Prepare(scene);
        scene.Masquerade();
        return round;
    }

    private Func<double> Prepare(Scene scene)
    {
        _scenes.Add(scene);
        if (!bridgeNetfilter) scene.SwitchBridgeNetfilterOff();
        string program = Tool.Find("iperf3", "iperf3");
        if (stream == StreamKind.ThroughPort) scene.Publish(Scene.ServerPort, 1);
        scene.Serve(stream == StreamKind.ToHost ? scene.Host : scene.One, program, "--server", "--port", $"{Scene.ServerPort}");
        return () => Scene.WhenServed(() => Round(scene));
    }

    private double Round(Scene scene)
    {
        string answer = scene.Run(From(scene), "iperf3", "--client", To(scene), "--port", $"{Scene.ServerPort}", "--bytes", Length, "--json");
        return (double?)JsonNode.Parse(answer)?["end"]?["sum_received"]?["bits_per_second"] / 1e9 ?? throw new InvalidOperationException($"iperf3 measured nothing: {answer.ReplaceLineEndings(" ")}");
    }

    private NamespaceReference From(Scene scene) => stream == StreamKind.ThroughPort ? scene.Client : scene.Two;

    private string To(Scene scene) => stream switch
    {
        StreamKind.ToContainer => scene.AddressOfOne,
        StreamKind.ToHost => scene.BridgeAddress,
        _ => Scene.OutsideAddress,
    };
}

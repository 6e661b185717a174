using System.Globalization;
using ContainerNet.Benchmarks.Scenes;

namespace ContainerNet.Benchmarks.Rows;

/// <summary>Connections to a server in a container through published ports of which there are many, each a mapping of its own.</summary>
/// <param name="stage">The stage.</param>
/// <param name="count">How many ports are published.</param>
internal abstract class PublishedPorts(Stage stage, int count) : Row
{
    private const int FirstPort = 20_000;
    private const string Seconds = "0.2";
    private readonly List<Scene> _scenes = [];

    public override Contestant Ours => new(count == 1 ? "ContainerNet" : "ContainerNet, through the last", () => Through(Our(), FirstPort + count - 1));

    public override IReadOnlyList<Contestant> Others => count == 1 ? [new("an iptables rule", () => Through(HandMade(), FirstPort))] :
    [
        new("ContainerNet, through the first", () => Through(Our(), FirstPort), Aim),
        new("as many iptables rules, through the first", () => Through(HandMade(), FirstPort)),
        new("as many iptables rules, through the last", () => Through(HandMade(), FirstPort + count - 1)),
    ];

    // How four processes share the processors differs from one round to the next, by a tenth: many short rounds even that out.
    public override (int WarmUp, int Counted) Rounds(bool quick) => quick ? (1, 5) : (1, 41);

    /// <summary>What is wanted of the last port by the first.</summary>
    protected abstract double Aim { get; }

    /// <summary>How many processes connect at once.</summary>
    protected abstract int Processes { get; }

    /// <summary>What counts of what was measured: connections a second, and the median of the microseconds that one took.</summary>
    protected abstract double Choose(double rate, double median);

    /// <summary>How many there are, for the table.</summary>
    protected string Ports => count == 1 ? "a published port" : $"one of {count:N0} published ports";

    public override void TearDown()
    {
        foreach (Scene scene in _scenes) scene.Dispose();
    }

    private OurScene Our() => The(() => new OurScene(stage.Host));

    private HandMadeScene HandMade() => The(() => new HandMadeScene(stage.Host));

    // The first who needs a scene makes it.
    private T The<T>(Func<T> make) where T : Scene
    {
        if (_scenes.OfType<T>().FirstOrDefault() is { } there) return there;
        T scene = make();
        _scenes.Add(scene);
        scene.Publish(FirstPort, count);
        scene.Serve(scene.One, stage.Program("connect"), "serve", $"{Scene.ServerPort}");
        Scene.WhenServed(() => scene.Run(scene.Client, stage.Program("connect"), "load", Scene.OutsideAddress, $"{FirstPort}", "0.1", "1"));
        return scene;
    }

    private Func<double> Through(Scene scene, int port) => () =>
    {
        string[] answer = scene.Run(scene.Client, stage.Program("connect"), "load", Scene.OutsideAddress, $"{port}", Seconds, $"{Processes}").Split(' ');
        return Choose(double.Parse(answer[0], CultureInfo.InvariantCulture), double.Parse(answer[1], CultureInfo.InvariantCulture));
    };
}

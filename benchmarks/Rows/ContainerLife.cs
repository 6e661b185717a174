using ContainerNet.Benchmarks.Peers;
using ContainerNet.Containers.Images.Layers;
using ContainerNet.Containers.Runtime;

namespace ContainerNet.Benchmarks.Rows;

/// <summary>What is done with a container.</summary>
internal enum ContainerWork
{
    /// <summary>Made and started, detached.</summary>
    Start,

    /// <summary>A program that ends at once is run inside.</summary>
    Exec,

    /// <summary>Asked to end, which it does at once.</summary>
    Stop,

    /// <summary>Removed while it runs.</summary>
    Remove,
}

/// <summary>A container on the default network with a port published, on a root file system of one program.</summary>
internal sealed class ContainerLife(Stage stage, ContainerWork work) : Row
{
    private const string Container = "bench";
    private const string Program = "/pause";
    private readonly List<Action> _tidy = [];
    private string _root = "";

    public override string Work => work switch
    {
        ContainerWork.Start => "Start a container, with a port published",
        ContainerWork.Exec => "Run a program in a container",
        ContainerWork.Stop => "Stop a container",
        _ => "Remove a container that runs",
    };

    public override Contestant Ours => new("ContainerNet", () => Round(Start, Exec, Stop, Remove));

    public override IReadOnlyList<Contestant> Others =>
    [
        .. work == ContainerWork.Stop ? Array.Empty<Contestant>() : [new("runc alone, without a network", PrepareRunc)],
        new("Docker Engine's API", PrepareDocker, work is ContainerWork.Start or ContainerWork.Remove ? 1 / 3.0 : null) { Every = 2 },
        new("podman", PreparePodman, work == ContainerWork.Start ? 1 / 3.0 : null) { Every = 4 },
    ];

    public override (int WarmUp, int Counted) Rounds(bool quick) => quick ? (5, 10) : (10, 30);

    public override TimeSpan Rest => TimeSpan.FromMilliseconds(20);

    public override void SetUp()
    {
        _root = Directory.CreateTempSubdirectory("containernet-root-").FullName;
        File.Copy(stage.Program("pause"), _root + Program);
        foreach (string folder in (string[])["proc", "sys", "dev", "etc"]) Directory.CreateDirectory(Path.Combine(_root, folder));
    }

    public override void TearDown()
    {
        foreach (Action tidy in _tidy) tidy();
        stage.Host.Networks.PlanRemove("bridge", force: true).Run();
        Directory.Delete(_root, recursive: true);
    }

    private void Start() => stage.Host.Containers.Start(Options);

    private ContainerOptions Options => new() { Name = Container, RootFileSystem = _root, Command = Program, Publish = [PortPublication.Parse("8080:80")] };

    private void Exec()
    {
        using ContainerExec exec = stage.Host.Containers.Exec(Container, new ContainerExecOptions { Arguments = [Program, "now"], CaptureOutput = true });
        foreach ((_, string text) in exec.ReadLines()) throw new InvalidOperationException(text);
        exec.WaitForExit();
    }

    private void Stop() => stage.Host.Containers.Stop(Container, TimeSpan.FromSeconds(10));

    private void Remove() => stage.Host.Containers.Remove(Container, force: true);

    private Func<double> PrepareRunc()
    {
        var runc = new Runc(stage.Host, Options);
        _tidy.Add(runc.Dispose);
        return () => Round(() => runc.Run(Container), () => runc.Exec(Container, Program, "now"), () => { }, () => runc.Remove(Container));
    }

    private Func<double> PrepareDocker()
    {
        DockerEngine docker = stage.Docker;
        return () => Round(
            () =>
            {
                docker.CreateContainer(Container, "bridge", firstPort: 8080, ports: 1);
                docker.StartContainer(Container);
            },
            () => docker.Exec(Container, Program, "now"), () => docker.StopContainer(Container), () => docker.RemoveContainer(Container));
    }

    private Func<double> PreparePodman()
    {
        var podman = new Podman(stage.Host, _root, Program);
        _tidy.Add(podman.Dispose);
        return () => Round(() => podman.Run(Container), () => podman.Exec(Container, Program, "now"), () => podman.Stop(Container), () => podman.Remove(Container));
    }

    // All of a life, of which one part is timed.
    private double Round(Action start, Action exec, Action stop, Action remove)
    {
        double taken = 0;
        foreach ((ContainerWork part, Action act) in new[] { (ContainerWork.Start, start), (ContainerWork.Exec, exec), (ContainerWork.Stop, stop), (ContainerWork.Remove, remove) })
        {
            // Started is not yet there to hear a signal.
            if (part == work && work == ContainerWork.Stop) Thread.Sleep(50);
            // Each but the start and the removal is played for its own sake alone.
            if (part == work) taken = Timing.Of(act);
            else if (part is ContainerWork.Start or ContainerWork.Remove) act();
        }
        return taken;
    }
}

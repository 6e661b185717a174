using ContainerNet.Benchmarks.Peers;

namespace ContainerNet.Benchmarks.Rows;

/// <summary>What everybody waits for then.</summary>
/// <param name="stage">The stage.</param>
/// <param name="command">The command.</param>
/// <param name="clean">Removes what it makes.</param>
internal sealed class FirstCommand(Stage stage, string command, Action? clean = null) : Row
{
    private ModuleScript? _script;

    public override string Work => $"The first command after that: {command}";

    public override Contestant Ours => new("ContainerNet", Round);

    public override double? Limit => 40;

    public override (int WarmUp, int Counted) Rounds(bool quick) => quick ? (1, 5) : (2, 20);

    public override void SetUp() => _script = new ModuleScript(stage);

    private double Round()
    {
        double taken = _script!.Measure(command).First;
        clean?.Invoke();
        return taken;
    }
}

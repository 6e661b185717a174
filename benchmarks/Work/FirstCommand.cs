namespace ContainerNet.Benchmarks.Work;

/// <summary>What everybody waits for then.</summary>
/// <param name="script">Runs it.</param>
/// <param name="command">The command.</param>
/// <param name="clean">Removes what it makes.</param>
internal sealed class FirstCommand(ModuleScript script, string command, Action? clean = null) : Benchmark
{
    public override string Work => $"The first command after that: {command}";

    public override Contestant Ours => new("ContainerNet", () =>
    {
        TimeSpan taken = script.Measure(command).First;
        clean?.Invoke();
        return taken;
    });

    public override TimeSpan? Limit => TimeSpan.FromMilliseconds(40);

    public override (int WarmUp, int Counted) Rounds(bool quick) => quick ? (1, 10) : (2, 20);
}

namespace ContainerNet.Benchmarks.Work;

/// <summary>What everybody waits for first.</summary>
internal sealed class ImportModule(ModuleScript script) : Benchmark
{
    public override string Work => "Import-Module in a new pwsh";

    public override Contestant Ours => new("ContainerNet", () => script.Measure("Get-Module").Import);

    public override IReadOnlyList<Contestant> Others => [new("a module with nothing in it", script.MeasureEmpty)];

    public override TimeSpan? Limit => TimeSpan.FromMilliseconds(60);

    public override (int WarmUp, int Counted) Rounds(bool quick) => quick ? (1, 10) : (2, 20);
}

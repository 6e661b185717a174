using ContainerNet.Benchmarks.Peers;

namespace ContainerNet.Benchmarks.Rows;

/// <summary>What everybody waits for first.</summary>
internal sealed class ImportModule(Stage stage) : Row
{
    private ModuleScript? _script;

    public override string Work => "Import-Module in a new pwsh";

    public override Contestant Ours => new("ContainerNet", () => _script!.Measure("Get-Module").Import);

    public override IReadOnlyList<Contestant> Others => [new("a module with nothing in it", () => _script!.MeasureEmpty())];

    public override double? Limit => 60;

    public override (int WarmUp, int Counted) Rounds(bool quick) => quick ? (1, 5) : (2, 20);

    public override void SetUp() => _script = new ModuleScript(stage);
}

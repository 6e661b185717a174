namespace ContainerNet.Benchmarks.Rows;

/// <summary>The list of many endpoints, as Get-ContainerEndpoint writes it.</summary>
internal sealed class ListMany(Stage stage, int count) : ManyEndpoints(stage, count)
{
    private readonly Stage _stage = stage;
    private readonly int _count = count;

    public override string Work => $"List {_count:N0} endpoints";

    public override Contestant Ours => new("ContainerNet", () => Timing.Of(() => _stage.Host.Endpoints.List()));

    public override IReadOnlyList<Contestant> Others => [new("ContainerNet in a warm pwsh", () => _stage.Shell.Play("Get-ContainerEndpoint", "$null"))];

    public override double? Limit => 100;

    public override (int WarmUp, int Counted) Rounds(bool quick) => (40, 20);

    public override void SetUp()
    {
        Make();
        Attach();
    }

    public override void TearDown() => Clear();
}

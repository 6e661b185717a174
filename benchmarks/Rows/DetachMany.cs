namespace ContainerNet.Benchmarks.Rows;

/// <summary>Many namespaces detached from a network, as a pipeline of endpoints is: together.</summary>
internal sealed class DetachMany(Stage stage, int count) : ManyEndpoints(stage, count)
{
    private readonly int _count = count;

    public override string Work => $"Detach {_count:N0} namespaces together, each";

    public override Contestant Ours => new("ContainerNet", () => Round(DetachTogether));

    // The kernel takes up to 50 ms for each alone.
    public override IReadOnlyList<Contestant> Others => _count > 100 ? [] : [new("one after the other", () => Round(Detach))];

    private double Round(Action detach)
    {
        Make();
        Attach();
        double taken = Timing.Of(detach);
        Clear();
        return taken / _count;
    }
}

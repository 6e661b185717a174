namespace ContainerNet.Benchmarks.Rows;

/// <summary>Many namespaces detached from a network, one after the other.</summary>
internal sealed class DetachMany(Stage stage, int count) : ManyEndpoints(stage, count)
{
    private readonly int _count = count;

    public override string Work => $"Detach {_count:N0} namespaces, each";

    public override Contestant Ours => new("ContainerNet", Round);

    private double Round()
    {
        Make();
        Attach();
        double taken = Timing.Of(Detach);
        Clear();
        return taken / _count;
    }
}

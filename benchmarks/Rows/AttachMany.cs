namespace ContainerNet.Benchmarks.Rows;

/// <summary>Many namespaces attached to a network, one after the other.</summary>
internal sealed class AttachMany(Stage stage, int count) : ManyEndpoints(stage, count)
{
    private readonly int _count = count;

    public override string Work => $"Attach {_count:N0} namespaces, each";

    public override Contestant Ours => new("ContainerNet", Round);

    private double Round()
    {
        Make();
        double taken = Timing.Of(Attach);
        Clear();
        return taken / _count;
    }
}

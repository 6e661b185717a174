namespace ContainerNet.Benchmarks.Work;

/// <summary>Many namespaces attached to a network, one after the other.</summary>
/// <param name="host">The host.</param>
/// <param name="count">How many.</param>
internal sealed class AttachMany(NetHost host, int count) : Benchmark
{
    public override string Work => $"Attach {count:N0} namespaces, per namespace";

    public override Contestant Ours => new("ContainerNet", Round);

    public override (int WarmUp, int Counted) Rounds(bool quick) => count > 100 ? (0, 1) : (1, quick ? 2 : 5);

    private TimeSpan Round()
    {
        var namespaces = new AttachedNamespaces(host, count);
        TimeSpan taken = Timing.Of(namespaces.Attach);
        namespaces.Remove();
        return taken / count;
    }
}

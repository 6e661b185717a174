namespace ContainerNet.Benchmarks.Work;

/// <summary>Many namespaces detached from a network at once.</summary>
/// <param name="host">The host.</param>
/// <param name="count">How many.</param>
internal sealed class DetachMany(NetHost host, int count) : Benchmark
{
    public override string Work => $"Detach {count:N0} namespaces at once, per namespace";

    public override Contestant Ours => new("ContainerNet", Round);

    public override (int WarmUp, int Counted) Rounds(bool quick) => count > 100 ? (0, 1) : (1, quick ? 2 : 5);

    private TimeSpan Round()
    {
        var attached = new AttachedNamespaces(host, count);
        attached.Attach();
        TimeSpan taken = Timing.Of(() => host.Endpoints.PlanDisconnect(host.Endpoints.List()).Run());
        attached.Remove();
        return taken / count;
    }
}

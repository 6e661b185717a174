namespace ContainerNet.Benchmarks.Work;

/// <summary>All endpoints listed, by a host that has not read them before.</summary>
/// <param name="host">The host.</param>
/// <param name="count">How many.</param>
internal sealed class ListEndpoints(NetHost host, int count) : Benchmark
{
    private AttachedNamespaces? _attached;

    public override string Work => $"List {count:N0} endpoints";

    public override Contestant Ours => new("ContainerNet", Round);

    public override void TearDown() => _attached?.Remove();

    private TimeSpan Round()
    {
        if (_attached is null)
        {
            _attached = new AttachedNamespaces(host, count);
            _attached.Attach();
        }
        using var other = new NetHost();
        return Timing.Of(() => other.Endpoints.List());
    }
}

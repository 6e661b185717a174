using System.Net;

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
        host.Networks.PlanCreate(new NetworkDefinition { Name = "bench", Subnet = IPNetwork.Parse("10.97.0.0/16") }).Run();
        string[] names = [.. Enumerable.Range(0, count).Select(i => $"bench{i}")];
        foreach (string name in names) host.Namespaces.PlanCreate(name).Run();
        TimeSpan taken = Timing.Of(() =>
        {
            foreach (string name in names) host.Endpoints.PlanConnect("bench", NamespaceReference.Named(name)).Run();
        });
        foreach (string name in names) host.Namespaces.PlanRemove(name).Run();
        host.Networks.PlanRemove("bench", force: true).Run();
        return taken / count;
    }
}

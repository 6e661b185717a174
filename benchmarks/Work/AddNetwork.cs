using System.Net;

namespace ContainerNet.Benchmarks.Work;

/// <summary>A network with its gateway's address, forwarding and masquerading.</summary>
internal sealed class AddNetwork : Benchmark
{
    private readonly NetHost _host;
    private readonly FloorProcess _floor;
    private readonly bool _isFirst;

    /// <param name="host">The host.</param>
    /// <param name="floor">The floor.</param>
    /// <param name="isFirst">Whether it is the host's first network, with which the firewall's table is made; otherwise there is another.</param>
    public AddNetwork(NetHost host, FloorProcess floor, bool isFirst)
    {
        _host = host;
        _floor = floor;
        _isFirst = isFirst;
        if (!isFirst) host.Networks.PlanCreate(new NetworkDefinition { Name = "other", Subnet = IPNetwork.Parse("10.96.0.0/24") }).Run();
    }

    public override string Work => _isFirst ? "The first network: bridge, gateway, firewall table, NAT" : "Another network: bridge, gateway, NAT";

    public override Contestant Ours => new("ContainerNet", Round);

    public override IReadOnlyList<Contestant> Others => [new("bridge and address from C", () => _floor.Play("bridge"), 2)];

    public override TimeSpan Rest => TimeSpan.FromMilliseconds(20);

    public override void TearDown()
    {
        if (!_isFirst) _host.Networks.PlanRemove("other").Run();
    }

    private TimeSpan Round()
    {
        TimeSpan taken = Timing.Of(() => _host.Networks.PlanCreate(new NetworkDefinition { Name = "bench", Subnet = IPNetwork.Parse("10.97.0.0/24") }).Run());
        _host.Networks.PlanRemove("bench").Run();
        return taken;
    }
}

using System.Net;
using ContainerNet.Host.Addresses;
using ContainerNet.Host.Links;
using ContainerNet.Host.Routes;

namespace ContainerNet.Benchmarks.Rows;

/// <summary>What every container begins with, in the five calls that five cmdlets make.</summary>
internal sealed class ConnectNamespace(Stage stage) : Row
{
    private static readonly NamespaceReference _inside = NamespaceReference.Named("bench");
    private static readonly IPNetwork _everywhere = IPNetwork.Parse("0.0.0.0/0");
    private static readonly IPAddress _outside = IPAddress.Parse("10.98.0.1");

    public override string Work => "A namespace, a veth pair into it, an address at each end, a default route, all up";

    public override Contestant Ours => new("ContainerNet", Round);

    public override IReadOnlyList<Contestant> Others => [new("netlink from C", () => stage.Floor.Play("namespace"), 1.3) { IsNative = true }];

    public override TimeSpan Rest => TimeSpan.FromMilliseconds(20);

    // The aim is so near that the median of twenty rounds may be on either side of it.
    public override (int WarmUp, int Counted) Rounds(bool quick) => (100, 60);

    private double Round()
    {
        NetHost host = stage.Host;
        double taken = Timing.Of(() =>
        {
            host.Namespaces.PlanCreate("bench").Run();
            host.VethPairs.PlanCreate(new VethEnd(NamespaceReference.Host, "bench0") { Up = true }, new VethEnd(_inside, "eth0") { Up = true }).Run();
            host.Addresses.PlanAdd(NamespaceReference.Host, new AddressEntry("bench0", InterfaceAddress.Parse("10.98.0.1/24"))).Run();
            host.Addresses.PlanAdd(_inside, new AddressEntry("eth0", InterfaceAddress.Parse("10.98.0.2/24"))).Run();
            host.Routes.PlanAdd(_inside, new RouteEntry(_everywhere) { Gateway = _outside }).Run();
        });
        host.Links.PlanRemove(NamespaceReference.Host, "bench0").Run();
        host.Namespaces.PlanRemove("bench").Run();
        return taken;
    }
}

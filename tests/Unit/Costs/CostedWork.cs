using System.Net;
using ContainerNet.Host.Addresses;
using ContainerNet.Host.Links;
using ContainerNet.Host.Routes;

namespace ContainerNet.Tests.Costs;

/// <summary>Work whose cost is counted, in calls and in bytes, which are the same however busy the machine is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Prepare">Makes once what it needs.</param>
/// <param name="Do">The work.</param>
/// <param name="Undo">Makes it possible once more.</param>
internal sealed record CostedWork(string Name, Action<NetHost> Prepare, Action<NetHost> Do, Action<NetHost> Undo)
{
    public const int ManyPorts = 1000;

    private const string Network = "bench";
    private static readonly NamespaceReference _place = NamespaceReference.Named("bench");

    // What is made but once, or compiled by the JIT, is no part of what a call costs.
    private const int WarmUp = 3;

    /// <summary>A network beside another.</summary>
    public static readonly CostedWork CreateNetwork = new("create-network",
        net => Create(net, "other", "10.96.0.0/24"),
        net => Create(net, "one", "10.97.0.0/24"),
        net => net.Networks.PlanRemove("one").Run());

    /// <summary>A namespace, a veth pair into it, an address at each end, a default route: five calls.</summary>
    public static readonly CostedWork Connect = new("connect-namespace",
        _ => { },
        net =>
        {
            net.Namespaces.PlanCreate(_place.Name!).Run();
            net.VethPairs.PlanCreate(new VethEnd(NamespaceReference.Host, "bench0") { Up = true }, new VethEnd(_place, "eth0") { Up = true }).Run();
            net.Addresses.PlanAdd(NamespaceReference.Host, new AddressEntry("bench0", InterfaceAddress.Parse("10.98.0.1/24"))).Run();
            net.Addresses.PlanAdd(_place, new AddressEntry("eth0", InterfaceAddress.Parse("10.98.0.2/24"))).Run();
            net.Routes.PlanAdd(_place, new RouteEntry(IPNetwork.Parse("0.0.0.0/0")) { Gateway = IPAddress.Parse("10.98.0.1") }).Run();
        },
        net =>
        {
            net.Links.PlanRemove(NamespaceReference.Host, "bench0").Run();
            net.Namespaces.PlanRemove(_place.Name!).Run();
        });

    /// <summary>A namespace's place on a network.</summary>
    public static readonly CostedWork Attach = new("attach",
        MakePlace,
        net => net.Endpoints.PlanConnect(Network, _place).Run(),
        net => net.Endpoints.PlanDisconnect(Network, _place).Run());

    /// <summary>A port of it.</summary>
    public static readonly CostedWork Publish = new("publish",
        net =>
        {
            MakePlace(net);
            net.Endpoints.PlanConnect(Network, _place).Run();
        },
        net => net.Ports.PlanAdd(net.Endpoints.OnlyOf(_place), [PortPublication.Parse("8080:80")]).Run(),
        net => net.Ports.PlanRemove(net.Ports.List()[0]).Run());

    /// <summary>A thousand of them, none next to another inside, so that no two make a range.</summary>
    public static readonly CostedWork PublishMany = new("publish-many",
        Publish.Prepare,
        PublishThem,
        net =>
        {
            net.Endpoints.PlanDisconnect(Network, _place).Run();
            net.Endpoints.PlanConnect(Network, _place).Run();
        });

    /// <summary>A thousand of them, listed.</summary>
    public static readonly CostedWork ListPorts = new("list-ports",
        net =>
        {
            Publish.Prepare(net);
            PublishThem(net);
        },
        net => net.Ports.List(),
        _ => { });

    public static IReadOnlyList<CostedWork> All { get; } = [Connect, CreateNetwork, Attach, Publish, PublishMany, ListPorts];

    /// <summary>Prepares and does it as often as it takes for the next time to be like all later ones.</summary>
    public void Warm(NetHost net)
    {
        Prepare(net);
        for (int i = 0; i < WarmUp; i++)
        {
            Do(net);
            Undo(net);
        }
    }

    private static void PublishThem(NetHost net)
        => net.Ports.PlanAdd(net.Endpoints.OnlyOf(_place), [.. Enumerable.Range(20_000, ManyPorts).Select(port => PortPublication.Parse($"{port}:80"))]).Run();

    private static void MakePlace(NetHost net)
    {
        Create(net, Network, "10.95.0.0/24");
        net.Namespaces.PlanCreate(_place.Name!).Run();
    }

    private static void Create(NetHost net, string name, string subnet)
        => net.Networks.PlanCreate(new NetworkDefinition { Name = name, Subnet = IPNetwork.Parse(subnet) }).Run();
}

using System.Net;
using ContainerNet.Host.Addresses;
using ContainerNet.Host.Links;
using ContainerNet.Host.Namespaces;
using ContainerNet.Host.Neighbors;
using ContainerNet.Host.Routes;
using ContainerNet.Host.Sysctls;
using ContainerNet.Linux.Sysctls;
using ContainerNet.Plans;
using ContainerNet.Tests.Support;

namespace ContainerNet.Tests.Plans;

/// <summary>Plans of several steps, the same in every process that is given the same host.</summary>
internal static class SamplePlans
{
    public const string Namespace = "namespace", Veth = "veth", VethAcross = "veth across namespaces", Neighbor = "neighbour in place of a learned one", Everything = "everything", Odd = "odd names and rare kinds";

    private static readonly NamespaceReference _host = NamespaceReference.Host;
    private static readonly NamespaceReference _blue = NamespaceReference.Named("blue");

    /// <summary>What is there before any of them.</summary>
    public static void Prepare(TestHost host)
    {
        NamespaceReference red = host.NewNamespace("red");
        // Addresses that the kernel makes by itself come in its own time.
        foreach (NamespaceReference place in new[] { _host, red }) host.Net.Namespaces.PlanSysctl(place, "net.ipv6.conf.default.addr_gen_mode", "1").Run();
        host.IpBatch(_host,
            $"link add kept0 address {Mac(1)} type veth peer name kept1 address {Mac(2)}",
            $"link add old0 address {Mac(3)} type veth peer name old1 address {Mac(4)}",
            $"link add mover address {Mac(5)} type veth peer name moved1 address {Mac(6)}",
            $"link add across0 address {Mac(7)} type veth peer name across1 address {Mac(8)} netns {host.PathOf(red)}",
            "link set kept0 up", "link set kept1 up",
            "addr add 10.51.0.1/24 dev kept0", "addr add 10.50.0.1/24 dev kept0", "addr add fd51::1/64 dev kept0 nodad",
            "neigh add 10.51.0.8 lladdr 02:00:00:00:00:99 dev kept0 nud permanent");
        host.WaitUntilUp(_host, "kept0");
        host.IpBatch(_host, "route add 10.60.0.0/16 via 10.51.0.9 proto static mtu 1400", "route add fd60::/64 via fd51::9 proto static metric 7",
            "neigh add 10.51.0.7 lladdr 02:00:00:00:00:77 dev kept0 nud stale");
    }

    public static Plan Of(NetHost net, string name) => name switch
    {
        Namespace => net.Namespaces.PlanCreate("blue"),
        Veth => net.VethPairs.PlanCreate(new VethEnd(_host, "v0") { Up = true, Mac = MacAddress.Parse(Mac(20)) }, new VethEnd(_host, "v1") { Up = true, Mac = MacAddress.Parse(Mac(21)) }, mtu: 1400),
        VethAcross => net.VethPairs.PlanCreate(
            new VethEnd(_host, "v0") { Up = true, Mac = MacAddress.Parse(Mac(20)) },
            new VethEnd(NamespaceReference.Named("red"), "eth0") { Up = true, Mac = MacAddress.Parse(Mac(21)) }),
        Neighbor => net.Neighbors.PlanAdd(_host, new NeighborEntry("kept0", IPAddress.Parse("10.51.0.7"), MacAddress.Parse(Mac(30)))),
        Odd => new Plan(net.Context, name, _ => OddSteps()) { LocksState = false },
        Everything => new Plan(net.Context, name, _ => EverySteps()) { LocksState = false },
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static Step[] EverySteps() =>
    [
        new CreateNamespace("blue"),
        ChangeLink.SetUp(_blue, "lo"),
        new CreateLink("br0", "bridge", MacAddress.Parse(Mac(40))) { Up = true },
        new CreateLink("v0", "veth", MacAddress.Parse(Mac(41))) { Master = "br0", Up = true, Peer = new VethPeer(_blue, "eth0", MacAddress.Parse(Mac(42))) },
        new AddAddress(new AddressEntry("br0", InterfaceAddress.Parse("10.40.0.1/24")) { Label = "br0" }),
        ChangeLink.SetUp(_blue, "eth0"),
        new AddAddress(new AddressEntry("eth0", InterfaceAddress.Parse("10.40.0.2/24")) { Label = "eth0" }) { Namespace = _blue },
        new AddAddress(new AddressEntry("eth0", InterfaceAddress.Parse("fd40::2/64")) { Flags = AddressFlags.NoDad }) { Namespace = _blue },
        new AddRoute(new RouteEntry(IPNetwork.Parse("0.0.0.0/0")) { Gateway = IPAddress.Parse("10.40.0.1"), Interface = "eth0" }) { Namespace = _blue },
        new AddNeighbor(new NeighborEntry("eth0", IPAddress.Parse("10.40.0.9"), MacAddress.Parse(Mac(43)))) { Namespace = _blue },
        new SetSysctl("net/ipv4/ip_forward", "1", "0"),
        new SetSysctls("kept0", Conf("kept0")),
        new SetSysctls("eth0", Conf("eth0")) { Namespace = _blue },
        new ChangeLink("old0",
            new LinkSettings { Mtu = 1400, Mac = MacAddress.Parse(Mac(44)), Description = "it's new", Name = "new0" },
            new LinkSettings { Mtu = 1500, Mac = MacAddress.Parse(Mac(3)), Description = "", Name = "old0" }),
        new ChangeLink("mover", new LinkSettings { Namespace = _blue, Name = "moved0" }, new LinkSettings { Namespace = _host, Name = "mover" }),
        new RemoveNeighbor(new NeighborEntry("kept0", IPAddress.Parse("10.51.0.8"), MacAddress.Parse("02:00:00:00:00:99"))),
        new RemoveRoute(new RouteEntry(IPNetwork.Parse("10.60.0.0/16")) { Gateway = IPAddress.Parse("10.51.0.9"), Interface = "kept0", Mtu = 1400 }),
        new RemoveRoute(new RouteEntry(IPNetwork.Parse("fd60::/64")) { Gateway = IPAddress.Parse("fd51::9"), Interface = "kept0", Metric = 7 }),
        new RemoveAddress(new AddressEntry("kept0", InterfaceAddress.Parse("10.50.0.1/24")) { Label = "kept0" }),
    ];

    // Names that a shell would take apart, and what is seldom used.
    private static Step[] OddSteps() =>
    [
        new CreateNamespace("blue"),
        new CreateLink("a;b'c&$(d)", "veth", MacAddress.Parse(Mac(50))) { Mtu = 1300, Up = true, Peer = new VethPeer(_blue, "*", MacAddress.Parse(Mac(51))) },
        new ChangeLink("*", new LinkSettings { Name = "\"x\"|y", Up = true }, new LinkSettings { Name = "*", Up = false }) { Namespace = _blue },
        new SetSysctls("a;b'c&$(d)", Conf("a;b'c&$(d)")),
        new AddAddress(new AddressEntry("a;b'c&$(d)", InterfaceAddress.Parse("10.70.0.1/32")) { Peer = IPAddress.Parse("10.70.0.2"), Label = "a;b'c&$(d):1" }),
        new AddAddress(new AddressEntry("a;b'c&$(d)", InterfaceAddress.Parse("10.71.0.1/24")) { Label = "a;b'c&$(d)", Broadcast = IPAddress.Parse("10.71.0.255"), Metric = 9, Scope = NetworkScope.Link }),
        new AddAddress(new AddressEntry("a;b'c&$(d)", InterfaceAddress.Parse("fd70::1/64")) { Flags = AddressFlags.NoDad | AddressFlags.NoPrefixRoute, ValidSeconds = 5000, PreferredSeconds = 0 }),
        new AddRoute(new RouteEntry(IPNetwork.Parse("10.72.0.0/16")) { NextHops = [new RouteNextHop(IPAddress.Parse("10.71.0.9")) { InterfaceAlias = "a;b'c&$(d)", InterfaceIndex = 0, Weight = 3 }, new RouteNextHop(IPAddress.Any) { InterfaceAlias = "kept0", InterfaceIndex = 0, Weight = 1 }, new RouteNextHop(IPAddress.Parse("fd51::9")) { InterfaceAlias = "kept0", InterfaceIndex = 0, Weight = 2 }, new RouteNextHop(IPAddress.Parse("10.99.0.9")) { InterfaceAlias = "kept0", InterfaceIndex = 0, Weight = 4, Flags = 4 }] }),
        new AddRoute(new RouteEntry(IPNetwork.Parse("10.73.0.0/16")) { Gateway = IPAddress.Parse("fd51::9"), Interface = "kept0", Table = 700, Metric = 5 }),
        new AddRoute(new RouteEntry(IPNetwork.Parse("10.74.0.0/16")) { Type = RouteType.Blackhole }),
        new AddRoute(new RouteEntry(IPNetwork.Parse("10.75.0.0/16")) { Interface = "kept0", TypeOfService = 0x10, Scope = NetworkScope.Link, Source = IPAddress.Parse("10.51.0.1") }),
        new AddRoute(new RouteEntry(IPNetwork.Parse("fd72::/64")) { From = IPNetwork.Parse("fd51::/64"), Interface = "kept0", Metric = 1024 }),
        new AddNeighbor(new NeighborEntry("kept0", IPAddress.Parse("10.51.0.66"), null) { Proxy = true }),
        new AddNeighbor(new NeighborEntry("kept0", IPAddress.Parse("fd51::66"), MacAddress.Parse(Mac(52))) { State = NeighborState.NoArp }),
        new RemoveAddress(new AddressEntry("a;b'c&$(d)", InterfaceAddress.Parse("10.70.0.1/32")) { Peer = IPAddress.Parse("10.70.0.2"), Label = "a;b'c&$(d):1" }),
    ];

    private static SysctlSetting[] Conf(string name) => [new($"net/ipv4/conf/{name}/route_localnet", "1", "0"), new($"net/ipv4/conf/{name}/proxy_arp", "1", "0")];

    private static string Mac(int number) => $"02:00:00:00:10:{number:x2}";
}

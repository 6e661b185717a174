using System.Net;
using ContainerNet.Host.Addresses;
using ContainerNet.Host.Links;
using ContainerNet.Host.Neighbors;
using ContainerNet.Host.Routes;
using ContainerNet.Host.Sysctls;
using ContainerNet.Linux.Sysctls;
using ContainerNet.Plans;
using Xunit;

namespace ContainerNet.Tests.Plans;

/// <summary>What happens to an interface that a plan makes is undone with it; everything else is undone by itself.</summary>
public sealed class UndoScopeTests
{
    private static readonly NamespaceReference _blue = NamespaceReference.Named("blue");
    private static readonly CreateLink _pair = new("v0", "veth", MacAddress.Parse("02:00:00:00:00:01")) { Peer = new VethPeer(_blue, "eth0", MacAddress.Parse("02:00:00:00:00:02")) };

    [Fact]
    public void What_is_done_to_either_end_of_a_new_pair_ends_with_the_pair()
    {
        Step[] steps =
        [
            _pair,
            new SetBridgePort("v0", BridgePortSettings.ForEndpoint(isolated: false), BridgePortSettings.Default),
            ChangeLink.SetUp(_blue, "eth0"),
            new AddAddress(new AddressEntry("eth0", InterfaceAddress.Parse("10.0.0.2/24"))) { Namespace = _blue },
            new AddRoute(new RouteEntry(IPNetwork.Parse("10.1.0.0/16")) { Interface = "eth0" }) { Namespace = _blue },
            new AddNeighbor(new NeighborEntry("eth0", IPAddress.Parse("10.0.0.9"), MacAddress.Parse("02:00:00:00:00:03"))) { Namespace = _blue },
            new SetSysctls("eth0", [new SysctlSetting("net/ipv6/conf/eth0/disable_ipv6", "1", "0")]) { Namespace = _blue },
        ];
        Assert.Equal([0], UndoScope.Of(steps));
    }

    [Fact]
    public void What_does_not_end_with_it_is_undone_by_itself()
    {
        Step[] steps =
        [
            // Before the pair is made, the name is another's.
            ChangeLink.SetUp(NamespaceReference.Host, "v0"),
            _pair,
            ChangeLink.SetUp(NamespaceReference.Host, "eth0"),
            ChangeLink.SetUp(_blue, "lo"),
            new ChangeLink("eth0", new LinkSettings { Name = "eth1" }, new LinkSettings { Name = "eth0" }) { Namespace = _blue },
            new AddRoute(new RouteEntry(IPNetwork.Parse("10.1.0.0/16")) { Gateway = IPAddress.Parse("10.0.0.1") }) { Namespace = _blue },
            new SetSysctl("net/ipv4/ip_forward", "1", "0"),
        ];
        Assert.Equal([.. Enumerable.Range(0, steps.Length)], UndoScope.Of(steps));
    }

    [Fact]
    public void A_journal_holds_of_a_step_what_undoes_it()
    {
        Step kept = Assert.Single(StepKinds.Json.Read(System.Text.Encoding.UTF8.GetString(StepKinds.Json.Write([_pair.Journaled]))));
        Assert.Equal(_pair.Inverse, kept.Inverse);
        Assert.Null(Assert.IsType<CreateLink>(kept).Peer);
    }
}

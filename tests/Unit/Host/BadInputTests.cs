using System.Net;
using ContainerNet.Host.Addresses;
using ContainerNet.Host.Links;
using ContainerNet.Host.Routes;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Host;

/// <summary>What cannot be is an error of its own, before anything is touched.</summary>
public sealed class BadInputTests : IDisposable
{
    private static readonly NamespaceReference _here = NamespaceReference.Host;

    private readonly TestHost _host = new();

    public BadInputTests() => _host.Ip(_here, "link add v0 type veth peer name v1");

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData("10.0.0.1/24", "fd00::1", null)]
    [InlineData("fd00::9/64", null, "10.0.0.255")]
    public void A_peer_s_or_broadcast_address_is_of_the_address_s_own_family(string address, string? peer, string? broadcast)
    {
        var entry = new AddressEntry("v0", InterfaceAddress.Parse(address)) { Peer = peer is null ? null : IPAddress.Parse(peer), Broadcast = broadcast is null ? null : IPAddress.Parse(broadcast) };
        AssertRefused("AddressFamilyMismatch", () => _host.Net.Addresses.PlanAdd(_here, entry));
    }

    [Theory]
    [InlineData(0u, null)]
    [InlineData(10u, 20u)]
    public void A_lifetime_is_a_second_or_more_and_the_preferred_one_no_longer(uint valid, uint? preferred)
        => AssertRefused("InvalidLifetime", () => _host.Net.Addresses.PlanAdd(_here, new AddressEntry("v0", InterfaceAddress.Parse("10.0.0.1/24")) { ValidSeconds = valid, PreferredSeconds = preferred }));

    [Theory]
    [InlineData("03:00:00:00:00:01")]
    [InlineData("00:00:00:00:00:00")]
    public void A_MAC_address_is_one_that_an_interface_can_have(string mac)
    {
        AssertRefused("InvalidMacAddress", () => _host.Net.VethPairs.PlanCreate(new VethEnd(_here, "a") { Mac = MacAddress.Parse(mac) }, new VethEnd(_here, "b")));
        AssertRefused("InvalidMacAddress", () => _host.Net.Links.PlanChange(_here, "v0", new LinkSettings { Mac = MacAddress.Parse(mac) }).Run());
    }

    [Fact]
    public void A_master_exists() => AssertRefused("InterfaceNotFound", () => _host.Net.Links.PlanChange(_here, "v0", new LinkSettings { Master = "nobr" }).Run());

    [Fact]
    public void A_pair_that_exists_with_other_settings_does_not_satisfy_the_request()
    {
        AssertRefused("VethPairExists", () => _host.Net.VethPairs.PlanCreate(new VethEnd(_here, "v0") { Up = true }, new VethEnd(_here, "v1")).Run());
        AssertRefused("VethPairExists", () => _host.Net.VethPairs.PlanCreate(new VethEnd(_here, "v0"), new VethEnd(_here, "v1"), mtu: 9000).Run());
        Assert.True(_host.Net.VethPairs.PlanCreate(new VethEnd(_here, "v0"), new VethEnd(_here, "v1"), mtu: 1500).IsEmpty);
    }

    [Fact]
    public void A_next_hop_that_is_on_no_link_is_an_error_of_its_own()
    {
        var entry = new RouteEntry(IPNetwork.Parse("10.9.0.0/16")) { Gateway = IPAddress.Parse("192.0.2.9") };
        AssertRefused("NextHopUnreachable", () => _host.Net.Routes.PlanAdd(_here, entry).Run());
    }

    [Fact]
    public void A_route_that_exists_with_another_MTU_does_not_satisfy_the_request()
    {
        _host.IpBatch(_here, "link set v0 up", "link set v1 up", "addr add 10.0.0.1/24 dev v0");
        var entry = new RouteEntry(IPNetwork.Parse("10.9.0.0/16")) { Gateway = IPAddress.Parse("10.0.0.2"), Mtu = 1300 };
        _host.Net.Routes.PlanAdd(_here, entry).Run();
        AssertRefused("RouteExists", () => _host.Net.Routes.PlanAdd(_here, entry with { Mtu = 1200 }).Run());
    }

    private void AssertRefused(string errorId, Func<object> attempt)
    {
        string before = _host.Snapshot();
        Assert.Equal(errorId, Assert.ThrowsAny<ContainerNetException>(attempt).ErrorId);
        Assert.Equal(before, _host.Snapshot());
    }
}

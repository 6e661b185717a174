using System.Net;
using Xunit;

namespace ContainerNet.Tests.Networks.Endpoints;

/// <summary>A namespace on several networks answers by the network that it was called by, wherever its default route leads.</summary>
public sealed class SourceRouteTests : IDisposable
{
    private readonly NetworkTestbed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Theory]
    [InlineData("nftables", true)]
    [InlineData("nftables", false)]
    [InlineData("iptables", true)]
    [InlineData("iptables", false)]
    public void A_port_of_the_second_network_answers_to_the_LAN_the_host_and_a_neighbour(string backEnd, bool bridgesCallIPHooks)
    {
        _bed.Configure($$"""{ "firewall-backend": "{{backEnd}}" }""");
        _bed.CallIPHooksOfBridges(bridgesCallIPHooks);
        NamespaceReference lan = _bed.NewLan();
        _bed.AddIPv6(lan);
        ContainerEndpoint second = AttachTwice();
        _bed.Publish(second, "8080:80");
        ContainerEndpoint neighbour = _bed.NewEndpoint("second", "neighbour");

        Assert.Equal("192.0.2.2", _bed.Ask(lan, "192.0.2.1", 8080));
        Assert.Equal("2001:db8::2", _bed.Ask(lan, "2001:db8::1", 8080));
        Assert.NotNull(_bed.Ask(NamespaceReference.Host, "192.0.2.1", 8080));
        Assert.NotNull(_bed.Ask(NamespaceReference.Host, "127.0.0.1", 8080));
        Assert.NotNull(_bed.Ask(neighbour.NamespaceValue, "192.0.2.1", 8080));
        Assert.NotNull(_bed.Ask(neighbour.NamespaceValue, $"{second.IPAddress}", 80));
    }

    [Fact]
    public void The_rule_is_removed_with_the_endpoint_and_stays_when_the_first_network_is_removed()
    {
        NamespaceReference lan = _bed.NewLan();
        ContainerEndpoint second = AttachTwice();
        _bed.Publish(second, "8080:80");
        Assert.Contains($"from {second.IPAddress} lookup", Rules(second.NamespaceValue), StringComparison.Ordinal);

        _bed.Net.Endpoints.PlanDisconnect("first", second.NamespaceValue).Run();
        Assert.Equal("192.0.2.2", _bed.Ask(lan, "192.0.2.1", 8080));

        _bed.Net.Endpoints.PlanDisconnect("second", second.NamespaceValue).Run();
        Assert.DoesNotContain($"{second.IPAddress}", Rules(second.NamespaceValue), StringComparison.Ordinal);
    }

    [Fact]
    public void What_another_tool_removes_is_reported_and_repaired()
    {
        ContainerEndpoint second = AttachTwice();
        _bed.Host.Ip(second.NamespaceValue, $"rule del from {second.IPAddress}");
        _bed.Host.Ip(second.NamespaceValue, "-6 route flush table 2887647234");
        Assert.Equal(3, _bed.Net.Networks.Test().Count(difference => difference.Kind == NetworkDifferenceKind.RouteMissing));
        _bed.Net.Networks.PlanRepair().Run();
        Assert.Empty(_bed.Net.Networks.Test());
        Assert.Contains($"from {second.IPAddress} lookup", Rules(second.NamespaceValue), StringComparison.Ordinal);
    }

    [Fact]
    public void An_endpoint_that_is_alone_needs_no_rule()
    {
        _bed.NewNetwork("first", "172.20.0.0/16");
        Assert.DoesNotContain("172.20", Rules(_bed.NewEndpoint("first", "web").NamespaceValue), StringComparison.Ordinal);
    }

    private string Rules(NamespaceReference place) => _bed.Host.Ip(place, "rule show") + _bed.Host.Ip(place, "-6 rule show");

    private ContainerEndpoint AttachTwice()
    {
        foreach ((string name, string subnet, string subnet6) in new[] { ("first", "172.20.0.0/16", "fd00:20::/64"), ("second", "172.30.0.0/16", "fd00:30::/64") })
            _bed.Net.Networks.PlanCreate(NetworkTestbed.Definition(name, subnet) with { IPv6Subnet = IPNetwork.Parse(subnet6) }).Run();
        NamespaceReference web = _bed.NewEndpoint("first", "web").NamespaceValue;
        _bed.Serve(web, 80);
        return _bed.Net.Endpoints.PlanConnect("second", web).Run();
    }
}

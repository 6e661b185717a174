using System.Net;
using Xunit;

namespace ContainerNet.Tests.Containers.Networking;

public sealed class ContainerNetworkModeTests : IDisposable
{
    private readonly ContainerTestbed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void Without_a_network_there_is_lo_alone()
    {
        string links = _bed.Output(_bed.Shell("lonely", "ip -o link") with { Networks = ["none"] });
        Assert.Single(links.Split('\n'));
        Assert.Contains("lo:", links, StringComparison.Ordinal);
    }

    [Fact]
    public void On_the_hosts_network_it_sees_the_hosts_interfaces()
    {
        _bed.Host.Ip(NamespaceReference.Host, "link add seen type bridge");
        Assert.Contains("seen:", _bed.Output(_bed.Shell("open", "ip -o link") with { Networks = ["host"] }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_joined_container_shares_interfaces_ports_and_names_with_the_other()
    {
        NetContainer web = _bed.Start(_bed.Shell("web", "nc -ll -p 80 -e echo hello") with { HostName = "shop" });
        NetContainer side = _bed.Start(_bed.Sleeper("side") with { Networks = ["container:web"] });
        Assert.Equal(web.Namespaces!.Network, side.Namespaces!.Network);
        Assert.NotEqual(web.Namespaces.Pid, side.Namespaces.Pid);
        Assert.Empty(side.Endpoints);
        Assert.Equal("shop", side.HostName);

        string text = _bed.Output(_bed.Shell("caller", "hostname; cat /etc/hosts; for i in 1 2 3 4 5; do nc -w 2 127.0.0.1 80 < /dev/null && exit; sleep 0.1; done") with { Networks = ["container:web"] });
        Assert.StartsWith("shop\n", text, StringComparison.Ordinal);
        Assert.Contains($"{web.IPAddress[0]}\tshop", text, StringComparison.Ordinal);
        Assert.EndsWith("hello", text, StringComparison.Ordinal);
    }

    [Fact]
    public void On_several_networks_it_has_an_interface_each_and_one_default_route()
    {
        foreach ((string name, string subnet) in new[] { ("front", "10.71.0.0/24"), ("back", "10.72.0.0/24") })
            _bed.Host.Net.Networks.PlanCreate(new NetworkDefinition { Name = name, Subnet = IPNetwork.Parse(subnet) }).Run();
        string text = _bed.Output(_bed.Shell("both", "ip -4 -o addr; ip route") with { Networks = ["front", "back"] });
        Assert.Matches("eth0 +inet 10\\.71\\.0\\.2/24", text);
        Assert.Matches("eth1 +inet 10\\.72\\.0\\.2/24", text);
        Assert.Single(text.Split('\n'), line => line.StartsWith("default via 10.71.0.1", StringComparison.Ordinal));
    }

    [Fact]
    public void Addresses_and_the_MAC_address_are_the_requested_ones()
    {
        _bed.Host.Net.Networks.PlanCreate(new NetworkDefinition { Name = "fixed", Subnet = IPNetwork.Parse("10.73.0.0/24") }).Run();
        string text = _bed.Output(_bed.Shell("one", "ip addr show eth0") with { Networks = ["fixed"], Addresses = [IPAddress.Parse("10.73.0.77")], MacAddress = MacAddress.Parse("02:11:22:33:44:55") });
        Assert.Contains("inet 10.73.0.77/24", text, StringComparison.Ordinal);
        Assert.Contains("02:11:22:33:44:55", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_network_can_be_joined_while_it_runs()
    {
        _bed.Start(_bed.Sleeper("walker"));
        _bed.Host.Net.Networks.PlanCreate(new NetworkDefinition { Name = "late", Subnet = IPNetwork.Parse("10.74.0.0/24") }).Run();
        ContainerEndpoint endpoint = _bed.Host.Net.Endpoints.PlanConnect("late", _bed.Containers.NamespaceOf("walker")).Run();
        Assert.Equal("walker", endpoint.Container);
        Assert.Equal(["bridge", "late"], _bed.Containers.Get("walker").Endpoints.Select(one => one.Network));
        _bed.Containers.Remove("walker", force: true);
        Assert.Empty(_bed.Traces());
    }

    [Theory]
    [InlineData("host")]
    [InlineData("none")]
    [InlineData("container:web")]
    public void What_belongs_to_a_network_of_its_own_is_refused_without_one(string network)
    {
        _bed.Start(_bed.Sleeper("web"));
        var error = Assert.Throws<ContainerNetException>(() => _bed.Start(_bed.Sleeper("odd") with { Networks = [network], Publish = [PortPublication.Parse("80")] }));
        Assert.Equal("NetworkConflict", error.ErrorId);
    }
}

using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace ContainerNet.Tests.Networks;

public sealed class NetworkTests : IDisposable
{
    private readonly NetworkTestbed _bed = new();

    private NetHost Net => _bed.Net;

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void A_network_is_a_bridge_that_is_up_and_has_the_gateway_s_address()
    {
        ContainerNetwork network = _bed.NewNetwork("demo", "172.20.0.0/16");

        Assert.Equal($"cn-{network.Id[..10]}", network.BridgeName);
        Assert.Equal(IPAddress.Parse("172.20.0.1"), network.GatewayValue);
        JsonNode bridge = _bed.Host.IpJson(NamespaceReference.Host, $"-d addr show {network.BridgeName}")[0]!;
        Assert.Equal("bridge", bridge["linkinfo"]!["info_kind"]!.ToString());
        Assert.Contains("UP", bridge["flags"]!.AsArray().Select(flag => flag!.ToString()));
        Assert.Equal("172.20.0.1", bridge["addr_info"]![0]!["local"]!.ToString());
        Assert.Equal(["bridge", "host", "none", "demo"], Net.Networks.List().Select(each => each.Name));
    }

    [Fact]
    public void The_same_request_twice_gives_one_network()
    {
        ContainerNetwork first = _bed.NewNetwork("demo", "172.20.0.0/16");
        string before = _bed.Snapshot();

        Assert.Equal(first.Id, _bed.NewNetwork("demo", "172.20.0.0/16").Id);
        Assert.Equal(before, _bed.Snapshot());
    }

    [Theory]
    [InlineData("demo", "172.21.0.0/16", "NetworkExists")]
    [InlineData("other", "172.20.128.0/17", "SubnetOverlaps")]
    [InlineData("other", "172.0.0.0/8", "SubnetOverlaps")]
    [InlineData("-demo", "172.21.0.0/16", "InvalidNetworkName")]
    [InlineData("../demo", "172.21.0.0/16", "InvalidNetworkName")]
    [InlineData("other", "172.21.0.0/31", "InvalidSubnet")]
    [InlineData("other", "fd00::/64", "InvalidSubnet")]
    public void A_network_that_cannot_be_is_an_error_before_anything_is_touched(string name, string subnet, string errorId)
    {
        _bed.NewNetwork("demo", "172.20.0.0/16");
        string before = _bed.Snapshot();

        var error = Assert.ThrowsAny<ContainerNetException>(() => _bed.NewNetwork(name, subnet));
        Assert.Equal(errorId, error.ErrorId);
        Assert.Equal(before, _bed.Snapshot());
    }

    [Theory]
    [InlineData("172.20.0.0")]
    [InlineData("172.20.255.255")]
    [InlineData("172.21.0.1")]
    [InlineData("fd00::1")]
    public void A_gateway_is_a_host_address_of_the_subnet(string gateway)
    {
        NetworkDefinition definition = NetworkTestbed.Definition("demo", "172.20.0.0/16") with { Gateway = IPAddress.Parse(gateway) };
        Assert.Equal("InvalidGateway", Assert.Throws<ContainerNetException>(() => Net.Networks.PlanCreate(definition)).ErrorId);
    }

    [Fact]
    public void An_endpoint_has_the_next_address_a_MAC_made_of_it_and_the_default_route()
    {
        _bed.NewNetwork("demo", "172.20.0.0/16");
        ContainerEndpoint endpoint = _bed.NewEndpoint("demo", "web");

        Assert.Equal(IPAddress.Parse("172.20.0.2"), endpoint.IPAddressValue);
        Assert.Equal(MacAddress.Parse("02:42:ac:14:00:02"), endpoint.MacAddressValue);
        JsonNode inside = _bed.Host.IpJson(endpoint.NamespaceValue, "addr show eth0")[0]!;
        Assert.Equal("02:42:ac:14:00:02", inside["address"]!.ToString());
        Assert.Equal(16, (int)inside["addr_info"]![0]!["prefixlen"]!);
        Assert.Equal("172.20.0.1", _bed.Host.IpJson(endpoint.NamespaceValue, "route show default")[0]!["gateway"]!.ToString());
        Assert.Equal(endpoint.HostInterface, _bed.Host.IpJson(NamespaceReference.Host, "link show type veth")[0]!["ifname"]!.ToString());
    }

    [Fact]
    public void A_namespace_on_two_networks_has_two_interfaces_and_keeps_its_default_route()
    {
        _bed.NewNetwork("one", "172.20.0.0/16");
        _bed.NewNetwork("two", "172.21.0.0/16");
        ContainerEndpoint first = _bed.NewEndpoint("one", "web");
        ContainerEndpoint second = Net.Endpoints.PlanConnect("two", first.NamespaceValue).Run();

        Assert.Equal("eth1", second.InterfaceAlias);
        Assert.Equal("172.20.0.1", Assert.Single(_bed.Host.IpJson(first.NamespaceValue, "route show default"))!["gateway"]!.ToString());
    }

    [Fact]
    public void An_address_just_freed_is_used_last()
    {
        _bed.NewNetwork("demo", "10.1.0.0/29");
        ContainerEndpoint first = _bed.NewEndpoint("demo", "a");
        Net.Endpoints.PlanDisconnect(first).Run();

        string[] next = [.. new[] { "b", "c", "d", "e", "f" }.Select(name => _bed.NewEndpoint("demo", name).IPAddressValue.ToString())];
        Assert.Equal(["10.1.0.3", "10.1.0.4", "10.1.0.5", "10.1.0.6", "10.1.0.2"], next);
        Assert.Equal("SubnetFull", Assert.Throws<ContainerNetException>(() => _bed.NewEndpoint("demo", "g")).ErrorId);
    }

    [Fact]
    public void An_address_may_be_chosen_unless_it_is_taken()
    {
        _bed.NewNetwork("demo", "172.20.0.0/16");
        var options = new EndpointOptions { Addresses = [IPAddress.Parse("172.20.7.7")], InterfaceName = "net0" };
        ContainerEndpoint endpoint = Net.Endpoints.PlanConnect("demo", _bed.NewNamespace("a"), options).Run();
        Assert.Equal(("172.20.7.7", "net0"), (endpoint.IPAddressValue.ToString(), endpoint.InterfaceAlias));

        NamespaceReference other = _bed.NewNamespace("b");
        Assert.Equal("AddressInUse", Assert.Throws<ContainerNetException>(() => Net.Endpoints.PlanConnect("demo", other, options).Run()).ErrorId);
    }

    [Fact]
    public void A_network_with_endpoints_is_removed_by_force_only()
    {
        _bed.NewNetwork("demo", "172.20.0.0/16");
        string before = _bed.Nft("list ruleset");
        ContainerEndpoint endpoint = _bed.NewEndpoint("demo", "web");
        _bed.Publish(endpoint, "8080:80");

        var error = Assert.Throws<ContainerNetException>(() => Net.Networks.PlanRemove("demo").Run());
        Assert.Equal((ErrorKind.InUse, "NetworkInUse"), (error.Kind, error.ErrorId));
        Assert.Contains("'web'", error.Message, StringComparison.Ordinal);

        Net.Networks.PlanRemove("demo", force: true).Run();
        Assert.Equal("", _bed.Nft("list ruleset"));
        Assert.NotEqual("", before);
        Assert.Empty(Net.Endpoints.List());
        Assert.Empty(_bed.Host.IpJson(NamespaceReference.Host, "link show type veth"));
        Assert.Empty(_bed.Host.IpJson(NamespaceReference.Host, "link show type bridge"));
    }

    [Fact]
    public void Removing_a_namespace_frees_its_addresses_and_ports()
    {
        _bed.NewNetwork("demo", "172.20.0.0/16");
        _bed.Publish(_bed.NewEndpoint("demo", "web"), "8080:80");

        Net.Namespaces.PlanRemove("web").Run();

        Assert.Empty(Net.Endpoints.List());
        Assert.Empty(Net.Ports.List());
        Assert.DoesNotContain("8080", _bed.Nft("list map inet containernet published"), StringComparison.Ordinal);
        Assert.Empty(_bed.Host.IpJson(NamespaceReference.Host, "link show type veth"));
    }

    [Fact]
    public void A_namespace_that_another_tool_removed_frees_its_addresses_and_ports_at_the_next_attachment()
    {
        _bed.NewNetwork("demo", "10.1.0.0/30");
        ContainerEndpoint endpoint = _bed.NewEndpoint("demo", "web");
        _bed.Publish(endpoint, "8080:80");
        _bed.Host.Ip(NamespaceReference.Host, $"link delete {endpoint.HostInterface}");

        ContainerEndpoint next = _bed.NewEndpoint("demo", "next");

        Assert.Equal(endpoint.IPAddressValue, next.IPAddressValue);
        Assert.Empty(Net.Ports.List());
        Assert.DoesNotContain("8080", _bed.Nft("list map inet containernet published"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_host_s_own_namespace_has_no_place_on_a_network_by_whatever_path()
    {
        _bed.NewNetwork("demo", "172.20.0.0/16");
        foreach (NamespaceReference own in new[] { NamespaceReference.Host, NamespaceReference.AtPath(_bed.Host.Options.NamespacePath) })
            Assert.Equal("HostNamespace", Assert.Throws<ContainerNetException>(() => Net.Endpoints.PlanConnect("demo", own).Run()).ErrorId);
    }

    [Fact]
    public void A_namespace_is_one_by_whatever_name_or_path()
    {
        _bed.NewNetwork("demo", "172.20.0.0/16");
        ContainerEndpoint endpoint = _bed.NewEndpoint("demo", "web");
        NamespaceReference byPath = NamespaceReference.AtPath(_bed.Host.PathOf(endpoint.NamespaceValue));

        Assert.Equal(endpoint.Id, Net.Endpoints.PlanConnect("demo", byPath).Run().Id);
        Net.Endpoints.PlanDisconnect("demo", byPath).Run();
        Assert.Empty(Net.Endpoints.List());
    }

    [Fact]
    public void A_requested_address_does_not_change_the_next_address()
    {
        _bed.NewNetwork("demo", "172.20.0.0/16");
        Net.Endpoints.PlanConnect("demo", _bed.NewNamespace("a"), new EndpointOptions { Addresses = [IPAddress.Parse("172.20.10.1")] }).Run();
        Assert.Equal(IPAddress.Parse("172.20.0.2"), _bed.NewEndpoint("demo", "b").IPAddressValue);
    }

    [Fact]
    public void A_bridge_s_name_that_is_taken_is_an_error_before_anything_is_touched()
    {
        string before = _bed.Snapshot();
        NetworkDefinition definition = NetworkTestbed.Definition("demo", "172.20.0.0/16") with { BridgeName = "lo" };
        Assert.Equal("InterfaceExists", Assert.Throws<ContainerNetException>(() => Net.Networks.PlanCreate(definition).Steps).ErrorId);
        Assert.Equal(before, _bed.Snapshot());
    }
}

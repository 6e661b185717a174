using System.Net;
using Xunit;

namespace ContainerNet.Tests.Networks;

/// <summary>The networks that are there from the start.</summary>
public sealed class DefaultNetworkTests : IDisposable
{
    private readonly NetworkTestbed _bed = new();

    private NetHost Net => _bed.Net;

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void Three_networks_are_listed_before_anything_is_made()
    {
        Assert.Equal([("bridge", "bridge"), ("host", "host"), ("none", "null")], Net.Networks.List().Select(network => (network.Name, network.Driver)));
        Assert.Empty(_bed.Host.IpJson(NamespaceReference.Host, "link show type bridge"));
        Assert.True(Net.Networks.PlanRemove("bridge").IsEmpty);
    }

    [Fact]
    public void The_bridge_network_is_made_when_the_first_namespace_comes()
    {
        string id = Net.Networks.Get("bridge").Id;
        ContainerEndpoint endpoint = _bed.NewEndpoint("bridge", "web");

        Assert.Equal("172.17.0.2", endpoint.IPAddress.ToString());
        Assert.Contains("172.17.0.1/16", _bed.Host.Ip(NamespaceReference.Host, "addr show dev cnet0"), StringComparison.Ordinal);
        Assert.Equal((id, "cnet0"), (Net.Networks.Get("bridge").Id, Net.Networks.Get("bridge").BridgeName));
        Assert.Equal("172.17.0.3", _bed.NewEndpoint("bridge", "next").IPAddress.ToString());
        _bed.Serve(endpoint.Namespace, 80);
        Assert.Equal("172.17.0.3", _bed.Ask(NamespaceReference.Named("next"), "172.17.0.2", 80));
    }

    [Fact]
    public void It_is_removed_and_made_again()
    {
        string before = _bed.Nft("list ruleset");
        ContainerEndpoint endpoint = _bed.NewEndpoint("bridge", "web");
        Assert.Equal("NetworkInUse", NetworkTestbed.ErrorId(() => { Net.Networks.PlanRemove("bridge").Run(); return null; }));
        Net.Endpoints.PlanDisconnect(endpoint).Run();
        Net.Networks.PlanRemove("bridge").Run();
        Assert.Equal(before, _bed.Nft("list ruleset"));
        Assert.Empty(_bed.Host.IpJson(NamespaceReference.Host, "link show type bridge"));
        Assert.Equal(3, Net.Networks.List().Count);

        Assert.Equal("172.17.0.2", Net.Endpoints.PlanConnect("bridge", endpoint.Namespace).Run().IPAddress.ToString());
    }

    [Theory]
    [InlineData("addr add 172.17.3.4/24 dev lan0")]
    [InlineData("route add 172.17.128.0/17 via 192.0.2.2")]
    public void Its_subnet_is_the_first_that_the_host_has_no_address_in_and_no_route_to(string command)
    {
        _bed.NewLan();
        _bed.Host.Ip(NamespaceReference.Host, command);
        Assert.Equal("172.18.0.2", _bed.NewEndpoint("bridge", "web").IPAddress.ToString());
    }

    [Theory]
    [InlineData("host")]
    [InlineData("none")]
    public void The_others_have_no_endpoints_and_cannot_be_removed(string name)
    {
        Assert.Equal("NetworkWithoutEndpoints", NetworkTestbed.ErrorId(() => _bed.NewEndpoint(name, "web")));
        Assert.Equal("DefaultNetwork", NetworkTestbed.ErrorId(() => Net.Networks.PlanRemove(name, force: true).Steps));
    }

    [Theory]
    [InlineData("bridge")]
    [InlineData("host")]
    [InlineData("none")]
    public void Nobody_makes_a_network_of_their_names(string name)
        => Assert.Equal("NetworkExists", NetworkTestbed.ErrorId(() => Net.Networks.PlanCreate(new NetworkDefinition { Name = name })));

    [Fact]
    public void The_configuration_gives_its_addresses()
    {
        _bed.Configure("""{ "bip": "10.5.0.9/16", "fixed-cidr": "10.5.7.0/24", "mtu": 1400 }""");
        ContainerEndpoint endpoint = _bed.NewEndpoint("bridge", "web");

        Assert.Contains("10.5.0.9/16", _bed.Host.Ip(NamespaceReference.Host, "addr show dev cnet0"), StringComparison.Ordinal);
        Assert.Contains("10.5.7.0/24", $"{Net.Networks.Get("bridge").IPRange}", StringComparison.Ordinal);
        Assert.True(IPNetwork.Parse("10.5.7.0/24").Contains(endpoint.IPAddress));
        Assert.Contains("via 10.5.0.9", _bed.Host.Ip(endpoint.Namespace, "route show default"), StringComparison.Ordinal);
        Assert.Contains("mtu 1400", _bed.Host.Ip(endpoint.Namespace, "link show eth0"), StringComparison.Ordinal);
        Assert.Contains("mtu 1400", _bed.Host.Ip(NamespaceReference.Host, "link show cnet0"), StringComparison.Ordinal);
        Assert.Contains("mtu 1400", _bed.Host.Ip(NamespaceReference.Host, $"link show {endpoint.HostInterface}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "bip": "10.5.0.1/16", "default-gateway": "10.5.0.254" }""")]
    [InlineData("""{ "fixed-cidr": "10.5.0.0/16", "default-gateway": "10.5.0.254" }""")]
    public void A_default_gateway_is_another_machine_on_the_bridge(string configuration)
    {
        _bed.Configure(configuration);
        ContainerEndpoint endpoint = _bed.NewEndpoint("bridge", "web");

        Assert.Contains("via 10.5.0.254", _bed.Host.Ip(endpoint.Namespace, "route show default"), StringComparison.Ordinal);
        Assert.Contains("10.5.0.1/16", _bed.Host.Ip(NamespaceReference.Host, "addr show dev cnet0"), StringComparison.Ordinal);
        Assert.DoesNotContain("10.5.0.254", _bed.Host.Ip(NamespaceReference.Host, "addr show dev cnet0"), StringComparison.Ordinal);
        Assert.Equal("10.5.0.2", endpoint.IPAddress.ToString());
    }

    [Fact]
    public void Each_new_network_gets_the_configured_options_unless_it_has_its_own()
    {
        _bed.Configure("""{ "default-network-opts": { "bridge": { "com.docker.network.driver.mtu": "1337", "com.docker.network.bridge.enable_icc": "false" } } }""");
        ContainerNetwork plain = _bed.NewNetwork("plain", "10.6.0.0/24");
        ContainerNetwork own = Net.Networks.PlanCreate(NetworkTestbed.Definition("own", "10.7.0.0/24") with { MtuSize = 1400 }).Run();
        Assert.Equal((1337u, false), (plain.MtuSize, plain.Icc));
        Assert.Equal(1400u, own.MtuSize);
        Assert.Contains("mtu 1337", _bed.Host.Ip(NamespaceReference.Host, $"link show {plain.BridgeName}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Forwarding_is_left_as_it_is_where_the_configuration_says_so()
    {
        _bed.Configure("""{ "ip-forward": false }""");
        _bed.NewNetwork("plain", "10.6.0.0/24");
        Assert.Equal("0", Net.Namespaces.GetSysctl(NamespaceReference.Host, "net.ipv4.ip_forward"));
        Assert.Empty(Net.Networks.Test());
    }

    [Fact]
    public void Rules_for_IPv6_are_left_to_others_where_the_configuration_says_so()
    {
        _bed.Configure("""{ "ip6tables": false }""");
        Net.Networks.PlanCreate(NetworkTestbed.Definition("dual", "10.6.0.0/24") with { EnableIPv6 = true, IPv6Subnet = IPNetwork.Parse("fd00:6::/64") }).Run();
        ContainerEndpoint endpoint = _bed.NewEndpoint("dual", "web");
        Assert.Contains("10.6.0.0/24", _bed.Nft("list ruleset"), StringComparison.Ordinal);
        Assert.DoesNotContain("fd00:6::", _bed.Nft("list table inet containernet"), StringComparison.Ordinal);
        _bed.Serve(endpoint.Namespace, 80);
        Assert.Equal("fd00:6::3", _bed.Ask(_bed.NewEndpoint("dual", "next").Namespace, $"{endpoint.IPv6Address}", 80));
        Assert.Empty(Net.Networks.Test());
        Net.Networks.PlanRemove("dual", force: true).Run();
        Assert.DoesNotContain("containernet", _bed.Nft("list ruleset"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_configuration_turns_masquerading_off()
    {
        NamespaceReference lan = _bed.NewLan();
        _bed.Serve(lan, 9000);
        _bed.Configure("""{ "bip": "10.5.0.1/16", "ip-masq": false }""");
        Assert.Equal("10.5.0.2", _bed.Ask(_bed.NewEndpoint("bridge", "web").Namespace, "192.0.2.2", 9000));
    }

    [Fact]
    public void The_configuration_isolates_its_endpoints()
    {
        _bed.Configure("""{ "icc": false }""");
        ContainerEndpoint web = _bed.NewEndpoint("bridge", "web");
        ContainerEndpoint other = _bed.NewEndpoint("bridge", "other");
        _bed.Serve(web.Namespace, 80);
        Assert.NotNull(_bed.Ask(NamespaceReference.Host, $"{web.IPAddress}", 80));
        Assert.Null(_bed.Ask(other.Namespace, $"{web.IPAddress}", 80, attempts: 3));
    }

    [Fact]
    public void The_configuration_gives_its_ports_their_address()
    {
        NamespaceReference lan = _bed.NewLan();
        _bed.Configure("""{ "ip": "127.0.0.1" }""");
        ContainerEndpoint web = _bed.NewEndpoint("bridge", "web");
        _bed.Serve(web.Namespace, 80);
        _bed.Publish(web, "8080:80");
        Assert.NotNull(_bed.Ask(NamespaceReference.Host, "127.0.0.1", 8080));
        Assert.Null(_bed.Ask(lan, "192.0.2.1", 8080, attempts: 2));
    }

    [Fact]
    public void The_configuration_gives_it_IPv6()
    {
        _bed.Configure("""{ "ipv6": true, "fixed-cidr-v6": "fd00:99::/64" }""");
        Assert.Equal("fd00:99::2", $"{_bed.NewEndpoint("bridge", "web").IPv6Address}");
    }

    [Fact]
    public void The_configuration_may_do_without_it()
    {
        _bed.Configure("""{ "bridge": "none" }""");
        Assert.Equal("NetworkNotFound", NetworkTestbed.ErrorId(() => _bed.NewEndpoint("bridge", "web")));
    }

    [Fact]
    public void Networks_without_a_subnet_come_from_the_configured_pools()
    {
        _bed.Configure("""{ "default-address-pools": [ { "base": "10.200.0.0/22", "size": 24 } ] }""");
        Assert.Equal("10.200.0.0/24", $"{Net.Networks.PlanCreate(new NetworkDefinition { Name = "one" }).Run().Subnet}");
        Assert.Equal("10.200.1.0/24", $"{Net.Networks.PlanCreate(new NetworkDefinition { Name = "two" }).Run().Subnet}");
        Net.Networks.PlanCreate(new NetworkDefinition { Name = "three" }).Run();
        Net.Networks.PlanCreate(new NetworkDefinition { Name = "four" }).Run();
        Assert.Equal("NoFreeSubnet", NetworkTestbed.ErrorId(() => Net.Networks.PlanCreate(new NetworkDefinition { Name = "five" }).Steps));
    }
}

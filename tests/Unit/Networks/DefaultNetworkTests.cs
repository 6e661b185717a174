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
    public void The_bridge_network_is_made_for_the_first_namespace()
    {
        string id = Net.Networks.Get("bridge").Id;
        ContainerEndpoint endpoint = _bed.NewEndpoint("bridge", "web");

        Assert.Equal("172.17.0.2", endpoint.IPAddressValue.ToString());
        Assert.Contains("172.17.0.1/16", _bed.Host.Ip(NamespaceReference.Host, "addr show dev cnet0"), StringComparison.Ordinal);
        Assert.Equal((id, "cnet0"), (Net.Networks.Get("bridge").Id, Net.Networks.Get("bridge").BridgeName));
        Assert.Equal("172.17.0.3", _bed.NewEndpoint("bridge", "next").IPAddressValue.ToString());
        _bed.Serve(endpoint.NamespaceValue, 80);
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

        Assert.Equal("172.17.0.2", Net.Endpoints.PlanConnect("bridge", endpoint.NamespaceValue).Run().IPAddress);
    }

    [Theory]
    [InlineData("addr add 172.17.3.4/24 dev lan0")]
    [InlineData("route add 172.17.128.0/17 via 192.0.2.2")]
    public void Its_subnet_is_the_first_that_the_host_has_no_address_in_and_no_route_to(string command)
    {
        _bed.NewLan();
        _bed.Host.Ip(NamespaceReference.Host, command);
        Assert.Equal("172.18.0.2", _bed.NewEndpoint("bridge", "web").IPAddressValue.ToString());
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
    public void Their_names_are_refused_for_a_new_network(string name)
        => Assert.Equal("NetworkExists", NetworkTestbed.ErrorId(() => Net.Networks.PlanCreate(new NetworkDefinition { Name = name })));

    [Fact]
    public void The_configuration_gives_its_addresses()
    {
        _bed.Configure("""{ "bip": "10.5.0.9/16", "fixed-cidr": "10.5.7.0/24", "mtu": 1400 }""");
        ContainerEndpoint endpoint = _bed.NewEndpoint("bridge", "web");

        Assert.Contains("10.5.0.9/16", _bed.Host.Ip(NamespaceReference.Host, "addr show dev cnet0"), StringComparison.Ordinal);
        Assert.Contains("10.5.7.0/24", $"{Net.Networks.Get("bridge").IPRangeValue}", StringComparison.Ordinal);
        Assert.True(IPNetwork.Parse("10.5.7.0/24").Contains(endpoint.IPAddressValue));
        Assert.Contains("via 10.5.0.9", _bed.Host.Ip(endpoint.NamespaceValue, "route show default"), StringComparison.Ordinal);
        Assert.Contains("mtu 1400", _bed.Host.Ip(endpoint.NamespaceValue, "link show eth0"), StringComparison.Ordinal);
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

        Assert.Contains("via 10.5.0.254", _bed.Host.Ip(endpoint.NamespaceValue, "route show default"), StringComparison.Ordinal);
        Assert.Contains("10.5.0.1/16", _bed.Host.Ip(NamespaceReference.Host, "addr show dev cnet0"), StringComparison.Ordinal);
        Assert.DoesNotContain("10.5.0.254", _bed.Host.Ip(NamespaceReference.Host, "addr show dev cnet0"), StringComparison.Ordinal);
        Assert.Equal("10.5.0.2", endpoint.IPAddressValue.ToString());
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
    public void Forwarding_is_not_changed_if_the_configuration_says_so()
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
        _bed.Serve(endpoint.NamespaceValue, 80);
        Assert.Equal("fd00:6::3", _bed.Ask(_bed.NewEndpoint("dual", "next").NamespaceValue, $"{endpoint.IPv6AddressValue}", 80));
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
        Assert.Equal("10.5.0.2", _bed.Ask(_bed.NewEndpoint("bridge", "web").NamespaceValue, "192.0.2.2", 9000));
    }

    [Fact]
    public void The_configuration_isolates_its_endpoints()
    {
        _bed.Configure("""{ "icc": false }""");
        ContainerEndpoint web = _bed.NewEndpoint("bridge", "web");
        ContainerEndpoint other = _bed.NewEndpoint("bridge", "other");
        _bed.Serve(web.NamespaceValue, 80);
        Assert.NotNull(_bed.Ask(NamespaceReference.Host, $"{web.IPAddressValue}", 80));
        Assert.Null(_bed.Ask(other.NamespaceValue, $"{web.IPAddressValue}", 80, attempts: 3));
    }

    [Fact]
    public void The_configuration_gives_its_ports_their_address()
    {
        NamespaceReference lan = _bed.NewLan();
        _bed.Configure("""{ "ip": "127.0.0.1" }""");
        ContainerEndpoint web = _bed.NewEndpoint("bridge", "web");
        _bed.Serve(web.NamespaceValue, 80);
        _bed.Publish(web, "8080:80");
        Assert.NotNull(_bed.Ask(NamespaceReference.Host, "127.0.0.1", 8080));
        Assert.Null(_bed.Ask(lan, "192.0.2.1", 8080, attempts: 2));
    }

    [Fact]
    public void The_configuration_gives_it_IPv6()
    {
        _bed.Configure("""{ "ipv6": true, "fixed-cidr-v6": "fd00:99::/64" }""");
        Assert.Equal("fd00:99::2", $"{_bed.NewEndpoint("bridge", "web").IPv6AddressValue}");
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
        Assert.Equal("10.200.0.0/24", $"{Net.Networks.PlanCreate(new NetworkDefinition { Name = "one" }).Run().SubnetValue}");
        Assert.Equal("10.200.1.0/24", $"{Net.Networks.PlanCreate(new NetworkDefinition { Name = "two" }).Run().SubnetValue}");
        Net.Networks.PlanCreate(new NetworkDefinition { Name = "three" }).Run();
        Net.Networks.PlanCreate(new NetworkDefinition { Name = "four" }).Run();
        Assert.Equal("NoFreeSubnet", NetworkTestbed.ErrorId(() => Net.Networks.PlanCreate(new NetworkDefinition { Name = "five" }).Steps));
    }

    // It is reached by the default route, so that no route shows it.
    [Theory]
    [InlineData("10.200.0.53", null)]
    [InlineData(null, "10.200.0.53")]
    public void A_pool_with_a_name_server_of_the_hosts_is_passed_over(string? host, string? configured)
    {
        Directory.CreateDirectory(_bed.Host.Options.EtcDirectory);
        File.WriteAllText(Path.Combine(_bed.Host.Options.EtcDirectory, "resolv.conf"), host is null ? "" : $"nameserver {host}\n");
        string dns = configured is null ? "" : $"\"{configured}\"";
        _bed.Configure($$"""{ "dns": [{{dns}}], "default-address-pools": [ { "base": "10.200.0.0/22", "size": 24 } ] }""");
        Assert.Equal("10.200.1.0/24", $"{Net.Networks.PlanCreate(new NetworkDefinition { Name = "one" }).Run().Subnet}");
    }

    // No route shows these addresses: each has none, or is reached by another's.
    [Theory]
    [InlineData("its own, of an interface that is down", "addr add 10.200.0.9/24 dev lan1")]
    [InlineData("its own, without a route to its network", "link set lan1 up", "addr add 10.200.1.9/23 dev lan1 noprefixroute")]
    [InlineData("its own, of a loopback interface that is down", "link set lo down", "addr add 10.200.0.9/32 dev lo")]
    [InlineData("the peer of a point-to-point address", "addr add 192.0.2.9 peer 10.200.0.9 dev lan1")]
    [InlineData("a gateway on the link", "link set lan1 up", "addr add 192.0.2.1/24 dev lan1", "route add default via 10.200.0.9 dev lan1 onlink")]
    [InlineData("one of a route's several gateways", "link set lan1 up", "addr add 192.0.2.1/24 dev lan1", "route add 198.51.100.0/24 nexthop via 10.200.0.9 dev lan1 onlink nexthop via 192.0.2.9 dev lan1 onlink")]
    [InlineData("the other end of a tunnel", "link add vx0 type vxlan id 7 remote 10.200.0.9 dstport 4789")]
    public void A_pool_with_an_address_that_the_host_uses_is_passed_over(string which, params string[] commands)
    {
        _bed.Host.IpBatch(NamespaceReference.Host, ["link add lan1 type veth peer name lan2", .. commands]);
        _bed.Configure("""{ "default-address-pools": [ { "base": "10.200.0.0/21", "size": 24 } ] }""");
        string expected = which.StartsWith("its own, without", StringComparison.Ordinal) ? "10.200.2.0/24" : "10.200.1.0/24";
        Assert.Equal(expected, Net.Networks.PlanCreate(new NetworkDefinition { Name = "one" }).Run().Subnet);
    }

    [Theory]
    [InlineData(768, "10.200.0.9", "10.200.0.9")]
    [InlineData(823, "2001:db8::9", "2001:db8::9")]
    [InlineData(1, "10.200.0.9", null)]
    public void A_tunnel_s_other_end_is_its_broadcast_address(int deviceType, string broadcast, string? expected)
    {
        var link = new NetAdapter(NamespaceReference.Host) { Name = "tunl1", InterfaceIndex = 7, DeviceType = deviceType, BroadcastAddress = broadcast };
        Assert.Equal(expected, ContainerNet.Networks.Ipam.HostAddresses.RemoteEnd(link)?.ToString());
    }

    [Fact]
    public void A_subnet_that_the_host_routes_elsewhere_is_warned_of_once()
    {
        _bed.NewLan();
        NetworkDefinition lan = NetworkTestbed.Definition("mistaken", "192.0.2.0/25");
        Assert.StartsWith("192.0.2.0/25 overlaps with the host's route to 192.0.2.0/24 through lan0.", Assert.Single(Net.Networks.Warnings(lan)), StringComparison.Ordinal);
        Net.Networks.PlanCreate(lan).Run();
        Assert.Empty(Net.Networks.Warnings(lan));
        Assert.Empty(Net.Networks.Warnings(NetworkTestbed.Definition("other", "172.30.0.0/16")));
        Assert.Empty(Net.Networks.Warnings(NetworkTestbed.Definition("macvlan", "192.0.2.0/24") with { Driver = "macvlan", Parent = "lan0" }));
    }
}

using System.Net;
using System.Net.Sockets;
using Xunit;

namespace ContainerNet.Tests.Networks.Drivers;

/// <summary>What a network's options do to packets.</summary>
public sealed class NetworkOptionTests : IDisposable
{
    private readonly NetworkTestbed _bed = new();
    private readonly NetworkDefinition _demo = NetworkTestbed.Definition("demo", "172.20.0.0/16");

    private NetHost Net => _bed.Net;

    public void Dispose() => _bed.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Endpoints_of_an_isolated_network_do_not_reach_each_other_but_the_host_and_the_LAN(bool bridgeCallsIPHooks)
    {
        NamespaceReference lan = _bed.NewLan();
        _bed.CallIPHooksOfBridges(bridgeCallsIPHooks);
        Net.Networks.PlanCreate(_demo with { Icc = false }).Run();
        ContainerEndpoint web = _bed.NewEndpoint("demo", "web"), other = _bed.NewEndpoint("demo", "other");
        _bed.Serve(web.NamespaceValue, 80);
        _bed.Serve(lan, 9000);
        Assert.NotNull(_bed.Ask(NamespaceReference.Host, "172.20.0.2", 80));
        Assert.Null(_bed.Ask(other.NamespaceValue, "172.20.0.2", 80, attempts: 3));
        Assert.Equal("192.0.2.1", _bed.Ask(other.NamespaceValue, "192.0.2.2", 9000));
    }

    [Fact]
    public void Without_masquerading_packets_leave_with_their_own_address()
    {
        NamespaceReference lan = _bed.NewLan();
        _bed.Serve(lan, 9000);
        Net.Networks.PlanCreate(_demo with { Masquerade = false }).Run();
        Assert.Equal("172.20.0.2", _bed.Ask(_bed.NewEndpoint("demo", "web").NamespaceValue, "192.0.2.2", 9000));
    }

    [Fact]
    public void Packets_leave_with_the_requested_address()
    {
        NamespaceReference lan = _bed.NewLan();
        _bed.Host.Ip(NamespaceReference.Host, "addr add 192.0.2.5/24 dev lan0");
        _bed.Serve(lan, 9000);
        Net.Networks.PlanCreate(_demo with { SnatAddress = [IPAddress.Parse("192.0.2.5")] }).Run();
        Assert.Equal("192.0.2.5", _bed.Ask(_bed.NewEndpoint("demo", "web").NamespaceValue, "192.0.2.2", 9000));
    }

    [Fact]
    public void Ports_without_an_address_are_published_on_the_network_s_own()
    {
        NamespaceReference lan = _bed.NewLan();
        Net.Networks.PlanCreate(_demo with { HostBinding = IPAddress.Loopback }).Run();
        ContainerEndpoint web = _bed.NewEndpoint("demo", "web");
        _bed.Serve(web.NamespaceValue, 80);
        Assert.Equal("127.0.0.1", _bed.Publish(web, "8080:80").HostAddressValue.ToString());
        _bed.Publish(web, "0.0.0.0:8081:80");
        Assert.NotNull(_bed.Ask(lan, "192.0.2.1", 8081));
        Assert.Null(_bed.Ask(lan, "192.0.2.1", 8080, attempts: 2));
        Assert.NotNull(_bed.Ask(NamespaceReference.Host, "127.0.0.1", 8080));
    }

    [Fact]
    public void The_MTU_and_the_interface_s_name_are_the_requested_ones()
    {
        ContainerNetwork network = Net.Networks.PlanCreate(_demo with { MtuSize = 9000, InterfacePrefix = "net", BridgeName = "br-demo" }).Run();
        ContainerEndpoint web = _bed.NewEndpoint("demo", "web");
        Assert.Equal(("br-demo", "net0"), (network.BridgeName, web.InterfaceAlias));
        Assert.Contains("mtu 9000", _bed.Host.Ip(NamespaceReference.Host, "link show br-demo"), StringComparison.Ordinal);
        Assert.Contains("mtu 9000", _bed.Host.Ip(NamespaceReference.Host, $"link show {web.HostInterface}"), StringComparison.Ordinal);
        Assert.Contains("mtu 9000", _bed.Host.Ip(web.NamespaceValue, "link show net0"), StringComparison.Ordinal);
    }

    [Fact]
    public void Addresses_come_from_the_range_and_auxiliary_ones_stay_free()
    {
        ContainerNetwork network = Net.Networks.PlanCreate(_demo with
        {
            IPRange = IPNetwork.Parse("172.20.5.0/29"),
            Gateway = IPAddress.Parse("172.20.0.254"),
            AuxAddress = new Dictionary<string, IPAddress> { ["router"] = IPAddress.Parse("172.20.5.1") },
        }).Run();
        Assert.Equal("172.20.0.254", $"{network.GatewayValue}");
        Assert.Equal(["172.20.5.0", "172.20.5.2", "172.20.5.3"], new[] { "a", "b", "c" }.Select(name => $"{_bed.NewEndpoint("demo", name).IPAddressValue}"));
        Assert.Equal("AddressInUse", NetworkTestbed.ErrorId(() => Net.Endpoints.PlanConnect("demo", _bed.NewNamespace("d"), new EndpointOptions { Addresses = [IPAddress.Parse("172.20.5.1")] }).Steps));
        Assert.Contains("via 172.20.0.254", _bed.Host.Ip(NamespaceReference.Named("a"), "route show default"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("com.docker.network.bridge.name", "br-x")]
    [InlineData("com.docker.network.bridge.enable_icc", "false")]
    [InlineData("containernet.host_access", "false")]
    [InlineData("com.docker.network.bridge.enable_ip_masquerade", "false")]
    [InlineData("com.docker.network.bridge.host_binding_ipv4", "127.0.0.1")]
    [InlineData("com.docker.network.driver.mtu", "1400")]
    [InlineData("com.docker.network.container_iface_prefix", "net")]
    [InlineData("com.docker.network.host_ipv4", "192.0.2.5")]
    public void Docker_s_options_are_taken_and_shown_again(string key, string value)
    {
        NetworkDefinition definition = DockerOptions.Apply(_demo, [KeyValuePair.Create(key, value)]);
        Assert.Equal(value, Net.Networks.PlanCreate(definition).Run().Options[key]);
        Assert.True(Net.Networks.PlanCreate(definition).IsEmpty);
    }

    [Theory]
    [InlineData("com.docker.network.bridge.colour", "red", "OptionUnknown")]
    [InlineData("com.docker.network.bridge.enable_icc", "perhaps", "InvalidOption")]
    [InlineData("containernet.host_access", "perhaps", "InvalidOption")]
    [InlineData("com.docker.network.bridge.default_bridge", "true", "InvalidOption")]
    [InlineData("com.docker.network.driver.mtu", "-1", "InvalidOption")]
    [InlineData("com.docker.network.host_ipv4", "fd00::1", "InvalidOption")]
    [InlineData("macvlan_mode", "8", "InvalidOption")]
    [InlineData("macvlan_mode", "", "InvalidOption")]
    public void Docker_s_options_that_mean_nothing_are_errors(string key, string value, string errorId)
        => Assert.Equal(errorId, NetworkTestbed.ErrorId(() => DockerOptions.Apply(_demo, [KeyValuePair.Create(key, value)])));

    [Fact]
    public void An_internal_network_reaches_nothing_outside_and_publishes_nothing()
    {
        NamespaceReference lan = _bed.NewLan();
        _bed.Serve(lan, 9000);
        Net.Networks.PlanCreate(_demo with { Internal = true }).Run();
        ContainerEndpoint web = _bed.NewEndpoint("demo", "web"), other = _bed.NewEndpoint("demo", "other");
        _bed.Serve(web.NamespaceValue, 80);
        Assert.Equal("172.20.0.3", _bed.Ask(other.NamespaceValue, "172.20.0.2", 80));
        Assert.Equal("", _bed.Host.Ip(web.NamespaceValue, "route show default"));
        Assert.Equal("NetworkWithoutPorts", NetworkTestbed.ErrorId(() => _bed.Publish(web, "8080:80")));

        _bed.Host.Ip(web.NamespaceValue, "route add default via 172.20.0.1");
        Assert.Null(_bed.Ask(web.NamespaceValue, "192.0.2.2", 9000, attempts: 3));
    }

    [Fact]
    public void The_default_route_uses_the_first_network_that_is_not_internal_and_moves_with_it()
    {
        Net.Networks.PlanCreate(_demo with { Internal = true }).Run();
        _bed.NewNetwork("first", "172.21.0.0/16");
        _bed.NewNetwork("second", "172.22.0.0/16");
        NamespaceReference place = _bed.NewEndpoint("demo", "web").NamespaceValue;
        string Default() => _bed.Host.Ip(place, "route show default");
        Assert.Equal("", Default());
        Net.Endpoints.PlanConnect("first", place).Run();
        Net.Endpoints.PlanConnect("second", place).Run();
        Assert.Contains("via 172.21.0.1 dev eth1", Default(), StringComparison.Ordinal);
        Assert.Equal(3, _bed.Host.IpJson(place, "link show type veth").Count);

        Net.Endpoints.PlanDisconnect("first", place).Run();
        Assert.Contains("via 172.22.0.1 dev eth2", Default(), StringComparison.Ordinal);
        Net.Networks.PlanRemove("second", force: true).Run();
        Assert.Equal("", Default());
    }
}

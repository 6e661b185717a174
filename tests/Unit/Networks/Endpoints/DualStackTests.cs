using System.Net;
using System.Net.Sockets;
using Xunit;

namespace ContainerNet.Tests.Networks.Endpoints;

/// <summary>Networks with IPv6 addresses, and those that must have none.</summary>
public sealed class DualStackTests : IDisposable
{
    private readonly NetworkTestbed _bed = new();
    private readonly NamespaceReference _lan;

    public DualStackTests() => _bed.AddIPv6(_lan = _bed.NewLan());

    private NetHost Net => _bed.Net;

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void Endpoints_have_an_address_and_a_gateway_of_each_family()
    {
        ContainerEndpoint web = DualStack("web");
        Assert.Equal(("172.20.0.2", "fd00:20::2", "fd00:20::1"), ($"{web.IPAddressValue}", $"{web.IPv6AddressValue}", $"{web.IPv6GatewayValue}"));
        Assert.Contains("inet6 fd00:20::2/64", _bed.Host.Ip(web.NamespaceValue, "addr show dev eth0"), StringComparison.Ordinal);
        Assert.Contains("via fd00:20::1 dev eth0", _bed.Host.Ip(web.NamespaceValue, "-6 route show default"), StringComparison.Ordinal);
        Assert.Equal("fd00:20::3", $"{Net.Endpoints.PlanConnect("dual", _bed.NewNamespace("next")).Run().IPv6AddressValue}");
    }

    [Fact]
    public void Endpoints_reach_each_other_by_both()
    {
        _bed.Serve(DualStack("web").NamespaceValue, 80);
        ContainerEndpoint other = _bed.NewEndpoint("dual", "other");
        Assert.Equal("172.20.0.3", _bed.Ask(other.NamespaceValue, "172.20.0.2", 80));
        Assert.Equal("fd00:20::3", _bed.Ask(other.NamespaceValue, "fd00:20::2", 80));
    }

    [Fact]
    public void The_LAN_sees_the_host_s_address_of_each()
    {
        _bed.Serve(_lan, 9000);
        ContainerEndpoint web = DualStack("web");
        Assert.Equal("192.0.2.1", _bed.Ask(web.NamespaceValue, "192.0.2.2", 9000));
        Assert.Equal("2001:db8::1", _bed.Ask(web.NamespaceValue, "2001:db8::2", 9000));
    }

    [Fact]
    public void Ports_are_published_for_both_and_those_that_are_not_are_hidden()
    {
        ContainerEndpoint web = DualStack("web");
        _bed.Serve(web.NamespaceValue, 80);
        Net.Ports.PlanAdd(web, [PortPublication.Parse("8080:80")]).Run();
        Assert.Equal(["0.0.0.0", "::"], Net.Ports.List().Select(port => $"{port.HostAddressValue}"));
        Assert.Equal("192.0.2.2", _bed.Ask(_lan, "192.0.2.1", 8080));
        Assert.Equal("2001:db8::2", _bed.Ask(_lan, "2001:db8::1", 8080));
        Assert.Null(_bed.Ask(_lan, "fd00:20::2", 80, attempts: 3));
    }

    [Fact]
    public void A_port_published_on_one_IPv6_address_answers_there_only()
    {
        ContainerEndpoint web = DualStack("web");
        _bed.Serve(web.NamespaceValue, 80);
        _bed.Publish(web, "[2001:db8::1]:8080:80");
        Assert.Equal("2001:db8::2", _bed.Ask(_lan, "2001:db8::1", 8080));
        Assert.Null(_bed.Ask(_lan, "192.0.2.1", 8080, attempts: 2));
    }

    [Fact]
    public void Without_a_subnet_the_addresses_are_unique_local_ones_of_the_network_s_own()
    {
        ContainerNetwork one = Net.Networks.PlanCreate(new NetworkDefinition { Name = "one", EnableIPv6 = true }).Run();
        ContainerNetwork two = Net.Networks.PlanCreate(new NetworkDefinition { Name = "two", EnableIPv6 = true }).Run();
        Assert.True(IPNetwork.Parse("fd00::/8").Contains(one.IPv6SubnetValue!.Value.BaseAddress));
        Assert.Equal(64, one.IPv6SubnetValue.Value.PrefixLength);
        Assert.NotEqual(one.IPv6SubnetValue, two.IPv6SubnetValue);
        Assert.Equal($"{one.IPv6SubnetValue.Value.BaseAddress}1", $"{one.IPv6GatewayValue}");
    }

    [Fact]
    public void The_default_network_s_own_subnet_differs_from_host_to_host()
    {
        using var other = new NetworkTestbed();
        foreach (NetworkTestbed bed in new[] { _bed, other }) bed.Configure("""{ "ipv6": true }""");
        File.WriteAllText(_bed.Host.Options.MachineIdFile, "0123456789abcdef0123456789abcdef\n");
        File.WriteAllText(other.Host.Options.MachineIdFile, "fedcba9876543210fedcba9876543210\n");
        _bed.NewEndpoint("bridge", "web");
        other.NewEndpoint("bridge", "web");
        Assert.NotEqual(Net.Networks.Get("bridge").IPv6SubnetValue, other.Net.Networks.Get("bridge").IPv6SubnetValue);
    }

    [Fact]
    public void An_IPv4_network_has_no_IPv6_address_at_all_not_even_link_local_ones()
    {
        _bed.Set(NamespaceReference.Host, "net.ipv6.conf.default.disable_ipv6=0", "net.ipv6.conf.all.disable_ipv6=0");
        ContainerNetwork network = _bed.NewNetwork("demo", "172.20.0.0/16");
        NamespaceReference place = _bed.Host.NewNamespace("web");
        Net.Endpoints.PlanConnect("demo", place).Run();
        Assert.Equal("1", _bed.Sysctl(place, "net.ipv6.conf.eth0.disable_ipv6"));
        Assert.Equal("1", _bed.Sysctl(NamespaceReference.Host, $"net.ipv6.conf.{network.BridgeName}.disable_ipv6"));
        Assert.Equal("", _bed.Host.Ip(place, "-6 addr show dev eth0"));
        Assert.Equal("", _bed.Host.Ip(NamespaceReference.Host, $"-6 addr show dev {network.BridgeName}"));
    }

    [Fact]
    public void Router_advertisements_are_ignored()
    {
        ContainerEndpoint web = DualStack("web");
        Assert.Equal("0", _bed.Sysctl(web.NamespaceValue, "net.ipv6.conf.eth0.accept_ra"));
        Assert.Equal("0", _bed.Sysctl(NamespaceReference.Host, $"net.ipv6.conf.{Net.Networks.Get("dual").BridgeName}.accept_ra"));
    }

    [Fact]
    public void Datagrams_carry_the_endpoint_s_own_IPv6_source_or_do_not_pass()
    {
        ContainerEndpoint web = DualStack("web");
        ContainerEndpoint thief = _bed.NewEndpoint("dual", "thief");
        Socket receiver = _bed.Receive(web.NamespaceValue, 5000);
        Assert.Equal("fd00:20::3", _bed.Send(thief.NamespaceValue, "fd00:20::3", "fd00:20::2", receiver, attempts: 5));
        _bed.Host.Ip(thief.NamespaceValue, "addr add fd00:20::4/64 dev eth0 nodad");
        Assert.Null(_bed.Send(thief.NamespaceValue, "fd00:20::4", "fd00:20::2", receiver));
    }

    private ContainerEndpoint DualStack(string name)
    {
        Net.Networks.PlanCreate(NetworkTestbed.Definition("dual", "172.20.0.0/16") with { IPv6Subnet = IPNetwork.Parse("fd00:20::/64") }).Run();
        return _bed.NewEndpoint("dual", name);
    }
}

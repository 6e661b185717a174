using System.Net;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Networks.Inspection;

/// <summary>What others break is reported, and mended in one repair.</summary>
public sealed class NetworkInspectionTests : IDisposable
{
    private readonly NetworkTestbed _bed = new();
    private readonly ContainerNetwork _network;
    private readonly ContainerEndpoint _web;

    public NetworkInspectionTests()
    {
        _bed.Host.Ip(NamespaceReference.Host, "link set lo up");
        _network = _bed.Net.Networks.PlanCreate(NetworkTestbed.Definition("demo", "172.20.0.0/16") with { IPv6Subnet = IPNetwork.Parse("fd00:20::/64"), MtuSize = 1400 }).Run();
        _web = _bed.NewEndpoint("demo", "web");
        _bed.Publish(_web, "8080:80");
        _bed.Serve(_web.NamespaceValue, 80);
    }

    private NetHost Net => _bed.Net;

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void Correct_networks_have_no_differences()
    {
        Assert.Empty(Net.Networks.Test());
        Assert.True(Net.Networks.PlanRepair().IsEmpty);
    }

    [Theory]
    [InlineData("link delete BRIDGE", NetworkDifferenceKind.InterfaceMissing)]
    [InlineData("link set BRIDGE down", NetworkDifferenceKind.InterfaceSetting)]
    [InlineData("link set BRIDGE mtu 1300", NetworkDifferenceKind.InterfaceSetting)]
    [InlineData("addr del 172.20.0.1/16 dev BRIDGE", NetworkDifferenceKind.AddressMissing)]
    [InlineData("addr del fd00:20::1/64 dev BRIDGE", NetworkDifferenceKind.AddressMissing)]
    [InlineData("link set PORT nomaster", NetworkDifferenceKind.InterfaceSetting)]
    [InlineData("link set PORT down", NetworkDifferenceKind.InterfaceSetting)]
    [InlineData("link set PORT type bridge_slave hairpin off isolated on", NetworkDifferenceKind.InterfaceSetting)]
    [InlineData("link set PORT type bridge_slave learning on", NetworkDifferenceKind.InterfaceSetting)]
    [InlineData("link set PORT type bridge_slave group_fwd_mask 0", NetworkDifferenceKind.InterfaceSetting)]
    [InlineData("link delete PORT", NetworkDifferenceKind.InterfaceMissing)]
    public void Another_tools_change_on_the_host_is_reported_and_repaired(string command, NetworkDifferenceKind kind)
        => IsMended(kind, () => _bed.Host.Ip(NamespaceReference.Host, command.Replace("BRIDGE", _network.BridgeName, StringComparison.Ordinal).Replace("PORT", _web.HostInterface, StringComparison.Ordinal)));

    [Theory]
    [InlineData("link set eth0 down", NetworkDifferenceKind.InterfaceSetting)]
    [InlineData("link set eth0 address 02:00:00:00:00:09", NetworkDifferenceKind.InterfaceSetting)]
    [InlineData("link delete eth0", NetworkDifferenceKind.InterfaceMissing)]
    [InlineData("addr del 172.20.0.2/16 dev eth0", NetworkDifferenceKind.AddressMissing)]
    [InlineData("addr del fd00:20::2/64 dev eth0", NetworkDifferenceKind.AddressMissing)]
    [InlineData("route del default", NetworkDifferenceKind.RouteMissing)]
    [InlineData("-6 route del default", NetworkDifferenceKind.RouteMissing)]
    public void Another_tools_change_inside_is_reported_and_repaired(string command, NetworkDifferenceKind kind)
        => IsMended(kind, () => _bed.Host.Ip(_web.NamespaceValue, command));

    [Theory]
    [InlineData("net.ipv4.ip_forward=0")]
    [InlineData("net.ipv6.conf.all.forwarding=0")]
    [InlineData("net.ipv4.conf.BRIDGE.route_localnet=0")]
    [InlineData("net.ipv6.conf.BRIDGE.accept_ra=1")]
    [InlineData("net.ipv6.conf.PORT.disable_ipv6=0")]
    public void A_kernel_parameter_that_another_tool_sets_is_reported_and_repaired(string parameter)
        => IsMended(NetworkDifferenceKind.KernelParameter, () => _bed.Set(NamespaceReference.Host, parameter.Replace("BRIDGE", _network.BridgeName, StringComparison.Ordinal).Replace("PORT", _web.HostInterface, StringComparison.Ordinal)));

    [Fact]
    public void A_MAC_address_that_the_bridge_does_not_know_is_reported_and_repaired()
        => IsMended(NetworkDifferenceKind.InterfaceSetting, () => IpTool.Start(_bed.Host.Options.NamespacePath, ["bridge", "fdb", "del", $"{_web.MacAddress}", "dev", _web.HostInterface, "master"], null));

    [Fact]
    public void An_interface_that_accepts_router_advertisements_is_reported_and_repaired()
        => IsMended(NetworkDifferenceKind.KernelParameter, () => _bed.Set(_web.NamespaceValue, "net.ipv6.conf.eth0.accept_ra=1"));

    [Theory]
    [InlineData("delete element inet containernet published { tcp . 8080 }", NetworkDifferenceKind.FirewallMissing)]
    [InlineData("add element inet containernet published { tcp . 7070 : 172.20.0.2 . 70 }", NetworkDifferenceKind.FirewallExtra)]
    [InlineData("flush table inet containernet", NetworkDifferenceKind.FirewallDamage)]
    [InlineData("delete table inet containernet", NetworkDifferenceKind.FirewallMissing, NetworkDifferenceKind.FirewallDamage)]
    [InlineData("delete table bridge containernet", NetworkDifferenceKind.FirewallMissing, NetworkDifferenceKind.FirewallDamage)]
    [InlineData("flush ruleset", NetworkDifferenceKind.FirewallMissing)]
    [InlineData("add table inet other ; add chain inet other transit { type filter hook forward priority 10 ; policy drop ; }", NetworkDifferenceKind.FirewallDamage)]
    public void Another_tools_change_in_the_firewall_is_reported_and_repaired(string command, params NetworkDifferenceKind[] kinds)
        => IsMended(kinds, () => _bed.Nft(command));

    [Theory]
    [InlineData("flush ruleset")]
    [InlineData("delete table inet containernet")]
    [InlineData("delete table bridge containernet")]
    public void Whatever_changes_the_firewall_next_puts_back_what_another_tool_took_away(string command)
    {
        _bed.NewNetwork("second", "172.21.0.0/16");
        ContainerEndpoint other = _bed.NewEndpoint("second", "other");
        Assert.Empty(Net.Warnings.Take());
        _bed.Nft(command);

        _bed.Publish(other, "7070:80");

        Assert.StartsWith("The firewall's rules of container networks were gone", Assert.Single(Net.Warnings.Take()), StringComparison.Ordinal);
        _bed.Publish(other, "7071:80");
        Assert.Empty(Net.Warnings.Take());
        Assert.Empty(Net.Networks.Test());
        Assert.Null(_bed.Ask(other.NamespaceValue, "172.20.0.2", 80, attempts: 2));
        Assert.NotNull(_bed.Ask(NamespaceReference.Host, "127.0.0.1", 8080));
    }

    [Fact]
    public void An_endpoint_without_its_namespace_is_removed_with_everything_it_held()
    {
        IpTool.Start(_bed.Host.Options.NamespacePath, ["umount", _bed.Host.PathOf(_web.NamespaceValue)], null);
        File.Delete(_bed.Host.PathOf(_web.NamespaceValue));
        _bed.Nft("flush table inet containernet");

        Assert.Contains(NetworkDifferenceKind.NamespaceMissing, Net.Networks.Test().Select(difference => difference.Kind));
        Net.Networks.PlanRepair().Run();

        Assert.Empty(Net.Networks.Test());
        Assert.Empty(Net.Ports.List());
        Assert.DoesNotContain("8080", _bed.Nft("list ruleset"), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_networks_of_one_namespace_lose_and_get_one_default_route()
    {
        _bed.NewNetwork("second", "172.21.0.0/16");
        Net.Endpoints.PlanConnect("second", _web.NamespaceValue).Run();
        _bed.Host.Ip(_web.NamespaceValue, "route del default");

        Net.Networks.PlanRepair().Run();

        Assert.Empty(Net.Networks.Test());
        Assert.Contains("via 172.20.0.1 dev eth0", _bed.Host.Ip(_web.NamespaceValue, "route show default"), StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_reboot_the_networks_are_made_again()
    {
        _bed.NewNetwork("second", "172.21.0.0/16");
        foreach (string bridge in Net.Networks.List().Select(network => network.BridgeName).OfType<string>()) _bed.Host.Ip(NamespaceReference.Host, $"link delete {bridge}");
        _bed.Host.Ip(NamespaceReference.Host, $"link delete {_web.HostInterface}");
        _bed.Nft("flush ruleset");
        _bed.Set(NamespaceReference.Host, "net.ipv4.ip_forward=0", "net.ipv6.conf.all.forwarding=0");
        foreach (string file in Directory.EnumerateFiles(_bed.Host.Options.RunDirectory)) File.Delete(file);

        using var rebooted = new NetHost(_bed.Host.Options);
        Assert.NotEmpty(rebooted.Networks.Test());
        rebooted.Networks.PlanRepair().Run();

        Assert.Empty(rebooted.Networks.Test());
        Assert.Empty(rebooted.Endpoints.List());
        ContainerEndpoint next = rebooted.Endpoints.PlanConnect("second", _bed.NewNamespace("next")).Run();
        Assert.Empty(rebooted.Warnings.Take());
        _bed.Serve(next.NamespaceValue, 80);
        Assert.NotNull(_bed.Ask(NamespaceReference.Host, $"{next.IPAddressValue}", 80));
    }

    [Fact]
    public void A_network_that_is_not_there_cannot_be_tested()
        => Assert.Equal("NetworkNotFound", NetworkTestbed.ErrorId(() => Net.Networks.Test("nowhere")));

    private void IsMended(NetworkDifferenceKind kind, Action damage) => IsMended([kind], damage);

    private void IsMended(NetworkDifferenceKind[] kinds, Action damage)
    {
        damage();
        Assert.NotEmpty(Net.Networks.Test().Select(difference => difference.Kind).Intersect(kinds));

        Net.Networks.PlanRepair().Run();

        Assert.Empty(Net.Networks.Test());
        Assert.NotNull(_bed.Ask(NamespaceReference.Host, "127.0.0.1", 8080));
    }
}

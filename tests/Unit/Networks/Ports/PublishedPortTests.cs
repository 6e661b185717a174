using System.Net;
using System.Net.Sockets;
using Xunit;

namespace ContainerNet.Tests.Networks.Ports;

/// <summary>Each form of a publication answers where it should, and nowhere else.</summary>
public sealed class PublishedPortTests : IDisposable
{
    private readonly NetworkTestbed _bed = new();
    private readonly NamespaceReference _lan;
    private readonly ContainerEndpoint _web;

    public PublishedPortTests()
    {
        _lan = _bed.NewLan();
        _bed.Host.Ip(NamespaceReference.Host, "addr add 192.0.2.5/24 dev lan0");
        _bed.NewNetwork("demo", "172.20.0.0/16");
        _web = _bed.NewEndpoint("demo", "web");
        _bed.Serve(_web.NamespaceValue, 80);
    }

    private NetHost Net => _bed.Net;

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void A_port_on_loopback_alone_gets_a_free_host_port_and_answers_to_the_host_alone()
    {
        PortMapping mapping = _bed.Publish(_web, "127.0.0.1::80");
        Assert.NotNull(_bed.Ask(NamespaceReference.Host, "127.0.0.1", mapping.HostPort));
        Assert.Null(_bed.Ask(_lan, "192.0.2.1", mapping.HostPort, attempts: 2));
    }

    [Fact]
    public void A_port_on_an_address_that_the_host_does_not_have_is_refused_unless_the_host_lets_programs_have_such()
    {
        Assert.Equal("HostAddressMissing", NetworkTestbed.ErrorId(() => _bed.Publish(_web, "192.0.2.77:8080:80")));
        Assert.Empty(Net.Ports.List());
        _bed.Set(NamespaceReference.Host, "net.ipv4.ip_nonlocal_bind=1");
        _bed.Publish(_web, "192.0.2.77:8080:80");
        _bed.Host.Ip(NamespaceReference.Host, "addr add 192.0.2.77/24 dev lan0");
        Assert.Equal("192.0.2.2", _bed.Ask(_lan, "192.0.2.77", 8080));
    }

    [Fact]
    public void A_UDP_port_on_one_address_receives_packets_for_that_address()
    {
        Socket receiver = _bed.Receive(_web.NamespaceValue, 53);
        _bed.Publish(_web, "192.0.2.5:53:53/udp");
        Assert.Equal("192.0.2.2", _bed.Send(_lan, "192.0.2.2", "192.0.2.5", receiver, 53, attempts: 5));
        Assert.Null(_bed.Send(_lan, "192.0.2.2", "192.0.2.1", receiver, 53));
    }

    [Fact]
    public void A_range_is_one_element_and_each_of_its_ports_reaches_its_own_port()
    {
        foreach (int port in new[] { 8999, 9000, 9099, 9100 }) _bed.Serve(_web.NamespaceValue, port);
        _bed.Publish(_web, "9000-9099:9000-9099");
        Assert.Contains("tcp . 9000-9099 : 172.20.0.2", _bed.Nft("list table inet containernet"), StringComparison.Ordinal);
        Assert.NotNull(_bed.Ask(_lan, "192.0.2.1", 9000));
        Assert.NotNull(_bed.Ask(_lan, "192.0.2.1", 9099));
        Assert.Null(_bed.Ask(_lan, "192.0.2.1", 8999, attempts: 2));
        Assert.Null(_bed.Ask(_lan, "192.0.2.1", 9100, attempts: 2));
        Assert.Equal("HostPortInUse", NetworkTestbed.ErrorId(() => _bed.Publish(_bed.NewEndpoint("demo", "other"), "9050:80")));
    }

    [Fact]
    public void One_port_among_a_range_is_the_first_that_is_free()
    {
        _bed.Publish(_web, "8000:80");
        Assert.Equal(8001, _bed.Publish(_bed.NewEndpoint("demo", "b"), "8000-8001:80").HostPort);
        Assert.Equal("NoFreePort", NetworkTestbed.ErrorId(() => _bed.Publish(_bed.NewEndpoint("demo", "c"), "8000-8001:80")));
    }

    [Fact]
    public void Dynamic_host_ports_are_from_the_kernel_s_range_and_differ()
    {
        _bed.Set(NamespaceReference.Host, "net.ipv4.ip_local_port_range=40000 40003", "net.ipv4.ip_local_reserved_ports=40002");
        _bed.Publish(_web, "40001:80");
        ContainerEndpoint other = _bed.NewEndpoint("demo", "other");
        IReadOnlyList<PortMapping> mappings = Net.Ports.PlanAdd(other, [PortPublication.Parse("80"), PortPublication.Parse("81")]).Run();
        Assert.Equal([40000, 40003], mappings.Select(mapping => mapping.HostPort).Order());
        Assert.Equal("NoFreePort", NetworkTestbed.ErrorId(() => _bed.Publish(other, "82")));
        Assert.Equal(40000, _bed.Publish(other, "80").HostPort);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_endpoint_reaches_its_own_published_port_by_the_host_s_address(bool bridgeCallsIPHooks)
    {
        _bed.CallIPHooksOfBridges(bridgeCallsIPHooks);
        _bed.Publish(_web, "8080:80");
        ContainerEndpoint other = _bed.NewEndpoint("demo", "other");
        Assert.NotNull(_bed.Ask(_web.NamespaceValue, "192.0.2.1", 8080));
        Assert.NotNull(_bed.Ask(other.NamespaceValue, "192.0.2.1", 8080));
        Assert.NotNull(_bed.Ask(other.NamespaceValue, "172.20.0.1", 8080));
    }

    [Fact]
    public void An_endpoint_of_another_network_reaches_it_by_the_host_s_address_only()
    {
        _bed.NewNetwork("second", "172.21.0.0/16");
        ContainerEndpoint stranger = _bed.NewEndpoint("second", "stranger");
        _bed.Publish(_web, "8080:80");
        Assert.NotNull(_bed.Ask(stranger.NamespaceValue, "192.0.2.1", 8080));
        Assert.Null(_bed.Ask(stranger.NamespaceValue, "172.20.0.2", 80, attempts: 3));
    }

    [Fact]
    public void A_mapped_address_reaches_the_endpoint_whose_packets_leave_with_it()
    {
        _bed.Serve(_lan, 9000);
        AddressMapping mapping = Net.AddressMappings.PlanAdd(_web, IPAddress.Parse("192.0.2.5")).Run();
        Assert.Equal("192.0.2.2", _bed.Ask(_lan, "192.0.2.5", 80));
        Assert.Null(_bed.Ask(_lan, "192.0.2.1", 80, attempts: 2));
        Assert.Equal("192.0.2.5", _bed.Ask(_web.NamespaceValue, "192.0.2.2", 9000));

        Net.AddressMappings.PlanRemove(mapping).Run();
        Assert.Empty(Net.AddressMappings.List());
        Assert.Null(_bed.Ask(_lan, "192.0.2.5", 80, attempts: 2));
        Assert.Equal("192.0.2.1", _bed.Ask(_web.NamespaceValue, "192.0.2.2", 9000));
    }

    [Theory]
    [InlineData("127.0.0.1", "InvalidHostAddress")]
    [InlineData("172.20.0.1", "InvalidHostAddress")]
    [InlineData("192.0.2.77", "HostAddressNotFound")]
    [InlineData("2001:db8::1", "NoSuchFamily")]
    public void An_address_that_cannot_be_mapped_is_an_error(string address, string errorId)
        => Assert.Equal(errorId, NetworkTestbed.ErrorId(() => Net.AddressMappings.PlanAdd(_web, IPAddress.Parse(address)).Steps));

    [Fact]
    public void A_mapped_address_maps_to_one_endpoint_until_that_is_removed()
    {
        IPAddress address = IPAddress.Parse("192.0.2.5");
        Net.AddressMappings.PlanAdd(_web, address).Run();
        ContainerEndpoint other = _bed.NewEndpoint("demo", "other");
        Assert.Equal("HostAddressInUse", NetworkTestbed.ErrorId(() => Net.AddressMappings.PlanAdd(other, address).Steps));

        _bed.Host.Ip(NamespaceReference.Host, $"link delete {_web.HostInterface}");
        Assert.Equal(other.Id, Net.AddressMappings.PlanAdd(other, address).Run().EndpointId);
        Assert.Equal(other.Id, Assert.Single(Net.AddressMappings.List()).EndpointId);
    }

    [Fact]
    public void A_host_port_is_free_again_when_another_tool_removed_its_namespace()
    {
        _bed.Publish(_web, "8080:80");
        _bed.Host.Ip(NamespaceReference.Host, $"link delete {_web.HostInterface}");
        ContainerEndpoint next = _bed.NewEndpoint("demo", "next");
        _bed.Serve(next.NamespaceValue, 80);
        _bed.Publish(next, "8080:80");
        Assert.NotNull(_bed.Ask(_lan, "192.0.2.1", 8080));
    }

    [Fact]
    public void An_IPv6_host_address_has_no_endpoint_to_lead_to_on_an_IPv4_network()
        => Assert.Equal("NoSuchFamily", NetworkTestbed.ErrorId(() => _bed.Publish(_web, "[::1]:8080:80")));
}

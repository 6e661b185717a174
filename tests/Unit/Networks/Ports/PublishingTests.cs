using Xunit;

namespace ContainerNet.Tests.Networks.Ports;

public sealed class PublishingTests : IDisposable
{
    private readonly NetworkTestbed _bed = new();
    private readonly NamespaceReference _lan;
    private readonly ContainerEndpoint _web;

    public PublishingTests()
    {
        _lan = _bed.NewLan();
        _bed.NewNetwork("demo", "172.20.0.0/16");
        _web = _bed.NewEndpoint("demo", "web");
        _bed.Serve(_web.NamespaceValue, 80);
    }

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void A_published_port_answers_to_the_LAN_which_keeps_its_address()
    {
        _bed.Publish(_web, "8080:80");
        Assert.Equal("192.0.2.2", _bed.Ask(_lan, "192.0.2.1", 8080));
    }

    [Fact]
    public void A_published_port_answers_to_the_host_at_all_of_its_addresses()
    {
        _bed.Publish(_web, "8080:80");
        Assert.NotNull(_bed.Ask(NamespaceReference.Host, "127.0.0.1", 8080));
        Assert.NotNull(_bed.Ask(NamespaceReference.Host, "192.0.2.1", 8080));
    }

    [Fact]
    public void A_published_port_is_one_element_of_one_map()
    {
        _bed.Publish(_web, "8080:80");
        Assert.Contains("elements = { tcp . 8080 : 172.20.0.2 . 80 }", _bed.Nft("list table inet containernet"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_published_on_one_address_answers_there_only()
    {
        _bed.Publish(_web, "127.0.0.1:8080:80");
        Assert.NotNull(_bed.Ask(NamespaceReference.Host, "127.0.0.1", 8080));
        Assert.Null(_bed.Ask(NamespaceReference.Host, "192.0.2.1", 8080, attempts: 2));
        Assert.Null(_bed.Ask(_lan, "192.0.2.1", 8080, attempts: 2));
    }

    [Fact]
    public void A_port_that_is_not_published_cannot_be_reached_by_routing()
    {
        Assert.NotNull(_bed.Ask(NamespaceReference.Host, "172.20.0.2", 80));
        Assert.Null(_bed.Ask(_lan, "172.20.0.2", 80, attempts: 3));
    }

    [Fact]
    public void A_removed_mapping_answers_no_more()
    {
        PortMapping mapping = _bed.Publish(_web, "8080:80");
        Assert.NotNull(_bed.Ask(_lan, "192.0.2.1", 8080));

        _bed.Net.Ports.PlanRemove(mapping).Run();

        Assert.Null(_bed.Ask(_lan, "192.0.2.1", 8080, attempts: 2));
        Assert.Empty(_bed.Net.Ports.List());
    }

    [Fact]
    public void A_namespace_reaches_the_LAN_with_the_host_s_address()
    {
        _bed.Serve(_lan, 9000);
        Assert.Equal("192.0.2.1", _bed.Ask(_web.NamespaceValue, "192.0.2.2", 9000));
    }

    [Fact]
    public void Namespaces_of_different_networks_do_not_reach_each_other()
    {
        _bed.NewNetwork("other", "172.21.0.0/16");
        ContainerEndpoint other = _bed.NewEndpoint("other", "stranger");
        ContainerEndpoint sibling = _bed.NewEndpoint("demo", "sibling");

        Assert.NotNull(_bed.Ask(sibling.NamespaceValue, "172.20.0.2", 80));
        Assert.Null(_bed.Ask(other.NamespaceValue, "172.20.0.2", 80, attempts: 3));
    }

    [Fact]
    public void A_port_of_the_host_maps_to_one_endpoint_and_the_error_names_it()
    {
        _bed.Publish(_web, "8080:80");
        ContainerEndpoint other = _bed.NewEndpoint("demo", "other");
        string before = _bed.Snapshot();

        var error = Assert.Throws<ContainerNetException>(() => _bed.Publish(other, "127.0.0.1:8080:80"));

        Assert.Equal((ErrorKind.InUse, "HostPortInUse"), (error.Kind, error.ErrorId));
        Assert.Contains("namespace 'web' (172.20.0.2)", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, _bed.Snapshot());
    }

    [Fact]
    public void The_same_request_twice_gives_one_mapping()
    {
        PortMapping first = _bed.Publish(_web, "8080:80");
        string before = _bed.Snapshot();
        PortMapping second = _bed.Publish(_web, "8080:80");
        Assert.Equal((first.EndpointId, first.ToString()), (second.EndpointId, second.ToString()));
        Assert.Equal(before, _bed.Snapshot());
    }
}

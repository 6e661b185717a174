using System.Net;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Networks.Drivers;

/// <summary>Networks on one of the host's interfaces, and drivers that make none.</summary>
public sealed class MacvlanTests : IDisposable
{
    private readonly NetworkTestbed _bed = new();
    private readonly NamespaceReference _lan;

    public MacvlanTests() => _lan = _bed.NewLan();

    private NetHost Net => _bed.Net;

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void An_endpoint_has_a_MAC_address_of_its_own_on_the_LAN_which_reaches_it()
    {
        NewNetwork();
        ContainerEndpoint web = Connect("web", "192.0.2.100"), other = Connect("other", "192.0.2.101");
        _bed.Serve(web.NamespaceValue, 80);
        Assert.Equal("192.0.2.2", _bed.Ask(_lan, "192.0.2.100", 80));
        Assert.Equal("192.0.2.101", _bed.Ask(other.NamespaceValue, "192.0.2.100", 80));
        Assert.Contains($"{web.MacAddressValue}", _bed.Host.Ip(_lan, "neigh show 192.0.2.100"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("macvlan mode bridge", _bed.Host.Ip(web.NamespaceValue, "-d link show eth0"), StringComparison.Ordinal);
        Assert.Contains("via 192.0.2.2 dev eth0", _bed.Host.Ip(web.NamespaceValue, "route show default"), StringComparison.Ordinal);
        Assert.Empty(_bed.Host.IpJson(NamespaceReference.Host, "link show type bridge"));
        Assert.Equal("NetworkWithoutPorts", NetworkTestbed.ErrorId(() => _bed.Publish(web, "8080:80")));
    }

    [Fact]
    public void Endpoints_of_a_private_network_reach_the_LAN_and_not_each_other()
    {
        NewNetwork(MacvlanMode.Private);
        ContainerEndpoint web = Connect("web", "192.0.2.100"), other = Connect("other", "192.0.2.101");
        _bed.Serve(web.NamespaceValue, 80);
        Assert.NotNull(_bed.Ask(_lan, "192.0.2.100", 80));
        Assert.Null(_bed.Ask(other.NamespaceValue, "192.0.2.100", 80, attempts: 3));
    }

    [Fact]
    public void A_removed_network_leaves_nothing_inside()
    {
        NewNetwork();
        ContainerEndpoint web = Connect("web", "192.0.2.100");
        Net.Networks.PlanRemove("lan", force: true).Run();
        Assert.Empty(_bed.Host.IpJson(web.NamespaceValue, "link show type macvlan"));
        Assert.Empty(Net.Endpoints.List());
        Assert.Empty(Net.Networks.Test());
    }

    [Fact]
    public void A_missing_interface_is_made_again()
    {
        NewNetwork();
        ContainerEndpoint web = Connect("web", "192.0.2.100");
        _bed.Serve(web.NamespaceValue, 80);
        _bed.Host.Ip(web.NamespaceValue, "link delete eth0");
        Assert.Equal(NetworkDifferenceKind.InterfaceMissing, Assert.Single(Net.Networks.Test()).Kind);
        Net.Networks.PlanRepair().Run();
        Assert.Empty(Net.Networks.Test());
        Assert.NotNull(_bed.Ask(_lan, "192.0.2.100", 80));
    }

    [Theory]
    [InlineData("macvlan", "nowhere0", "InterfaceNotFound")]
    [InlineData("macvlan", null, "ParentMissing")]
    [InlineData("bridge", "lan0", "DriverMismatch")]
    [InlineData("host", null, "DriverTaken")]
    [InlineData("null", null, "DriverTaken")]
    [InlineData("ipvlan", null, "DriverUnknown")]
    public void A_driver_that_cannot_make_the_network_is_an_error(string driver, string? parent, string errorId)
    {
        string before = _bed.Snapshot();
        Assert.Equal(errorId, NetworkTestbed.ErrorId(() => Net.Networks.PlanCreate(new NetworkDefinition { Name = "lan", Driver = driver, Parent = parent }).Run()));
        Assert.Equal(before, _bed.Snapshot());
    }

    private ContainerEndpoint Connect(string name, string address)
        => Net.Endpoints.PlanConnect("lan", _bed.NewNamespace(name), new EndpointOptions { Addresses = [IPAddress.Parse(address)] }).Run();

    private void NewNetwork(MacvlanMode? mode = null)
    {
        Requires.Macvlan();
        Net.Networks.PlanCreate(NetworkTestbed.Definition("lan", "192.0.2.0/24") with { Driver = "macvlan", Parent = "lan0", Gateway = IPAddress.Parse("192.0.2.2"), MacvlanMode = mode }).Run();
    }
}

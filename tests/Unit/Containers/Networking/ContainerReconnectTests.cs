using System.Net;
using Xunit;

namespace ContainerNet.Tests.Containers.Networking;

/// <summary>What a container publishes while it leaves networks and comes back to them.</summary>
public sealed class ContainerReconnectTests : IDisposable
{
    private readonly ContainerTestbed _bed = new();
    private readonly NetHost _net;

    public ContainerReconnectTests()
    {
        _net = _bed.Host.Net;
        foreach ((string name, string subnet) in new[] { ("first", "10.81.0.0/24"), ("second", "10.82.0.0/24") })
            _net.Networks.PlanCreate(new NetworkDefinition { Name = name, Subnet = IPNetwork.Parse(subnet) }).Run();
        _net.Networks.PlanCreate(new NetworkDefinition { Name = "inside", Subnet = IPNetwork.Parse("10.83.0.0/24"), Internal = true }).Run();
    }

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void A_port_is_published_again_when_the_container_is_connected_again()
    {
        StartWeb("first");
        Disconnect("first");
        Assert.Empty(_net.Ports.List());
        Connect("first");
        Assert.Equal(["8080 first"], Published());
        Assert.Equal("hello", Ask());
    }

    [Fact]
    public void A_port_moves_to_the_network_that_is_left()
    {
        StartWeb("first");
        Connect("second");
        Assert.Equal(["8080 first"], Published());
        Disconnect("first");
        Assert.Equal(["8080 second"], Published());
        Assert.Equal("hello", Ask());
        Assert.Empty(_net.Networks.Test());
    }

    [Fact]
    public void A_port_moves_too_when_the_network_itself_is_removed()
    {
        StartWeb("first");
        Connect("second");
        _net.Networks.PlanRemove("first", force: true).Run();
        Assert.Equal(["8080 second"], Published());
    }

    [Fact]
    public void An_internal_network_takes_no_ports_over()
    {
        StartWeb("first");
        Connect("inside");
        Disconnect("first");
        Assert.Empty(Published());
        Connect("second");
        Assert.Equal(["8080 second"], Published());
    }

    [Fact]
    public void A_port_that_another_has_taken_meanwhile_keeps_the_container_from_coming_back()
    {
        StartWeb("first");
        Disconnect("first");
        _bed.Start(_bed.Sleeper("other") with { Publish = [PortPublication.Parse("8080:80")] });
        Assert.Equal("HostPortInUse", Assert.ThrowsAny<ContainerNetException>(() => Connect("first")).ErrorId);
        Assert.Empty(_bed.Containers.Get("web").Endpoints);
    }

    [Fact]
    public void Nothing_is_left_of_a_port_that_moved_when_the_container_ends()
    {
        StartWeb("first");
        Connect("second");
        Disconnect("first");
        _bed.Containers.Remove("web", force: true);
        Assert.Empty(_net.Ports.List());
        Assert.Empty(_net.Networks.Test());
    }

    private void StartWeb(string network) => _bed.Start(_bed.Shell("web", "exec nc -ll -p 80 -e echo hello") with { Networks = [network], Publish = [PortPublication.Parse("8080:80")] });

    private void Connect(string network) => _net.Endpoints.PlanConnect(network, _bed.Containers.NamespaceOf("web")).Run();

    private void Disconnect(string network) => _net.Endpoints.PlanDisconnect(network, _bed.Containers.NamespaceOf("web")).Run();

    private string[] Published() => [.. _net.Ports.List().Select(port => $"{port.HostPort} {port.Network}")];

    // As another program of the host's own.
    private string Ask()
        => _bed.Run(_bed.Shell($"ask-{Guid.NewGuid():N}", "for i in 1 2 3 4 5; do nc -w 1 127.0.0.1 8080 < /dev/null && exit; sleep 0.2; done") with { Networks = ["host"] }).Text.Trim();
}

using Xunit;

namespace ContainerNet.Tests.Containers.Lifecycle;

public sealed class ContainerStartTests : IDisposable
{
    private readonly ContainerTestbed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void A_container_runs_with_an_address_of_the_default_network_and_leaves_nothing()
    {
        NetContainer container = _bed.StartReady(_bed.Sleeper("web"));
        Assert.Equal(ContainerState.Running, container.State);
        Assert.Equal("bridge", Assert.Single(container.Endpoints).Network);
        Assert.Contains(container.IPAddress[0], _bed.Host.Ip(container.NamespaceValue!, "-4 addr show eth0"), StringComparison.Ordinal);

        _bed.Containers.Stop("web", TimeSpan.FromSeconds(10));
        NetContainer stopped = _bed.Containers.Get("web");
        Assert.Equal(ContainerState.Exited, stopped.State);
        Assert.Equal(0, stopped.ExitCode);
        Assert.Empty(stopped.Endpoints);

        _bed.Containers.Remove("web");
        Assert.Empty(_bed.Traces());
    }
}

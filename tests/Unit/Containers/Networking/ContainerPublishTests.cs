using Xunit;

namespace ContainerNet.Tests.Containers.Networking;

public sealed class ContainerPublishTests : IDisposable
{
    private readonly ContainerTestbed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void A_published_port_answers_on_the_host_until_the_container_ends()
    {
        NetContainer web = _bed.Start(_bed.Shell("web", "exec nc -ll -p 80 -e echo hello") with { Publish = [PortPublication.Parse("8080:80")] });
        Assert.Equal("80/tcp -> 0.0.0.0:8080", Assert.Single(web.Ports).ToString());
        Assert.Equal("web", web.Ports[0].Container);
        Assert.Equal("hello", Ask(8080));
        _bed.Containers.Stop("web", TimeSpan.Zero);
        Assert.Empty(_bed.Host.Net.Ports.List());
        Assert.Equal("", Ask(8080));
    }

    [Fact]
    public void All_exposed_ports_are_published_at_free_ports_of_the_host()
    {
        NetContainer web = _bed.Start(_bed.Sleeper("web") with { PublishAll = true, Expose = ["2222", "3333", "80"], Publish = [PortPublication.Parse("8080:80")] });
        Assert.Equal([80, 2222, 3333], web.Ports.Select(port => port.ContainerPort).Order());
        Assert.Equal(8080, web.Ports.Single(port => port.ContainerPort == 80).HostPort);
        Assert.Equal(3, web.Ports.Select(port => port.HostPort).Distinct().Count());
    }

    [Fact]
    public void A_port_that_is_taken_leaves_nothing_of_the_container()
    {
        _bed.Start(_bed.Sleeper("first") with { Publish = [PortPublication.Parse("8080:80")] });
        IReadOnlyList<string> before = _bed.Traces();
        string kernel = _bed.Host.Snapshot();
        var error = Assert.ThrowsAny<ContainerNetException>(() => _bed.Start(_bed.Sleeper("second") with { Publish = [PortPublication.Parse("8080:80")] }));
        Assert.Equal("HostPortInUse", error.ErrorId);
        Assert.Equal(before, _bed.Traces());
        Assert.Equal(kernel, _bed.Host.Snapshot());
    }

    // As another program of the host's own.
    private string Ask(int port)
        => _bed.Run(_bed.Shell($"ask-{Guid.NewGuid():N}", $"for i in 1 2 3 4 5; do nc -w 1 127.0.0.1 {port} < /dev/null && exit; sleep 0.1; done") with { Networks = ["host"] }).Text
            .Replace("nc: can't connect to remote host (127.0.0.1): Connection refused", "", StringComparison.Ordinal).Trim();
}

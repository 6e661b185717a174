using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Containers;

/// <summary>What <c>docker run</c> of the same gave on a Docker Engine 20.10.24.</summary>
public sealed class ContainerAsDockerTests : IDisposable
{
    private readonly ContainerTestbed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void A_container_that_is_removed_at_its_end_is_removed_when_it_is_stopped()
    {
        _bed.StartReady(_bed.Sleeper("brief") with { Remove = true });
        NetContainer stopped = _bed.Containers.Stop("brief", TimeSpan.FromSeconds(10));
        Assert.Equal((ContainerState.Exited, 0), (stopped.State, stopped.ExitCode));
        Assert.Empty(_bed.Containers.List());
        Assert.Empty(_bed.Traces());
    }

    [Fact]
    public async Task A_waiter_gets_the_exit_code_of_a_container_that_is_stopped_and_removed()
    {
        NetContainer brief = _bed.Start(_bed.Shell("brief", "sleep 60") with { Remove = true });
        Task<NetContainer> end = Task.Run(() => _bed.Containers.Wait(brief.Id, TimeSpan.FromSeconds(20)));
        await Task.Delay(200, TestContext.Current.CancellationToken);
        _bed.Containers.Stop("brief", TimeSpan.Zero);
        Assert.Equal(137, (await end).ExitCode);
    }

    [Fact]
    public void One_that_is_to_be_removed_at_its_end_stays_when_it_is_restarted()
    {
        NetContainer first = _bed.StartReady(_bed.Sleeper("brief") with { Remove = true });
        NetContainer second = _bed.Containers.Restart("brief", TimeSpan.FromSeconds(10));
        Assert.Equal(first.Id, second.Id);
        Assert.Equal(ContainerState.Running, second.State);
    }

    [Fact]
    public void The_environment_of_a_link_has_the_published_ports_too()
    {
        _bed.Start(_bed.Sleeper("web") with { Expose = ["53/udp"], Publish = [PortPublication.Parse("8080:80"), PortPublication.Parse("9000-9002:7000-7002")] });
        string text = _bed.Output(_bed.Shell("caller", "env") with { Links = ["web:w"] });
        foreach (string variable in new[] { "W_PORT=udp://172.17.0.2:53", "W_PORT_80_TCP_PORT=80", "W_PORT_7000_TCP_PORT_END=7002" })
            Assert.Contains(variable, text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_volume_begins_with_what_the_container_has_there()
    {
        string data = Path.Combine(_bed.Root, "data");
        Tool.Run("sh", ["-c", $"mkdir -p {data}/sub && echo first > {data}/sub/file && ln -s sub/file {data}/link && chown -R 1000:1001 {data} && chmod 4750 {data}/sub/file && chmod 2770 {data} && ln -s data {_bed.Root}/store"]);
        const string Look = "stat -c '%a %u:%g' . sub sub/file; readlink link; cat link; echo more >> link";
        string seen = _bed.Output(_bed.Shell("first", Look) with { Volumes = ["store:/store"], WorkingDirectory = "/store", User = "1000" });
        Assert.Equal("2770 1000:1001\n755 1000:1001\n4750 1000:1001\nsub/file\nfirst", seen);
        Assert.Equal("first\nmore", _bed.Output(_bed.Shell("second", "cat /elsewhere/link") with { Volumes = ["store:/elsewhere"] }));
        Assert.Equal("first", File.ReadAllText(Path.Combine(data, "sub/file")).Trim());
    }

    [Theory]
    [InlineData("fresh:/data:nocopy")]
    [InlineData("fresh:/nowhere")]
    public void A_new_volume_is_empty_where_nothing_is_to_be_copied(string volume)
    {
        Directory.CreateDirectory(Path.Combine(_bed.Root, "data/sub"));
        Assert.Equal("", _bed.Output(_bed.Shell("empty", $"ls {volume.Split(':')[1]}") with { Volumes = [volume] }));
    }

    [Theory]
    [InlineData("InvalidWorkingDirectory")]
    [InlineData("InvalidVolume")]
    [InlineData("InvalidCapability")]
    [InlineData("InvalidCpu")]
    public void What_the_container_cannot_have_is_refused_before_anything_is_made(string errorId)
    {
        string kernel = _bed.Host.Snapshot();
        ContainerOptions options = errorId switch
        {
            "InvalidWorkingDirectory" => _bed.Sleeper("odd") with { WorkingDirectory = "relative" },
            "InvalidVolume" => _bed.Sleeper("odd") with { Volumes = ["/a:relative"] },
            "InvalidCapability" => _bed.Sleeper("odd") with { Capabilities = ["BOGUS"] },
            _ => _bed.Sleeper("odd") with { Cpu = 4096 },
        };
        Assert.Equal(errorId, Assert.Throws<ContainerNetException>(() => _bed.Containers.PlanStart(options).Commands).ErrorId);
        Assert.Equal(errorId, Assert.Throws<ContainerNetException>(() => _bed.Start(options)).ErrorId);
        Assert.Equal(kernel, _bed.Host.Snapshot());
        Assert.Empty(_bed.Traces());
    }
}

using System.Diagnostics;
using System.Net;
using Xunit;

namespace ContainerNet.Tests.Containers.Lifecycle;

/// <summary>What is done with several containers at once, and what it leaves when it is cancelled.</summary>
public sealed class ContainerTogetherTests : IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(3);

    private readonly ContainerTestbed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void Containers_that_ignore_the_signal_are_ended_within_one_grace_period()
    {
        string[] names = StartDeaf(4);
        var watch = Stopwatch.StartNew();
        ContainerOutcome[] outcomes = [.. _bed.Containers.StopTogether(names, _timeout)];
        // One after the other they would take four times the grace period at least.
        Assert.InRange(watch.Elapsed.TotalSeconds, _timeout.TotalSeconds, 3 * _timeout.TotalSeconds);
        Assert.Equal(names, outcomes.Select(outcome => outcome.Container!.Name).Order());
        Assert.All(outcomes, outcome => Assert.Equal((ContainerState.Exited, 137), (outcome.Container!.State, outcome.Container.ExitCode)));
    }

    [Fact]
    public void They_are_waited_for_and_removed_together()
    {
        foreach (int i in Enumerable.Range(1, 3)) _bed.Start(_bed.Shell($"short{i}", $"sleep 1; exit {i}"));
        ContainerOutcome[] ended = [.. _bed.Containers.WaitTogether(["short1", "short2", "short3"], TimeSpan.FromSeconds(20))];
        Assert.Equal([1, 2, 3], ended.Select(outcome => outcome.Container!.ExitCode).Order());
        Assert.All(_bed.Containers.RemoveTogether(["short1", "short2", "short3"], force: false), outcome => Assert.Null(outcome.Error));
        Assert.Empty(_bed.Traces());
    }

    [Fact]
    public void What_is_wrong_with_one_is_no_matter_of_the_others()
    {
        _bed.Start(_bed.Sleeper("web"));
        ContainerOutcome[] outcomes = [.. _bed.Containers.StopTogether(["nope", "web"], TimeSpan.Zero)];
        Assert.Equal("ContainerNotFound", outcomes.Single(outcome => outcome.Name == "nope").Error!.ErrorId);
        Assert.Equal(ContainerState.Exited, outcomes.Single(outcome => outcome.Name == "web").Container!.State);
    }

    [Fact]
    public void A_container_and_one_that_shares_its_network_are_restarted_together()
    {
        _bed.Start(_bed.Sleeper("web"));
        _bed.Start(_bed.Sleeper("side") with { Networks = ["container:web"] });
        ContainerOutcome[] outcomes = [.. _bed.Containers.RestartTogether(["side", "web"], TimeSpan.Zero)];
        Assert.Equal(["web", "side"], outcomes.Select(outcome => outcome.Name));
        Assert.All(outcomes, outcome => Assert.Equal(ContainerState.Running, outcome.Container!.State));
    }

    [Theory]
    [InlineData("a network", "NetworkNotFound")]
    [InlineData("the root file system", "RootFileSystemNotFound")]
    [InlineData("the port of the host", "HostPortInUse")]
    public void A_restart_that_lacks_something_is_refused_before_anything_is_stopped(string lacking, string errorId)
    {
        string root = Path.Combine(_bed.Host.Folder, "root");
        BusyboxRoot.Make(root);
        _bed.Host.Net.Networks.PlanCreate(new NetworkDefinition { Name = "own", Subnet = IPNetwork.Parse("10.81.0.0/24") }).Run();
        ContainerOptions options = _bed.Sleeper("web") with { RootFileSystem = root, Networks = ["own"], Publish = [PortPublication.Parse("8080:80")] };
        NetContainer web = _bed.Start(options);
        Break(lacking, root);
        foreach (Action restart in new Action[] { () => _bed.Containers.Restart("web", TimeSpan.Zero), () => throw _bed.Containers.RestartTogether(["web", "nope"], TimeSpan.Zero).First(outcome => outcome.Name == "web").Error! })
            Assert.Equal(errorId, Assert.ThrowsAny<ContainerNetException>(restart).ErrorId);
        Assert.Equal((ContainerState.Running, web.ProcessId), (_bed.Containers.Get("web").State, _bed.Containers.Get("web").ProcessId));
    }

    private void Break(string what, string root)
    {
        switch (what)
        {
            case "a network":
                _bed.Host.Net.Networks.PlanRemove("own", force: true).Run();
                break;
            case "the root file system":
                Directory.Move(root, root + ".moved");
                break;
            default:
                // It leaves its network, and another takes its port.
                _bed.Host.Net.Endpoints.PlanDisconnect("own", _bed.Containers.NamespaceOf("web")).Run();
                _bed.Start(_bed.Sleeper("other") with { Publish = [PortPublication.Parse("8080:80")] });
                break;
        }
    }

    [Fact]
    public void A_stop_that_is_cancelled_leaves_the_end_to_the_exit_command()
    {
        string note = Path.Combine(_bed.Host.Folder, "note");
        using var net = new NetHost(_bed.Host.Options with { ExitCommand = ["/bin/sh", "-c", $"echo $0 > {note}"] });
        NetContainer deaf = net.Containers.Start(Deaf("deaf"));
        Assert.True(SpinWait.SpinUntil(() => net.Containers.ReadLog("deaf", null, false, default).Any(), TimeSpan.FromSeconds(20)));
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        Assert.ThrowsAny<OperationCanceledException>(() => net.Containers.Stop("deaf", TimeSpan.FromMinutes(1), starting: null, cancellation.Token));
        Assert.Equal(ContainerState.Running, net.Containers.Get("deaf").State);
        Process.GetProcessById(deaf.ProcessId!.Value).Kill();
        Assert.True(SpinWait.SpinUntil(() => File.Exists(note) && File.ReadAllText(note).Length > 0, TimeSpan.FromSeconds(20)));
        Assert.Equal(deaf.Id, File.ReadAllText(note).Trim());
    }

    private string[] StartDeaf(int count)
    {
        string[] names = [.. Enumerable.Range(1, count).Select(i => $"deaf{i}")];
        foreach (string name in names) _bed.Start(Deaf(name));
        Assert.True(SpinWait.SpinUntil(() => names.All(name => _bed.Containers.ReadLog(name, null, false, default).Any()), TimeSpan.FromSeconds(30)));
        return names;
    }

    private ContainerOptions Deaf(string name) => _bed.Shell(name, "trap '' TERM; echo ready; while :; do sleep 0.1; done");
}

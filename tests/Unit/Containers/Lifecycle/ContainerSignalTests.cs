using Xunit;

namespace ContainerNet.Tests.Containers.Lifecycle;

/// <summary>Signals that a user sends to a container, and those with which it is stopped.</summary>
public sealed class ContainerSignalTests : IDisposable
{
    private readonly ContainerTestbed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void A_signal_reaches_the_first_process_which_runs_on()
    {
        _bed.StartReady(Listener("web"));
        Assert.Equal(ContainerState.Running, _bed.Containers.SendSignal("web", "SIGHUP").State);
        Assert.True(HasWritten("web", "HUP"));
        _bed.Containers.SendSignal("web", "10");
        Assert.True(HasWritten("web", "USR1"));
        Assert.Equal(ContainerState.Running, _bed.Containers.Get("web").State);
    }

    [Fact]
    public void The_kill_signal_ends_it_and_its_restart_policy_does_not_bring_it_back()
    {
        _bed.Start(Listener("web") with { Restart = RestartPolicy.Parse("always") });
        NetContainer killed = _bed.Containers.SendSignal("web", "KILL");
        Assert.Equal((ContainerState.Exited, 137), (killed.State, killed.ExitCode));
        _bed.Containers.Repair("web");
        Assert.Equal(ContainerState.Exited, _bed.Containers.Get("web").State);
    }

    [Fact]
    public void Another_signal_leaves_the_restart_policy()
    {
        NetContainer web = _bed.StartReady(Listener("web") with { Restart = RestartPolicy.Parse("always") });
        _bed.Containers.SendSignal("web", "HUP");
        System.Diagnostics.Process.GetProcessById(web.ProcessId!.Value).Kill();
        _bed.Containers.Wait("web", TimeSpan.FromSeconds(20));
        Assert.Equal(ContainerState.Running, _bed.Containers.Repair("web")!.State);
    }

    [Fact]
    public void The_kill_signal_wakes_a_paused_container_and_another_waits_until_it_is_resumed()
    {
        _bed.StartReady(Listener("web"));
        _bed.Containers.Suspend("web");
        Assert.Equal(ContainerState.Paused, _bed.Containers.SendSignal("web", "HUP").State);
        _bed.Containers.Resume("web");
        Assert.True(HasWritten("web", "HUP"));
        _bed.Containers.Suspend("web");
        Assert.Equal(ContainerState.Exited, _bed.Containers.SendSignal("web", "KILL").State);
    }

    [Fact]
    public async Task A_signal_does_not_wait_for_a_stop()
    {
        _bed.StartReady(_bed.Shell("deaf", "trap '' TERM; echo ready; while :; do sleep 0.05; done"));
        Task<NetContainer> stop = Task.Run(() => _bed.Containers.Stop("deaf", TimeSpan.FromMinutes(5)), TestContext.Current.CancellationToken);
        Assert.True(SpinWait.SpinUntil(() => new ContainerNet.Containers.Records.ContainerStore(_bed.Host.Net.Context).Find("deaf")!.Stopped, TimeSpan.FromSeconds(20)));
        _bed.Containers.SendSignal("deaf", "KILL");
        Assert.Equal(137, (await stop.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).ExitCode);
    }

    [Fact]
    public void What_is_no_signal_or_does_not_run_is_an_error()
    {
        _bed.Containers.Create(Listener("web"));
        Assert.Equal("InvalidSignal", ErrorOf(() => _bed.Containers.SendSignal("web", "LOUD")));
        Assert.Equal("ContainerNotRunning", ErrorOf(() => _bed.Containers.SendSignal("web", "HUP")));
        Assert.Equal("ContainerNotFound", ErrorOf(() => _bed.Containers.SendSignal("nope", "HUP")));
        Assert.Equal("InvalidSignal", ErrorOf(() => _bed.Containers.Stop("web", new ContainerStopOptions { Signal = "LOUD" })));
        Assert.Equal("InvalidSignal", ErrorOf(() => _bed.Containers.Create(Listener("other") with { StopSignal = "LOUD" })));
    }

    [Fact]
    public void A_container_is_stopped_by_the_signal_that_it_was_made_with_or_by_the_requested_one()
    {
        _bed.StartReady(_bed.Shell("web", "trap 'exit 10' USR1; trap 'exit 12' USR2; trap '' TERM; echo ready; while :; do sleep 0.05; done") with { StopSignal = "SIGUSR1" });
        Assert.Equal(10, _bed.Containers.Stop("web", TimeSpan.FromSeconds(30)).ExitCode);
        Restart("web");
        Assert.Equal(12, _bed.Containers.Stop("web", new ContainerStopOptions { Signal = "USR2", Timeout = TimeSpan.FromSeconds(30) }).ExitCode);
    }

    [Fact]
    public void A_stop_waits_as_long_as_the_container_was_made_with()
    {
        _bed.StartReady(_bed.Shell("deaf", "trap '' TERM; echo ready; while :; do sleep 0.05; done") with { StopTimeout = 1 });
        Assert.Contains("timeout 1 ", string.Join('\n', _bed.Containers.PlanStop("deaf", new ContainerStopOptions()).Commands), StringComparison.Ordinal);
        Assert.Equal(137, _bed.Containers.Stop("deaf", new ContainerStopOptions()).ExitCode);
        _bed.Containers.Create(_bed.Sleeper("patient") with { StopTimeout = -1 });
        _bed.Containers.Start("patient");
        Assert.DoesNotContain("timeout", string.Join('\n', _bed.Containers.PlanStop("patient", new ContainerStopOptions()).Commands), StringComparison.Ordinal);
    }

    // Its next lines come after those of the first run.
    private void Restart(string name)
    {
        int before = Lines(name);
        _bed.Containers.Start(name);
        Assert.True(SpinWait.SpinUntil(() => Lines(name) > before, TimeSpan.FromSeconds(20)));
    }

    private int Lines(string name) => _bed.Containers.ReadLog(name, null, false, default).Count();

    private bool HasWritten(string name, string text) => SpinWait.SpinUntil(() => _bed.Containers.ReadLog(name, null, false, default).Any(line => line.Text == text), TimeSpan.FromSeconds(20));

    private ContainerOptions Listener(string name) => _bed.Shell(name, "trap 'echo HUP' HUP; trap 'echo USR1' USR1; echo ready; while :; do sleep 0.05; done");

    private static string ErrorOf(Action work) => Assert.ThrowsAny<ContainerNetException>(work).ErrorId;
}

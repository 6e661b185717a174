using ContainerNet.Containers.Runtime;
using ContainerNet.Containers.Steps;
using ContainerNet.Linux.Processes;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Containers.Lifecycle;

/// <summary>A paused container: what it does, what can be done with it, and how it continues.</summary>
public sealed class ContainerPauseTests : IDisposable
{
    private readonly ContainerTestbed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void The_processes_of_a_paused_container_stand_until_it_is_resumed()
    {
        NetContainer web = _bed.StartReady(_bed.Sleeper("web"));
        Assert.Equal(ContainerState.Paused, _bed.Containers.Suspend("web").State);
        Assert.True(IsFrozen(web.Id));
        Assert.Equal((ContainerState.Paused, web.ProcessId), (_bed.Containers.Get("web").State, _bed.Containers.Get("web").ProcessId));
        Assert.Equal(ContainerState.Running, _bed.Containers.Resume("web").State);
        Assert.False(IsFrozen(web.Id));
    }

    [Fact]
    public void A_container_that_the_runtime_paused_is_paused_and_can_be_resumed()
    {
        NetContainer web = _bed.Start(_bed.Sleeper("web"));
        Tool.Run("runc", ["--root", Path.Combine(_bed.Host.Options.RunDirectory, "runtime"), "pause", web.Id]);
        Assert.Equal(ContainerState.Paused, _bed.Containers.Get("web").State);
        Assert.Equal(ContainerState.Running, _bed.Containers.Resume("web").State);
    }

    [Fact]
    public void What_is_paused_already_or_not_or_does_not_run_is_an_error()
    {
        _bed.Containers.Create(_bed.Sleeper("made"));
        Assert.Equal("ContainerNotRunning", ErrorOf(() => _bed.Containers.Suspend("made")));
        Assert.Equal("ContainerNotRunning", ErrorOf(() => _bed.Containers.Resume("made")));
        _bed.Start(_bed.Sleeper("web"));
        Assert.Equal("ContainerNotPaused", ErrorOf(() => _bed.Containers.Resume("web")));
        _bed.Containers.Suspend("web");
        Assert.Equal("ContainerPaused", ErrorOf(() => _bed.Containers.Suspend("web")));
    }

    [Fact]
    public void No_program_is_started_in_a_paused_container_nor_the_container_itself()
    {
        _bed.Start(_bed.Sleeper("web"));
        _bed.Containers.Suspend("web");
        Assert.Equal("ContainerPaused", ErrorOf(() => _bed.Containers.Exec("web", new ContainerExecOptions { Arguments = ["true"] })));
        Assert.Equal("ContainerPaused", ErrorOf(() => _bed.Containers.Start("web")));
        Assert.Equal("ContainerRunning", ErrorOf(() => _bed.Containers.Remove("web")));
    }

    [Fact]
    public void A_paused_container_that_is_stopped_hears_its_stop_signal()
    {
        _bed.StartReady(_bed.Sleeper("web"));
        _bed.Containers.Suspend("web");
        NetContainer stopped = _bed.Containers.Stop("web", TimeSpan.FromSeconds(30));
        Assert.Equal((ContainerState.Exited, 0), (stopped.State, stopped.ExitCode));
    }

    [Fact]
    public void A_paused_container_can_be_killed_restarted_and_removed()
    {
        _bed.Start(_bed.Sleeper("web"));
        _bed.Containers.Suspend("web");
        Assert.Equal(137, _bed.Containers.Stop("web", TimeSpan.Zero).ExitCode);
        _bed.Containers.Start("web");
        _bed.Containers.Suspend("web");
        Assert.Equal(ContainerState.Running, _bed.Containers.Restart("web", TimeSpan.Zero).State);
        _bed.Containers.Suspend("web");
        _bed.Containers.Remove("web", force: true);
        Assert.Empty(_bed.Traces());
    }

    [Fact]
    public void Several_are_paused_and_resumed_at_once_and_each_error_is_its_own()
    {
        foreach (string name in (string[])["a1", "a2"]) _bed.Start(_bed.Sleeper(name));
        ContainerOutcome[] paused = [.. _bed.Containers.SuspendTogether(["a1", "nope", "a2"])];
        Assert.Equal("ContainerNotFound", paused.Single(outcome => outcome.Name == "nope").Error!.ErrorId);
        Assert.Equal(2, paused.Count(outcome => outcome.Container?.State == ContainerState.Paused));
        Assert.All(_bed.Containers.ResumeTogether(["a1", "a2"]), outcome => Assert.Equal(ContainerState.Running, outcome.Container!.State));
    }

    [Fact]
    public void Plans_show_the_commands_of_the_runtime()
    {
        NetContainer web = _bed.Start(_bed.Sleeper("web"));
        string runtime = _bed.Host.Net.Context.Runtime.CommandLine, id = $"id_web={web.Id} # container 'web'";
        Assert.Equal([id, $"{runtime} pause $id_web"], Lines(_bed.Containers.PlanSuspend("web")));
        _bed.Containers.Suspend("web");
        Assert.Equal([id, $"{runtime} resume $id_web"], Lines(_bed.Containers.PlanResume("web")));
        Assert.Equal([$"kill -s TERM {web.ProcessId}", id, $"{runtime} resume $id_web"], Lines(_bed.Containers.PlanStop("web", TimeSpan.FromSeconds(1))).Take(3));
    }

    private static IEnumerable<string> Lines(ContainerPlan<NetContainer> plan) => plan.Commands.SelectMany(command => command.Split('\n'));

    private static bool IsFrozen(string id)
    {
        string unified = $"/sys/fs/cgroup/containernet-{id}/cgroup.events", separate = $"/sys/fs/cgroup/freezer/containernet-{id}/freezer.state";
        return File.Exists(unified) ? File.ReadAllText(unified).Contains("frozen 1", StringComparison.Ordinal) : File.ReadAllText(separate).Trim() == "FROZEN";
    }

    private static string ErrorOf(Action work) => Assert.ThrowsAny<ContainerNetException>(work).ErrorId;
}

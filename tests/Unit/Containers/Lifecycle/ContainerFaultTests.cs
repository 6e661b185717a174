using System.Diagnostics;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using Xunit;

namespace ContainerNet.Tests.Containers.Lifecycle;

/// <summary>Whatever is killed, what is said of a container is true, and its removal leaves nothing.</summary>
public sealed class ContainerFaultTests : IDisposable
{
    private readonly ContainerTestbed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void A_container_whose_process_is_killed_has_exited_and_a_repair_releases_what_it_held()
    {
        NetContainer container = _bed.Start(_bed.Sleeper("web") with { Publish = [PortPublication.Parse("8080:80")] });
        Kill(container.ProcessId!.Value);
        NetContainer ended = _bed.Containers.Wait("web", TimeSpan.FromSeconds(10));
        Assert.Equal(ContainerState.Exited, ended.State);
        Assert.Equal(137, ended.ExitCode);

        Assert.Equal([container.Id], _bed.Containers.ListDamaged());
        _bed.Containers.Repair("web");
        Assert.Empty(_bed.Containers.ListDamaged());
        Assert.Empty(_bed.Host.Net.Ports.List());
        Assert.Empty(_bed.Containers.Get("web").Endpoints);
        _bed.Containers.Remove("web");
        Assert.Empty(_bed.Traces());
    }

    [Fact]
    public void A_container_whose_conmon_is_killed_still_runs_and_is_removed_without_a_trace()
    {
        NetContainer container = _bed.Start(_bed.Sleeper("web"));
        Kill(_bed.Host.Net.Context.Runtime.DirectoryOf(container.Id).ReadProcesses()!.Value.Monitor.ProcessId);
        Assert.Equal(ContainerState.Running, _bed.Containers.Get("web").State);
        _bed.Containers.Remove("web", force: true);
        Assert.Empty(_bed.Traces());
    }

    [Fact]
    public void A_container_whose_end_was_not_recorded_has_exited_without_a_code()
    {
        NetContainer container = _bed.Start(_bed.Sleeper("web"));
        Kill(_bed.Host.Net.Context.Runtime.DirectoryOf(container.Id).ReadProcesses()!.Value.Monitor.ProcessId);
        Kill(container.ProcessId!.Value);
        Assert.True(SpinWait.SpinUntil(() => _bed.Containers.Get("web").State == ContainerState.Exited, TimeSpan.FromSeconds(10)));
        Assert.Null(_bed.Containers.Get("web").ExitCode);
        _bed.Containers.Remove("web");
        Assert.Empty(_bed.Traces());
    }

    [Fact]
    public void The_exit_code_of_a_container_is_kept_when_the_command_that_releases_it_is_interrupted()
    {
        NetContainer container = _bed.Start(_bed.Shell("web", "exit 3"));
        _bed.Containers.Wait("web", TimeSpan.FromSeconds(10));
        string run = _bed.Host.Net.Context.Runtime.DirectoryOf(container.Id).Path;

        void Interrupt(string command)
        {
            if (!command.StartsWith("rm -r ", StringComparison.Ordinal)) return;
            Directory.Delete(run, recursive: true);
            throw new OperationCanceledException();
        }

        Assert.Throws<OperationCanceledException>(() => _bed.Containers.Stop("web", TimeSpan.Zero, Interrupt, TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(run));
        Assert.Equal(3, _bed.Containers.Get("web").ExitCode);
        _bed.Containers.Repair("web");
        NetContainer repaired = _bed.Containers.Get("web");
        Assert.Equal((ContainerState.Exited, 3), (repaired.State, repaired.ExitCode));
        _bed.Containers.Remove("web");
        Assert.Empty(_bed.Traces());
    }

    [Fact]
    public void What_the_next_container_needs_is_taken_back_from_one_that_ended()
    {
        NetContainer first = _bed.Start(_bed.Sleeper("first") with { Publish = [PortPublication.Parse("8080:80")] });
        Kill(first.ProcessId!.Value);
        _bed.Containers.Wait("first", TimeSpan.FromSeconds(10));
        NetContainer second = _bed.Start(_bed.Sleeper("second") with { Publish = [PortPublication.Parse("8080:80")] });
        Assert.Equal("second", Assert.Single(_bed.Host.Net.Ports.List()).Container);
        Assert.Equal(ContainerState.Running, second.State);
    }

    [Fact]
    public void A_start_that_was_given_up_half_way_is_taken_back()
    {
        NetContainer container = _bed.Start(_bed.Sleeper("web"));
        var store = new ContainerStore(_bed.Host.Net.Context);
        store.Save(store.Read(container.Id)! with { Phase = ContainerPhase.Starting, Started = null });
        Assert.Equal([container.Id], _bed.Containers.ListDamaged());
        Assert.Null(_bed.Containers.Repair(container.Id));
        Assert.Empty(_bed.Traces());
    }

    [Fact]
    public void A_start_again_that_was_given_up_half_way_is_taken_back_before_the_next()
    {
        NetContainer container = _bed.Start(_bed.Sleeper("web"));
        var store = new ContainerStore(_bed.Host.Net.Context);
        store.Save(store.Read(container.Id)! with { Phase = ContainerPhase.Starting });
        Assert.Equal(ContainerState.Exited, _bed.Containers.Stop("web", TimeSpan.Zero).State);
        Assert.Equal(ContainerState.Running, _bed.Containers.Restart("web", TimeSpan.Zero).State);
    }

    [Fact]
    public void An_interrupted_removal_is_completed()
    {
        NetContainer container = _bed.Start(_bed.Sleeper("web"));
        var store = new ContainerStore(_bed.Host.Net.Context);
        store.Save(store.Read(container.Id)! with { Phase = ContainerPhase.Removing });
        foreach (string id in _bed.Containers.ListDamaged()) _bed.Containers.Repair(id);
        Assert.Empty(_bed.Traces());
    }

    [Fact]
    public void A_container_whose_program_is_missing_leaves_nothing()
    {
        var error = Assert.ThrowsAny<ContainerNetException>(() => _bed.Start(new ContainerOptions { Name = "web", RootFileSystem = _bed.Root, Command = "no-such-program" }));
        Assert.Equal("CommandNotFound", error.ErrorId);
        Assert.Empty(_bed.Traces());
    }

    [Fact]
    public void A_name_that_is_taken_by_another_is_refused()
    {
        _bed.Start(_bed.Sleeper("web"));
        Assert.Equal("ContainerExists", Assert.Throws<ContainerNetException>(() => _bed.Start(_bed.Shell("web", "sleep 60"))).ErrorId);
    }

    [Fact]
    public void A_network_that_is_not_there_is_refused_before_anything_is_made()
    {
        Assert.Equal("NetworkNotFound", Assert.Throws<ContainerNetException>(() => _bed.Start(_bed.Sleeper("web") with { Networks = ["nowhere"] })).ErrorId);
        Assert.Empty(_bed.Traces());
    }

    [Fact]
    public void A_container_that_restarts_is_back_with_what_it_has_written()
    {
        bool HasWritten(int lines) => SpinWait.SpinUntil(() => _bed.Containers.ReadLog("again", null, false, default).Count(line => line.Text == "run") == lines, TimeSpan.FromSeconds(10));
        NetContainer first = _bed.Start(_bed.Shell("again", "echo run >> /runs; cat /runs; sleep 30") with { Restart = RestartPolicy.Parse("always") });
        Assert.True(HasWritten(1));
        Kill(first.ProcessId!.Value);
        _bed.Containers.Wait("again", TimeSpan.FromSeconds(10));
        NetContainer second = _bed.Containers.Repair("again")!;
        Assert.Equal(ContainerState.Running, second.State);
        Assert.Equal(1, second.RestartCount);
        Assert.NotEqual(first.ProcessId, second.ProcessId);
        Assert.True(HasWritten(3));
    }

    [Fact]
    public void A_container_that_a_user_stopped_stays_stopped()
    {
        _bed.StartReady(_bed.Sleeper("again") with { Restart = RestartPolicy.Parse("always") });
        _bed.Containers.Stop("again", TimeSpan.FromSeconds(5));
        Assert.Empty(_bed.Containers.ListDamaged());
        Assert.Equal(ContainerState.Exited, _bed.Containers.Get("again").State);
        Assert.Equal(ContainerState.Running, _bed.Containers.Restart("again", TimeSpan.Zero).State);
    }

    [Fact]
    public void The_exit_command_gets_the_id_of_the_ended_container()
    {
        string note = Path.Combine(_bed.Host.Folder, "note");
        using var net = new NetHost(_bed.Host.Options with { ExitCommand = ["/bin/sh", "-c", $"echo $0 > {note}"] });
        NetContainer container = net.Containers.Start(_bed.Shell("short", "exit 3"));
        Assert.True(SpinWait.SpinUntil(() => File.Exists(note) && File.ReadAllText(note).Length > 0, TimeSpan.FromSeconds(10)));
        Assert.Equal(container.Id, File.ReadAllText(note).Trim());
        Assert.Equal(3, _bed.Containers.Get("short").ExitCode);
    }

    private static void Kill(int processId) => Process.GetProcessById(processId).Kill();
}

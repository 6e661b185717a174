using System.Diagnostics;
using System.Globalization;
using ContainerNet.Containers;
using Xunit;

namespace ContainerNet.Tests.Containers;

/// <summary>Who sees to a container's end: whoever waits for it, or else the host's exit command.</summary>
public sealed class ContainerAttendanceTests : IDisposable
{
    private readonly ContainerTestbed _bed = new();
    private readonly string _note;
    private readonly NetHost _net;

    public ContainerAttendanceTests()
    {
        _note = Path.Combine(_bed.Host.Folder, "note");
        _net = new NetHost(_bed.Host.Options with { ExitCommand = ["/bin/sh", "-c", $"echo $0 > {_note}"] });
    }

    public void Dispose()
    {
        _net.Dispose();
        _bed.Dispose();
    }

    [Fact]
    public void The_exit_command_does_nothing_while_who_waits_for_the_end_lives()
    {
        NetContainer container = Start();
        EndAndWaitForConmon(container);
        Assert.False(File.Exists(_note));
    }

    [Fact]
    public void The_exit_command_sees_to_a_container_that_was_left()
    {
        NetContainer container = Start();
        ContainerExitCommand.Arm(FolderOf(container));
        EndAndWaitForConmon(container);
        Assert.Equal(container.Id, File.ReadAllText(_note).Trim());
    }

    [Fact]
    public void The_exit_command_sees_to_a_container_whose_session_was_killed()
    {
        NetContainer container = Start();
        using Process gone = Process.Start("true");
        gone.WaitForExit();
        File.WriteAllText(Path.Combine(FolderOf(container).Run, "attended"), gone.Id.ToString(CultureInfo.InvariantCulture));
        EndAndWaitForConmon(container);
        Assert.Equal(container.Id, File.ReadAllText(_note).Trim());
    }

    [Fact]
    public void A_container_that_is_to_be_removed_at_its_end_is_removed_when_it_is_stopped()
    {
        _bed.Start(_bed.Sleeper("web") with { Remove = true });
        NetContainer stopped = _bed.Containers.Stop("web", TimeSpan.FromSeconds(5));
        Assert.Equal((ContainerState.Exited, 0), (stopped.State, stopped.ExitCode));
        Assert.Empty(_bed.Containers.List());
        Assert.Empty(_bed.Traces());
    }

    private NetContainer Start() => _net.Containers.Start(_bed.Sleeper("web"), attended: true, cancellation: TestContext.Current.CancellationToken);

    private ContainerFolder FolderOf(NetContainer container) => new(_bed.Host.Options, container.Id);

    // conmon waits for the exit command.
    private void EndAndWaitForConmon(NetContainer container)
    {
        int monitor = _net.Runtime.FolderOf(container.Id).ReadProcesses()!.Value.Monitor.ProcessId;
        Process.GetProcessById(container.ProcessId!.Value).Kill();
        Assert.True(SpinWait.SpinUntil(() => !Directory.Exists($"/proc/{monitor}"), TimeSpan.FromSeconds(10)));
    }
}

using System.Diagnostics;
using System.Globalization;
using ContainerNet.Containers.Lifecycle;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using Xunit;

namespace ContainerNet.Tests.Containers.Lifecycle;

/// <summary>What handles a container's end: the process that waits for it, or else the host's exit command.</summary>
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
    public void The_exit_command_does_nothing_while_a_waiting_session_lives()
    {
        NetContainer container = Start();
        EndAndWaitForConmon(container);
        Assert.False(File.Exists(_note));
    }

    [Fact]
    public void The_exit_command_handles_a_container_whose_session_detached()
    {
        NetContainer container = Start();
        ContainerExitCommand.Arm(DirectoryOf(container));
        EndAndWaitForConmon(container);
        Assert.Equal(container.Id, File.ReadAllText(_note).Trim());
    }

    [Fact]
    public void The_exit_command_handles_a_container_whose_session_was_killed()
    {
        NetContainer container = Start();
        using Process gone = Process.Start("true");
        gone.WaitForExit();
        File.WriteAllText(Path.Combine(DirectoryOf(container).Run, "attended"), gone.Id.ToString(CultureInfo.InvariantCulture));
        EndAndWaitForConmon(container);
        Assert.Equal(container.Id, File.ReadAllText(_note).Trim());
    }

    private NetContainer Start() => _net.Containers.Start(_bed.Sleeper("web"), attended: true, cancellation: TestContext.Current.CancellationToken);

    private ContainerDirectory DirectoryOf(NetContainer container) => new(_bed.Host.Options, container.Id);

    // conmon waits for the exit command.
    private void EndAndWaitForConmon(NetContainer container)
    {
        int monitor = _net.Context.Runtime.DirectoryOf(container.Id).ReadProcesses()!.Value.Monitor.ProcessId;
        Process.GetProcessById(container.ProcessId!.Value).Kill();
        Assert.True(SpinWait.SpinUntil(() => !Directory.Exists($"/proc/{monitor}"), TimeSpan.FromSeconds(10)));
    }
}

using System.Globalization;
using ContainerNet.Containers.Oci;
using ContainerNet.Containers.Runtime;
using ContainerNet.Linux.Processes;
using ContainerNet.Linux.Syscalls;
using Xunit;

namespace ContainerNet.Tests.Containers.Runtime;

public sealed class OciRuntimeTests : IDisposable
{
    private const int SignalKill = 9;
    private const int SignalTerminate = 15;

    private static readonly ContainerOptions _plain = new();

    private readonly RuntimeTestbed _bed = new();

    private OciRuntime Runtime => _bed.Runtime;

    [Fact]
    public void A_container_is_created_then_runs_then_has_ended()
    {
        string id = _bed.Create(_bed.Bundle(_plain, "sleep", "600"));
        Assert.Equal(ContainerProcessStatus.Created, Runtime.State(id)!.Status);
        Runtime.Start(id);
        ContainerProcessState running = Runtime.State(id)!;
        Assert.Equal(ContainerProcessStatus.Running, running.Status);
        // The runtime lets the program go on, and does not wait until it is what runs.
        Assert.True(SpinWait.SpinUntil(() => File.ReadAllText($"/proc/{running.ProcessId}/cmdline") == "sleep\0600\0", TimeSpan.FromSeconds(5)));
        Assert.InRange(running.StartedAt!.Value, DateTimeOffset.UtcNow.AddSeconds(-10), DateTimeOffset.UtcNow);
        Runtime.Kill(id, SignalKill);
        ContainerProcessState ended = _bed.End(id);
        Assert.Equal((ContainerProcessStatus.Exited, 137), (ended.Status, ended.ExitCode));
        Assert.InRange(ended.FinishedAt!.Value, running.StartedAt!.Value, DateTimeOffset.UtcNow);
    }

    // As conmon has after a session was killed that had started it, and had recorded nothing of it.
    [Fact]
    public async Task A_creation_that_is_still_under_way_is_removed_with_all_it_makes()
    {
        ContainerBundle bundle = _bed.Bundle(_plain, "sleep", "600");
        var folder = new BundleDirectory(bundle.Folder);
        Directory.CreateDirectory(folder.Path);
        File.WriteAllText(folder.Configuration, OciSpec.For(bundle, OciMachine.Detect(_bed.Host.Net.Context)).ToJsonString());
        string go = Path.Combine(_bed.Folder, "go");
        RuntimePrograms programs = RuntimePrograms.Installed with { Runtime = _bed.Script($"while [ ! -e {go} ]; do sleep 0.01; done; exec {RuntimePrograms.Installed.Runtime} \"$@\"") };
        var monitor = new ContainerMonitor(programs, ["--root", Path.Combine(_bed.Host.Options.RunDirectory, "runtime")]);
        Task<Exception?> creation = Task.Run(() => Record.Exception(() => monitor.Create(bundle, folder, new ContainerMonitorOptions { LogPath = _bed.LogPath(bundle.Id) })));
        Assert.True(SpinWait.SpinUntil(() => RuntimeTestbed.Traces(bundle.Id).Count > 0, TimeSpan.FromSeconds(10)));
        Task removal = Task.Run(() => Runtime.Delete(bundle.Id, force: true));
        Assert.NotSame(removal, await Task.WhenAny(removal, Task.Delay(200, TestContext.Current.CancellationToken)));
        File.WriteAllText(go, "");
        await removal;
        Assert.Empty(RuntimeTestbed.Traces(bundle.Id));
        await creation;
        Assert.Empty(RuntimeTestbed.Traces(bundle.Id));
        Assert.Empty(Directory.EnumerateFiles(folder.Path));
    }

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 42", 42)]
    [InlineData("kill -TERM $$; sleep 9", 143)]
    public void The_exit_code_is_what_the_program_ended_with(string script, int expected)
        // A process 1 takes no signal that it has no handler for, so the script is a child of one.
        => Assert.Equal(expected, _bed.Run(_plain, "sh", "-c", $"sh -c '{script}'; exit $?").ExitCode);

    [Fact]
    public void A_signal_reaches_the_program()
    {
        string id = _bed.Start(_plain, "sh", "-c", "trap 'echo bye; exit 3' TERM; echo ready; while :; do sleep 0.05; done");
        WaitForText(id, "ready");
        Runtime.Kill(id, SignalTerminate);
        Assert.Equal(3, _bed.End(id).ExitCode);
        Assert.Equal("ready\nbye", _bed.Text(id));
    }

    [Fact]
    public void A_signal_for_a_container_that_has_ended_is_an_error()
    {
        string id = _bed.Start(_plain, "true");
        _bed.End(id);
        Assert.Equal("ContainerNotRunning", Assert.Throws<ContainerNetException>(() => Runtime.Kill(id, SignalTerminate)).ErrorId);
    }

    [Theory]
    [InlineData("nothing-like-it", "CommandNotFound", ErrorKind.NotFound)]
    [InlineData("/bin/nothing-like-it", "CommandNotFound", ErrorKind.NotFound)]
    [InlineData("/etc/passwd", "CommandNotExecutable", ErrorKind.InvalidArgument)]
    [InlineData("/etc", "CommandNotExecutable", ErrorKind.InvalidArgument)]
    public void A_program_that_cannot_run_is_said_at_once_and_leaves_nothing(string program, string errorId, ErrorKind kind)
    {
        ContainerBundle bundle = _bed.Bundle(_plain, program);
        var error = Assert.Throws<ContainerNetException>(() => _bed.Create(bundle));
        Assert.Equal((errorId, kind), (error.ErrorId, error.Kind));
        Assert.Contains(program, error.Message, StringComparison.Ordinal);
        Assert.Null(Runtime.State(bundle.Id));
        Assert.Empty(Directory.EnumerateFileSystemEntries(bundle.Folder));
    }

    [Fact]
    public void A_user_that_the_container_does_not_have_is_said_before_anything_is_done()
    {
        ContainerBundle bundle = _bed.Bundle(new ContainerOptions { User = "nobody-here" }, "true");
        Assert.Equal("InvalidUser", Assert.Throws<ContainerNetException>(() => _bed.Create(bundle)).ErrorId);
        Assert.False(Directory.Exists(bundle.Folder));
    }

    [Fact]
    public void Nothing_is_left_of_a_container_that_was_deleted()
    {
        string id = _bed.Start(_plain, "true");
        _bed.End(id);
        Runtime.Delete(id, force: false);
        Assert.True(SpinWait.SpinUntil(() => RuntimeTestbed.Traces(id).Count == 0, TimeSpan.FromSeconds(5)), string.Join(", ", RuntimeTestbed.Traces(id)));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Runtime.DirectoryOf(id).Path));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_bed.Host.Options.RunDirectory, "runtime")));
        Assert.Null(Runtime.State(id));
        Runtime.Delete(id, force: false);
    }

    [Fact]
    public void A_container_that_runs_is_deleted_only_by_force()
    {
        string id = _bed.Start(_plain, "sleep", "600");
        int processId = Runtime.State(id)!.ProcessId!.Value;
        Assert.Equal("ContainerRunning", Assert.Throws<ContainerNetException>(() => Runtime.Delete(id, force: false)).ErrorId);
        Runtime.Delete(id, force: true);
        Assert.Null(ProcessIdentity.Of(processId));
        Assert.Null(Runtime.State(id));
    }

    [Fact]
    public void A_container_outlives_its_conmon_and_is_still_seen()
    {
        string id = _bed.Start(_plain, "sleep", "600");
        KillMonitor(id);
        Assert.Equal(ContainerProcessStatus.Running, Runtime.State(id)!.Status);
        Runtime.Kill(id, SignalKill);
        ContainerProcessState ended = _bed.End(id);
        // No process recorded its exit code.
        Assert.Equal((ContainerProcessStatus.Exited, null, null), (ended.Status, ended.ExitCode, ended.FinishedAt));
    }

    [Fact]
    public void A_container_whose_conmon_died_can_be_deleted()
    {
        string id = _bed.Start(_plain, "sleep", "600");
        KillMonitor(id);
        Runtime.Delete(id, force: true);
        Assert.Empty(RuntimeTestbed.Traces(id));
    }

    [Fact]
    public void The_exit_command_runs_once_the_exit_code_is_written()
    {
        string note = Path.Combine(_bed.Folder, "note");
        ContainerBundle bundle = _bed.Bundle(_plain, "sh", "-c", "exit 7");
        string exitFile = Runtime.DirectoryOf(bundle.Id).ExitFile;
        _bed.Create(bundle, "/bin/sh", "-c", $"cat '{exitFile}' > '{note}.new'; mv '{note}.new' '{note}'");
        Runtime.Start(bundle.Id);
        Assert.True(SpinWait.SpinUntil(() => File.Exists(note), TimeSpan.FromSeconds(10)));
        Assert.Equal("7", File.ReadAllText(note));
    }

    [Fact]
    public void Neither_conmon_nor_the_program_inherits_a_descriptor()
    {
        // One that a shell had left open for this process.
        using FileDescriptor open = FileDescriptor.Open("/etc/hostname", OpenFlags.ReadOnly);
        using FileDescriptor inheritable = Libc.fcntl(open.Number, 0, 100);
        string id = _bed.Start(_plain, "sh", "-c", "ls -l /proc/1/fd; sleep 600");
        WaitForText(id, " 2 -> ");
        Assert.DoesNotContain("hostname", _bed.Text(id), StringComparison.Ordinal);
        int monitor = Runtime.DirectoryOf(id).ReadProcesses()!.Value.Monitor.ProcessId;
        Assert.DoesNotContain(Directory.EnumerateFiles($"/proc/{monitor}/fd").Select(path => File.ResolveLinkTarget(path, false)?.FullName), path => path == "/etc/hostname");
    }

    [Fact]
    public void Conmon_has_a_session_of_its_own_and_works_in_the_containers_directory()
    {
        string id = _bed.Start(_plain, "sleep", "600");
        int monitor = Runtime.DirectoryOf(id).ReadProcesses()!.Value.Monitor.ProcessId;
        string stat = File.ReadAllText($"/proc/{monitor}/stat");
        Assert.Equal(monitor.ToString(CultureInfo.InvariantCulture), stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[3]);
        Assert.Equal(Runtime.DirectoryOf(id).Path, File.ResolveLinkTarget($"/proc/{monitor}/cwd", false)!.FullName);
    }

    public void Dispose() => _bed.Dispose();

    private void KillMonitor(string id)
    {
        ProcessIdentity monitor = Runtime.DirectoryOf(id).ReadProcesses()!.Value.Monitor;
        monitor.Signal(SignalKill);
        Assert.True(SpinWait.SpinUntil(() => !monitor.IsAlive, TimeSpan.FromSeconds(5)));
    }

    private void WaitForText(string id, string text)
        => Assert.True(SpinWait.SpinUntil(() => _bed.Text(id).Contains(text, StringComparison.Ordinal), TimeSpan.FromSeconds(10)), $"'{text}' in: {_bed.Text(id)}");
}

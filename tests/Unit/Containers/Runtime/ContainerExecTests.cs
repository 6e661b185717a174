using ContainerNet.Containers.Runtime;
using Xunit;

namespace ContainerNet.Tests.Containers.Runtime;

/// <summary>Programs run inside containers that run.</summary>
public sealed class ContainerExecTests : IDisposable
{
    private readonly RuntimeTestbed _bed = new();

    [Fact]
    public void Output_and_errors_come_as_lines_and_the_exit_code_is_the_programs()
    {
        using ContainerExec exec = Exec(Running(new ContainerOptions()), "sh", "-c", "echo one; echo two >&2; printf 'three'; exit 5");
        (bool IsError, string Text)[] lines = [.. exec.ReadLines()];
        Assert.Equal(["one", "three"], lines.Where(line => !line.IsError).Select(line => line.Text));
        Assert.Equal(["two"], lines.Where(line => line.IsError).Select(line => line.Text));
        Assert.Equal(5, exec.WaitForExit());
    }

    [Fact]
    public void A_program_has_the_containers_rights_environment_and_directory()
    {
        string id = Running(new ContainerOptions { Environment = ["A=1", "B=2"], WorkingDirectory = "/tmp", HostName = "box" });
        Assert.Equal("box /tmp 1 2", Text(id, new ContainerExecOptions { Arguments = ["sh", "-c", "echo $(hostname) $(pwd) $A $B"] }));
        string status = Text(id, new ContainerExecOptions { Arguments = ["cat", "/proc/self/status"] });
        Assert.Contains("CapEff:\t00000000a80425fb", status, StringComparison.Ordinal);
        Assert.Contains("Seccomp:\t2", status, StringComparison.Ordinal);
        Assert.Equal(Text(id, new ContainerExecOptions { Arguments = ["readlink", "/proc/1/ns/pid"] }), Text(id, new ContainerExecOptions { Arguments = ["readlink", "/proc/self/ns/pid"] }));
    }

    [Fact]
    public void A_program_can_have_another_user_environment_and_directory()
    {
        string id = Running(new ContainerOptions { Environment = ["A=1", "B=2"] });
        var options = new ContainerExecOptions { Arguments = ["sh", "-c", "echo $(id -u):$(id -G) $(pwd) $A $B $C; grep CapEff /proc/self/status"], User = "web", Environment = ["A=x", "C=3"], WorkingDirectory = "/etc" };
        Assert.Equal("1000:1001 2000 2001 /etc x 2 3\nCapEff:\t0000000000000000", Text(id, options));
    }

    [Fact]
    public void Many_lines_of_both_streams_arrive_whole()
    {
        using ContainerExec exec = Exec(Running(new ContainerOptions()), "sh", "-c", "seq 1 20000; seq 1 20000 >&2");
        (bool IsError, string Text)[] lines = [.. exec.ReadLines()];
        foreach (bool isError in new[] { false, true })
            Assert.Equal(Enumerable.Range(1, 20000).Select(number => $"{number}"), lines.Where(line => line.IsError == isError).Select(line => line.Text));
        Assert.Equal(0, exec.WaitForExit());
    }

    [Theory]
    [InlineData("nothing-like-it", "CommandNotFound")]
    [InlineData("/etc/passwd", "CommandNotExecutable")]
    public void A_program_that_cannot_run_is_an_error(string program, string errorId)
    {
        using ContainerExec exec = Exec(Running(new ContainerOptions()), program);
        _ = exec.ReadLines().Count();
        Assert.Equal(errorId, Assert.Throws<ContainerNetException>(() => exec.WaitForExit()).ErrorId);
    }

    [Fact]
    public void A_program_that_fails_with_255_is_no_error_of_the_runtime()
    {
        using ContainerExec exec = Exec(Running(new ContainerOptions()), "sh", "-c", "exit 255");
        Assert.Equal(255, exec.WaitForExit());
    }

    [Fact]
    public void Cancelling_ends_what_runs_inside()
    {
        string id = Running(new ContainerOptions());
        using var cancellation = new CancellationTokenSource();
        using ContainerExec exec = Exec(id, "sh", "-c", "echo ready; sleep 4321; echo never");
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach ((bool, string) line in exec.ReadLines(cancellation.Token)) cancellation.Cancel();
        });
        Assert.True(SpinWait.SpinUntil(() => !Text(id, new ContainerExecOptions { Arguments = ["ps"] }).Contains("4321", StringComparison.Ordinal), TimeSpan.FromSeconds(5)));
        Assert.Equal(ContainerProcessStatus.Running, _bed.Runtime.State(id)!.Status);
    }

    [Fact]
    public void It_leaves_no_file()
    {
        string id = Running(new ContainerOptions()), folder = _bed.Runtime.DirectoryOf(id).Path;
        string[] before = Directory.GetFiles(folder);
        Text(id, new ContainerExecOptions { Arguments = ["true"] });
        Assert.Equal(before.Order(), Directory.GetFiles(folder).Order());
    }

    [Fact]
    public void A_container_that_does_not_run_runs_nothing()
    {
        string id = _bed.Create(_bed.Bundle(new ContainerOptions(), "sleep", "600"));
        Assert.Equal("ContainerNotRunning", Assert.Throws<ContainerNetException>(() => Exec(id, "true")).ErrorId);
    }

    [Fact]
    public void A_user_that_the_container_does_not_have_is_an_error()
        => Assert.Equal("InvalidUser", Assert.Throws<ContainerNetException>(() => _bed.Runtime.Exec(Running(new ContainerOptions()), new ContainerExecOptions { Arguments = ["true"], User = "nobody-here" })).ErrorId);

    public void Dispose() => _bed.Dispose();

    private string Running(ContainerOptions options) => _bed.Start(options, "sleep", "600");

    private ContainerExec Exec(string id, params string[] arguments) => _bed.Runtime.Exec(id, new ContainerExecOptions { Arguments = arguments, CaptureOutput = true });

    private string Text(string id, ContainerExecOptions options)
    {
        using ContainerExec exec = _bed.Runtime.Exec(id, options with { CaptureOutput = true });
        string text = string.Join('\n', exec.ReadLines().Select(line => line.Text));
        Assert.True(exec.WaitForExit() == 0, text);
        return text;
    }
}

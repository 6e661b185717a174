using System.Diagnostics;
using System.Globalization;
using ContainerNet.Containers.Lifecycle;
using ContainerNet.Containers.Records;
using ContainerNet.Containers.Runtime;
using ContainerNet.Tests.Linux.Processes;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Containers.Runtime;

/// <summary>The command that conmon runs when a container has ended by itself.</summary>
public sealed class ContainerExitCommandTests : IDisposable
{
    private readonly TestHost _host = new();

    public ContainerExitCommandTests()
    {
        Directory.CreateDirectory(Folder.Run);
        File.WriteAllText(ProcessIdFile, "17");
    }

    public void Dispose() => _host.Dispose();

    [Fact]
    public void It_runs_with_no_signal_blocked_although_conmon_has_some_blocked()
    {
        string status = "";
        // System.Diagnostics.Process passes the thread's own mask on, as conmon does.
        OwnThread.Run(() =>
        {
            BlockedSignals.Block();
            status = Run("/bin/sh", "-c", "exec grep -E '^Sig(Blk|Ign):' /proc/self/status");
        });
        Assert.Equal("0000000000000000 0000000000000000", ChildProcessTests.SignalsOf(status));
    }

    [Fact]
    public void The_exit_command_does_nothing_while_a_waiting_process_lives()
    {
        File.WriteAllText(Path.Combine(Folder.Run, "attended"), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        Assert.Equal("", Run("/bin/echo", "run"));
    }

    [Fact]
    public void It_does_nothing_where_the_runtime_has_created_no_container()
    {
        File.Delete(ProcessIdFile);
        Assert.Equal("", Run("/bin/echo", "run"));
    }

    [Fact]
    public void It_is_given_the_id_last() => Assert.Equal("a  b 0123\n", Run("/bin/echo", "a  b"));

    private ContainerDirectory Folder => new(_host.Options, "0123");

    private string ProcessIdFile => new BundleDirectory(Folder.Run).ProcessIdFile;

    private string Run(params string[] command)
    {
        IReadOnlyList<string> whole = ContainerExitCommand.For(command, "0123", Folder);
        using Process process = Process.Start(new ProcessStartInfo(whole[0], whole.Skip(1)) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}

using System.Diagnostics;
using System.Text;
using ContainerNet.Linux.Processes;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Linux.Processes;

/// <summary>Programs that are started here, and run to their end.</summary>
public sealed class ChildProcessTests
{
    private static readonly TimeSpan _ample = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_program_that_does_not_end_in_time_is_killed_and_named()
    {
        ChildProcess sleeper = Start("sleep", "60");
        var error = Assert.Throws<ContainerNetException>(() => sleeper.Wait(TimeSpan.FromMilliseconds(50)));
        Assert.Equal(("ProgramTimedOut", ErrorKind.Timeout), (error.ErrorId, error.Kind));
        Assert.Equal("sleep did not end within 0.1 seconds and was killed.", error.Message);
        Assert.Null(ProcessIdentity.Of(sleeper.ProcessId));
    }

    [Fact]
    public void A_program_that_is_run_to_its_end_is_killed_when_it_only_keeps_its_output_open()
    {
        var watch = Stopwatch.StartNew();
        var error = Assert.Throws<ContainerNetException>(() => ProgramRun.ToEnd(Program("sleep", "60"), "", TimeSpan.FromMilliseconds(50)));
        Assert.Equal("ProgramTimedOut", error.ErrorId);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, _ample);
    }

    [Fact]
    public void A_killed_program_answers_the_number_of_the_signal()
    {
        ChildProcess sleeper = Start("sleep", "60");
        sleeper.Kill();
        Assert.Equal(128 + 9, sleeper.Wait(_ample));
        sleeper.Kill();
    }

    [Fact]
    public void Much_input_and_much_output_on_both_streams_arrive_whole()
    {
        string text = new StringBuilder().Insert(0, "0123456789abcde\n", 100_000).ToString();
        ProgramResult result = ProgramRun.ToEnd(Program("sh", "-c", "tee /dev/stderr; exit 3"), text, _ample);
        Assert.Equal(3, result.ExitCode);
        Assert.Equal(text.Length, result.Output.Length);
        Assert.Equal(text, result.Errors);
    }

    [Fact]
    public void Input_that_the_program_does_not_read_does_not_block_the_writer()
        => Assert.Equal(0, ProgramRun.ToEnd(Program("true"), new string('x', 1_000_000), _ample).ExitCode);

    [Fact]
    public void A_program_that_there_is_not_is_an_error_of_its_own()
    {
        var error = Assert.Throws<SystemCallException>(() => Start("no-such-program"));
        Assert.Equal((Errno.ENOENT, ErrorKind.NotFound), (error.Errno, error.Kind));
    }

    [Fact]
    public void A_program_has_no_signal_blocked_or_ignored_whatever_its_starter_has()
        => OwnThread.Run(() =>
        {
            BlockedSignals.Block();
            Assert.Equal("0000000000000000 0000000000000000", SignalsOf(ProgramRun.ToEnd(Program("grep", "-E", "^Sig(Blk|Ign):", "/proc/self/status"), "", _ample).Output));
        });

    internal static string SignalsOf(string status) => string.Join(' ', status.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[1]));

    private static ChildProcessOptions Program(string name, params string[] arguments) => new() { FileName = name, Arguments = arguments };

    private static ChildProcess Start(string name, params string[] arguments) => ChildProcess.Start(Program(name, arguments));
}

using System.Diagnostics;
using ContainerNet.Containers.Records;
using ContainerNet.Networks;
using ContainerNet.Networks.Records;
using Xunit;

namespace ContainerNet.Tests.Containers.Lifecycle;

/// <summary>What containernetd does when a container has ended and no command waits for it. Nothing here repairs anything by itself.</summary>
public sealed class ContainerExitedTests : IDisposable
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(60);

    private readonly ContainerTestbed _bed = new();
    private readonly NetHost _net;
    private readonly ContainerStore _store;

    public ContainerExitedTests()
    {
        Assert.NotNull(_bed.Host.Options.ServiceExitCommand);
        _net = new NetHost(_bed.Host.Options with { ExitCommand = _bed.Host.Options.ServiceExitCommand });
        _store = new ContainerStore(_net.Context);
    }

    public void Dispose()
    {
        _net.Dispose();
        _bed.Dispose();
    }

    [Fact]
    public void It_gives_back_network_ports_and_mounts_and_keeps_the_exit_code()
    {
        NetContainer container = Start(_bed.Shell("web", "exec sleep 1000") with { Publish = [PortPublication.Parse("8080:80")] });
        Assert.NotEmpty(_net.Ports.List());
        Kill(container);
        Until(() => _store.Read(container.Id) is { Phase: ContainerPhase.Exited, ExitCode: 137 });
        Assert.Empty(_net.Ports.List());
        Assert.Equal([_store.DirectoryOf(container.Id).Path], _bed.Traces());
    }

    [Fact]
    public void It_removes_a_container_that_is_to_be_removed_at_its_end()
    {
        NetContainer container = Start(_bed.Shell("web", "exec sleep 1000") with { Remove = true });
        Kill(container);
        Until(() => !Directory.Exists(_store.DirectoryOf(container.Id).Path));
        Assert.Empty(_bed.Traces());
    }

    [Fact]
    public void It_restarts_a_container_by_its_policy_and_handles_the_next_end_too()
    {
        NetContainer container = Start(_bed.Shell("web", "echo run; exit 3") with { Restart = RestartPolicy.Parse("on-failure:2") });
        Until(() => _store.Read(container.Id) is { Phase: ContainerPhase.Exited, Restarts: 2 });
        Assert.Equal(3, _net.Containers.ReadLog("web", tail: null, follow: false, default).Count(line => line.Text == "run"));
        Assert.Equal(3, _net.Containers.Get("web").ExitCode);
    }

    [Fact]
    public void It_waits_for_a_start_that_has_not_yet_noted_that_the_container_runs()
    {
        NetContainer container = _bed.Start(_bed.Shell("web", "exit 5"));
        _bed.Containers.Wait("web", _timeout);
        ContainerRecord running = _store.Read(container.Id)!;
        _store.Save(running with { Phase = ContainerPhase.Starting });
        using var cancellation = new CancellationTokenSource();
        var end = new Thread(() => _net.Containers.SeeToEnd(container.Id, cancellation.Token));
        using (ContainerLock.Take(_store.DirectoryOf(container.Id), default))
        {
            end.Start();
            Until(() => end.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin) || !end.IsAlive);
            _store.Save(running);
        }
        Assert.True(end.Join(_timeout));
        Assert.Equal(ContainerPhase.Exited, _store.Read(container.Id)!.Phase);
    }

    [Fact]
    public void A_container_that_no_longer_exists_is_no_error() => _net.Containers.SeeToEnd(NetworkRecord.NewId());

    [Fact]
    public void Arguments_that_it_does_not_know_are_an_error_and_say_what_it_takes()
    {
        (int exitCode, string errors) = Run("container-exited", "--unknown", "value", "0123");
        Assert.Equal(2, exitCode);
        Assert.StartsWith("usage: containernetd name-server", errors, StringComparison.Ordinal);
        Assert.Contains("--run-directory", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_container_that_cannot_be_read_is_an_error_that_names_it()
    {
        NetContainer container = _bed.Start(_bed.Sleeper("web"));
        string record = _store.DirectoryOf(container.Id).Record;
        byte[] before = File.ReadAllBytes(record);
        File.WriteAllText(record, "{");
        (int exitCode, string errors) = Run([.. _bed.Host.Options.ServiceExitCommand!.Skip(1), container.Id]);
        File.WriteAllBytes(record, before);
        Assert.Equal(1, exitCode);
        Assert.Contains("containernetd: The record of container 'web' is damaged", errors, StringComparison.Ordinal);
    }

    private NetContainer Start(ContainerOptions options) => _net.Containers.Start(options, cancellation: TestContext.Current.CancellationToken);

    private static void Kill(NetContainer container) => Process.GetProcessById(container.ProcessId!.Value).Kill();

    private static void Until(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, _timeout));

    private (int ExitCode, string Errors) Run(params IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(_bed.Host.Options.ServicePath!, arguments) { RedirectStandardError = true })!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }
}

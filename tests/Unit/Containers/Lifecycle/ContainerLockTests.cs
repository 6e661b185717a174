using System.Globalization;
using ContainerNet.Containers.Records;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Containers.Lifecycle;

/// <summary>A process that wants to change a container waits for one that does so already. A cancellation, which Ctrl+C is, ends that wait.</summary>
public sealed class ContainerLockTests : IDisposable
{
    private readonly ContainerTestbed _bed = new();

    public void Dispose() => _bed.Dispose();

    public static TheoryData<string> Operations => [.. _operations.Keys];

    private static readonly Dictionary<string, Action<ContainerTestbed, CancellationToken>> _operations = new()
    {
        ["start"] = (bed, cancellation) => bed.Containers.Start("web", cancellation: cancellation),
        ["start as asked for"] = (bed, cancellation) => bed.Containers.Start(bed.Sleeper("web"), cancellation: cancellation),
        ["create"] = (bed, cancellation) => bed.Containers.Create(bed.Sleeper("web"), replace: true, cancellation: cancellation),
        ["stop"] = (bed, cancellation) => bed.Containers.Stop("web", TimeSpan.Zero, cancellation: cancellation),
        ["stop several"] = (bed, cancellation) => _ = bed.Containers.StopTogether(["web"], TimeSpan.Zero, cancellation: cancellation).ToArray(),
        ["restart"] = (bed, cancellation) => bed.Containers.Restart("web", TimeSpan.Zero, cancellation: cancellation),
        ["restart several"] = (bed, cancellation) => _ = bed.Containers.RestartTogether(["web", "other"], TimeSpan.Zero, cancellation: cancellation).ToArray(),
        ["remove"] = (bed, cancellation) => bed.Containers.Remove("web", force: true, cancellation: cancellation),
        ["remove several"] = (bed, cancellation) => _ = bed.Containers.RemoveTogether(["web"], force: true, cancellation: cancellation).ToArray(),
        ["plan to remove"] = (bed, cancellation) => bed.Containers.PlanRemove("web", force: true).Run(cancellation: cancellation),
        ["repair"] = (bed, cancellation) => bed.Containers.Repair("web", cancellation: cancellation),
        ["repair patiently"] = (bed, cancellation) => bed.Containers.Repair("web", patient: true, cancellation),
        ["list the damaged patiently"] = (bed, cancellation) => bed.Containers.ListDamaged(["web"], patient: true, cancellation),
        ["see to its end"] = (bed, cancellation) => bed.Containers.SeeToEnd(bed.Containers.Get("web").Id, cancellation),
    };

    [Theory]
    [MemberData(nameof(Operations))]
    public void A_cancellation_ends_the_wait_for_a_container_s_lock(string operation)
    {
        foreach (string name in new[] { "web", "other" }) _bed.Containers.Create(_bed.Sleeper(name));
        string id = _bed.Containers.Get("web").Id;
        using (ContainerLock.Take(new ContainerDirectory(_bed.Host.Options, id), default))
        {
            using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
            Limited.Run(() => Assert.Throws<OperationCanceledException>(() => _operations[operation](_bed, cancellation.Token)));
        }
        // Nothing of the lock is left over.
        Limited.Run(() => _bed.Containers.Remove("web", cancellation: TestContext.Current.CancellationToken));
    }

    // Between fork and exec, a program that another thread starts has all of this process's descriptors.
    [Fact]
    public void The_lock_is_free_when_it_is_released_although_a_program_that_is_being_started_has_its_descriptor()
    {
        var folder = new ContainerDirectory(_bed.Host.Options, _bed.Containers.Create(_bed.Sleeper("web")).Id);
        ContainerLock held = ContainerLock.Take(folder, default)!;
        using FileDescriptor inherited = FileDescriptor.Duplicate(NumberOf(folder.Path));
        Assert.False(ContainerLock.IsFree(folder));
        held.Dispose();
        Assert.True(ContainerLock.IsFree(folder));
    }

    [Fact]
    public void A_cancellable_wait_gets_the_lock_when_it_is_free()
    {
        var folder = new ContainerDirectory(_bed.Host.Options, _bed.Containers.Create(_bed.Sleeper("web")).Id);
        using var cancellation = new CancellationTokenSource();
        bool hasTaken = false;
        var waiting = new Thread(() =>
        {
            using ContainerLock? held = ContainerLock.Take(folder, cancellation.Token);
            hasTaken = held is not null;
        });
        using (ContainerLock.Take(folder, default))
        {
            waiting.Start();
            Assert.True(SpinWait.SpinUntil(() => waiting.ThreadState.HasFlag(ThreadState.WaitSleepJoin), TimeSpan.FromSeconds(30)));
            Assert.False(hasTaken);
        }
        Assert.True(waiting.Join(TimeSpan.FromSeconds(30)));
        Assert.True(hasTaken);
    }

    private static int NumberOf(string path)
        => int.Parse(Path.GetFileName(new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos().First(entry => entry.LinkTarget == path).Name), CultureInfo.InvariantCulture);
}

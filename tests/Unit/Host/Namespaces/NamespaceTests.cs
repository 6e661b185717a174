using System.Diagnostics;
using ContainerNet.Host.Namespaces;
using ContainerNet.Linux.NetNs;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Host.Namespaces;

public sealed class NamespaceTests : IDisposable
{
    private readonly TestHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public void The_directory_of_names_is_one_shared_mount_however_many_names_are_made()
    {
        for (int i = 0; i < 3; i++) _host.NewNamespace($"n{i}");

        string[] mounts = [.. File.ReadLines("/proc/self/mountinfo").Where(line => line.Split(' ')[4] == _host.Options.NamespaceDirectory)];
        Assert.Contains("shared:", Assert.Single(mounts), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_appears_and_disappears_in_every_mount_namespace_that_shares_the_directory()
    {
        _host.NewNamespace("first");
        using Process peer = Process.Start("unshare", ["--mount", "--propagation", "unchanged", "sleep", "60"]);
        using Process slave = Process.Start("unshare", ["--mount", "--propagation", "slave", "sleep", "60"]);
        try
        {
            Assert.True(SpinWait.SpinUntil(() => IsApart(peer) && IsApart(slave), TimeSpan.FromSeconds(5)));
            _host.NewNamespace("second");
            Assert.Equal(("nsfs", "nsfs"), (FileSystemIn(peer, "second"), FileSystemIn(slave, "second")));

            _host.Net.Namespaces.PlanRemove("second").Run();
            _host.Net.Namespaces.PlanRemove("first").Run();
            Assert.Equal(("", ""), (FileSystemIn(peer, "second"), FileSystemIn(slave, "first")));
        }
        finally
        {
            peer.Kill();
            slave.Kill();
            peer.WaitForExit();
            slave.WaitForExit();
        }
    }

    [Fact]
    public void A_new_namespace_has_lo_up_and_nothing_else()
    {
        NetNamespace made = _host.Net.Namespaces.PlanCreate("blue").Run();

        NetAdapter lo = Assert.Single(_host.Net.Links.List(made));
        Assert.Equal(("lo", true), (lo.Name, lo.IsEnabled));
        Assert.Equal(("blue", false), (made.Name, made.IsHost));
        Assert.Contains("127.0.0.1", _host.Ip(made, "addr show lo"), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_with_spaces_quotes_and_other_alphabets_work_from_end_to_end()
    {
        foreach (string name in new[] { "with space", "it's", "ünïcode", "-dash", "*", new string('n', 255) })
        {
            NamespaceReference reference = _host.NewNamespace(name);
            Assert.Single(_host.Net.Links.List(reference));
            Assert.Contains(name, _host.Net.Namespaces.List().Select(found => found.Name));
            _host.Net.Namespaces.PlanRemove(name).Run();
            Assert.Empty(_host.Net.Namespaces.List());
        }
    }

    [Fact]
    public void A_namespace_without_processes_ends_with_its_name()
    {
        NamespaceReference blue = _host.NewNamespace("blue");
        _host.Ip(NamespaceReference.Host, $"link add v0 type veth peer name eth0 netns {_host.PathOf(blue)}");
        Assert.Equal("blue", _host.Net.VethPairs.Get(NamespaceReference.Host, "v0").PeerNamespaceValue!.Name);

        _host.Net.Namespaces.PlanRemove("blue").Run();

        // The end of the namespace removes its end of the pair, and with that ours; the kernel does it later.
        Assert.True(SpinWait.SpinUntil(() => _host.Net.Links.List(NamespaceReference.Host).All(link => link.Name != "v0"), TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_namespace_that_only_a_process_holds_is_found_by_the_process_and_in_the_list_of_all()
    {
        using Process process = Process.Start("unshare", ["--net", "sleep", "60"]);
        try
        {
            NamespaceReference reference = process;
            Assert.True(SpinWait.SpinUntil(() => _host.Net.Namespaces.Get(reference).Inode != _host.Net.Namespaces.Get(NamespaceReference.OfProcess(Environment.ProcessId)).Inode, TimeSpan.FromSeconds(5)));
            _host.Ip(NamespaceReference.Host, $"link add v0 type veth peer name eth0 netns {process.Id}");

            NetNamespace found = Assert.Single(_host.Net.Namespaces.ListAll(), found => found.ProcessId.Contains(process.Id));
            Assert.Equal((null, $"/proc/{process.Id}/ns/net"), (found.Name, found.Path));
            Assert.Equal(["lo", "eth0"], _host.Net.Links.List(reference).Select(link => link.Name));
            VethPair pair = _host.Net.VethPairs.Get(NamespaceReference.Host, "v0");
            Assert.Equal(("eth0", reference), (pair.PeerName, pair.PeerNamespaceValue));
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
        Assert.Equal("NamespaceNotFound", Assert.ThrowsAny<ContainerNetException>(() => _host.Net.Links.List(NamespaceReference.OfProcess(process.Id))).ErrorId);
    }

    [Fact]
    public void Kernel_parameters_are_the_namespaces_own()
    {
        NamespaceReference blue = _host.NewNamespace("blue"), red = _host.NewNamespace("red");

        _host.Net.Namespaces.PlanSysctl(blue, "net.ipv4.ip_forward", "1").Run();

        Assert.Equal(("1", "0"), (_host.Net.Namespaces.GetSysctl(blue, "net.ipv4.ip_forward"), _host.Net.Namespaces.GetSysctl(red, "net/ipv4/ip_forward")));
        Assert.Equal("1", IpTool.Start(_host.PathOf(blue), ["cat", "/proc/sys/net/ipv4/ip_forward"], null).Trim());
        Assert.True(_host.Net.Namespaces.PlanSysctl(blue, "net.ipv4.ip_forward", "1").IsEmpty);
        Assert.Null(_host.Net.Namespaces.GetSysctl(blue, "net.ipv4.no_such_parameter"));
        Assert.Equal("SysctlNotFound", Assert.ThrowsAny<ContainerNetException>(() => _host.Net.Namespaces.PlanSysctl(blue, "net.ipv4.no_such_parameter", "1").Run()).ErrorId);
        Assert.Equal("SysctlRefused", Assert.ThrowsAny<ContainerNetException>(() => _host.Net.Namespaces.PlanSysctl(blue, "net.ipv4.ip_forward", "many").Run()).ErrorId);
    }

    [Fact]
    public void A_thread_returns_to_its_namespace_whatever_happens_inside() => OwnThread.Run(() =>
    {
        NamespaceReference blue = _host.NewNamespace("blue"), red = _host.NewNamespace("red");
        ulong home = Inode();
        Assert.Throws<InvalidDataException>((Action)(() =>
        {
            using NamespaceScope scope = _host.Net.Namespaces.Enter(blue);
            Assert.Equal((_host.Net.Namespaces.Get(blue).Inode, blue), (Inode(), NamespaceScope.Current));
            using (_host.Net.Namespaces.Enter(red))
            {
                Assert.Equal((_host.Net.Namespaces.Get(red).Inode, red), (Inode(), NamespaceScope.Current));
            }
            Assert.Equal((_host.Net.Namespaces.Get(blue).Inode, blue), (Inode(), NamespaceScope.Current));
            throw new InvalidDataException();
        }));
        Assert.Equal((home, null), (Inode(), NamespaceScope.Current));

        Assert.ThrowsAny<ContainerNetException>(() => _host.Net.Namespaces.Enter(NamespaceReference.Named("nowhere")));
        Assert.ThrowsAny<ContainerNetException>(() => _host.Net.Namespaces.Enter(NamespaceReference.AtPath("/dev/null")));
        Assert.Equal((home, null), (Inode(), NamespaceScope.Current));
    });

    [Fact]
    public void Only_the_thread_that_entered_can_leave() => OwnThread.Run(() =>
    {
        NamespaceScope scope = _host.Net.Namespaces.Enter(_host.NewNamespace("blue"));
        OwnThread.Run(() => Assert.Throws<InvalidOperationException>(scope.Dispose));
        scope.Dispose();
        scope.Dispose();
    });

    [Fact]
    public void A_namespace_can_be_removed_while_a_thread_is_inside_and_the_thread_still_returns() => OwnThread.Run(() =>
    {
        ulong home = Inode();
        using (_host.Net.Namespaces.Enter(_host.NewNamespace("blue"))) _host.Net.Namespaces.PlanRemove("blue").Run();
        Assert.Equal(home, Inode());
    });

    [Fact]
    public void The_worker_returns_from_work_that_fails()
    {
        NamespaceReference blue = _host.NewNamespace("blue");
        ulong home = _host.Net.Namespaces.Get(NamespaceReference.OfProcess(Environment.ProcessId)).Inode;
        using FileDescriptor descriptor = _host.Net.Context.Namespaces.Open(blue);

        Assert.Throws<InvalidDataException>(() => NamespaceWorker.Shared.Run(descriptor, () => throw new InvalidDataException()));

        string[] threads = [.. Directory.EnumerateDirectories("/proc/self/task").Where(task => Comm(task).StartsWith("ContainerNet na", StringComparison.Ordinal))];
        Assert.Equal(home, FileIdentity.Of($"{Assert.Single(threads)}/ns/net")!.Value.Inode);
    }

    [Fact]
    public void A_path_that_is_no_namespace_is_one_error()
    {
        Assert.Equal("NotANamespace", Assert.ThrowsAny<ContainerNetException>(() => _host.Net.Links.List(NamespaceReference.AtPath("/dev/null"))).ErrorId);
        Assert.Equal("NamespaceNotFound", Assert.ThrowsAny<ContainerNetException>(() => _host.Net.Links.List(NamespaceReference.AtPath("/no/such/path"))).ErrorId);
        Assert.Equal("NotANamespace", Assert.ThrowsAny<ContainerNetException>(() => _host.Net.Links.List(NamespaceReference.AtPath("/proc/self/ns/mnt"))).ErrorId);
    }

    [Fact]
    public void A_program_that_is_cancelled_is_ended_and_one_that_does_not_exist_is_one_error()
    {
        NamespaceReference blue = _host.NewNamespace("blue");
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        using NamespaceProcess process = _host.Net.Namespaces.Start(blue, new NamespaceProcessOptions { FileName = "sleep", Arguments = ["60"] });

        Assert.Throws<OperationCanceledException>(() => process.WaitForExit(cancellation.Token));
        Assert.False(Directory.Exists($"/proc/{process.ProcessId}"), "it is gone");

        ContainerNetException error = Assert.ThrowsAny<ContainerNetException>(() => _host.Net.Namespaces.Start(blue, new NamespaceProcessOptions { FileName = "no-such-program" }));
        Assert.Equal(("ProgramNotStarted", ErrorKind.NotFound), (error.ErrorId, error.Kind));
    }

    private static bool IsApart(Process process) => FileIdentity.Of($"/proc/{process.Id}/ns/mnt") is { } there && there != FileIdentity.Of("/proc/self/ns/mnt");

    private string FileSystemIn(Process process, string name)
        => Tool.Try("nsenter", [$"--mount=/proc/{process.Id}/ns/mnt", "stat", "-f", "-c", "%T", Path.Combine(_host.Options.NamespaceDirectory, name)]).Output.Trim();

    private static ulong Inode() => FileIdentity.Of("/proc/thread-self/ns/net")!.Value.Inode;

    private static string Comm(string task)
    {
        try
        {
            return File.ReadAllText($"{task}/comm");
        }
        catch (IOException)
        {
            return "";
        }
    }
}

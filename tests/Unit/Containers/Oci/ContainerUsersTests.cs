using Xunit;

namespace ContainerNet.Tests.Containers.Oci;

/// <summary>Containers with users of their own, by all that a start does.</summary>
public sealed class ContainerUsersTests : IDisposable
{
    private readonly ContainerTestbed _bed = new();

    public ContainerUsersTests() => File.SetUnixFileMode(_bed.Host.Folder, File.GetUnixFileMode(_bed.Host.Folder) | UnixFileMode.OtherExecute);

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void Root_inside_is_nobody_on_the_host_and_owns_its_files_and_its_network()
    {
        ContainerOptions options = _bed.Shell("mine", "id -u; stat -c %u / /bin/busybox; echo written > /file; cat /file; ip -o addr show eth0 | grep -c 172.17; hostname; sleep 60") with { UserNamespace = "100000:65536", HostName = "mapped" };
        NetContainer container = _bed.Start(options);
        Assert.True(SpinWait.SpinUntil(() => Lines("mine").Length >= 6, TimeSpan.FromSeconds(10)), string.Join('\n', Lines("mine")));
        Assert.Equal(["0", "0", "0", "written", "1", "mapped"], Lines("mine"));
        Assert.Contains("Uid:\t100000\t", File.ReadAllText($"/proc/{container.ProcessId}/status"), StringComparison.Ordinal);
        Assert.NotEqual(_bed.Host.Net.Namespaces.Get(NamespaceReference.OfProcess(Environment.ProcessId)).Inode, container.Namespaces!.User);
        _bed.Containers.Remove("mine", force: true);
        Assert.Empty(_bed.Traces());
        Assert.False(File.Exists(Path.Combine(_bed.Root, "file")));
    }

    [Fact]
    public void What_it_wrote_is_there_when_it_is_started_again()
    {
        _bed.Start(_bed.Shell("again", "cat /file; echo written > /file; stat -c %u /file; sleep 60") with { UserNamespace = "100000:65536" });
        Assert.True(SpinWait.SpinUntil(() => Lines("again").Contains("0"), TimeSpan.FromSeconds(10)), string.Join('\n', Lines("again")));
        _bed.Containers.Restart("again", TimeSpan.Zero);
        Assert.True(SpinWait.SpinUntil(() => Lines("again").Contains("written"), TimeSpan.FromSeconds(10)), string.Join('\n', Lines("again")));
    }

    [Fact]
    public void The_hosts_network_is_not_theirs_to_have()
        => Assert.Equal("NetworkConflict", Assert.Throws<ContainerNetException>(() => _bed.Start(_bed.Sleeper("odd") with { UserNamespace = "100000:65536", Networks = ["host"] })).ErrorId);

    private string[] Lines(string name) => [.. _bed.Containers.ReadLog(name, tail: null, follow: false, default).Select(line => line.Text)];
}

using ContainerNet.Containers.Oci;
using ContainerNet.Containers.Runtime;
using ContainerNet.Linux.Mounts;
using ContainerNet.Linux.Syscalls;
using Xunit;

namespace ContainerNet.Tests.Containers.Runtime;

/// <summary>Containers whose root is nobody on the host.</summary>
public sealed class UserNamespaceTests : IDisposable
{
    private readonly RuntimeTestbed _bed = new();
    private readonly string _root, _users, _network;

    public UserNamespaceTests()
    {
        _root = Directory.CreateDirectory(Path.Combine(_bed.Folder, "mapped")).FullName;
        (_users, _network) = (Path.Combine(_bed.Folder, "userns"), Path.Combine(_bed.Folder, "usernet"));
        // Another user of the host has to reach it.
        File.SetUnixFileMode(_bed.Folder, File.GetUnixFileMode(_bed.Folder) | UnixFileMode.OtherExecute);
        UserNamespace.Create(IdMapping.Parse("100000:65536"), _users, _network);
        IdMappedMount.Create(_bed.Root, _root, _users);
    }

    [Fact]
    public void Root_inside_is_another_user_outside_and_its_files_are_roots()
    {
        string id = _bed.Create(Bundle("sh", "-c", "id -u; cat /proc/self/uid_map; ls /sys/class/net; touch /made; stat -c %u /made /bin/busybox; cat /proc/sys/net/ipv4/ip_unprivileged_port_start; sleep 600"));
        _bed.Runtime.Start(id);
        Assert.True(SpinWait.SpinUntil(() => _bed.Text(id).Split('\n').Length >= 6, TimeSpan.FromSeconds(10)), _bed.Text(id));
        Assert.Equal(["0", "0", "100000", "65536", "lo", "0", "0", "0"], _bed.Text(id).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
        string status = File.ReadAllText($"/proc/{_bed.Runtime.State(id)!.ProcessId}/status");
        Assert.Contains("Uid:\t100000\t100000\t100000\t100000", status, StringComparison.Ordinal);
        Assert.Equal("0", Support.Tool.Run("stat", ["-c", "%u", Path.Combine(_bed.Root, "made")]).Trim());
    }

    [Fact]
    public void Its_network_is_the_one_given_and_its_own_to_change()
    {
        ContainerBundle bundle = Bundle("sh", "-c", "readlink /proc/self/ns/net; ip link set lo up && ip addr show lo | grep -c 127.0.0.1");
        string id = _bed.Create(bundle with { Options = bundle.Options with { Capabilities = ["NET_ADMIN"] } });
        _bed.Runtime.Start(id);
        _bed.End(id);
        Assert.Equal($"net:[{FileIdentity.Of(_network)!.Value.Inode}]\n1", _bed.Text(id));
    }

    [Theory]
    [InlineData("0:65536")]
    [InlineData("100000")]
    [InlineData("100000:0")]
    [InlineData("4294967295:2")]
    [InlineData("a:b")]
    public void A_text_that_is_no_range_of_users_is_an_error(string text)
        => Assert.Equal("InvalidUserNamespace", Assert.Throws<ContainerNetException>(() => IdMapping.Parse(text)).ErrorId);

    public void Dispose()
    {
        _bed.DeleteContainers();
        _ = Libc.umount2(_root, Tmds.Linux.LibC.MNT_DETACH);
        UserNamespace.Remove(_users);
        UserNamespace.Remove(_network);
        _bed.Dispose();
    }

    private ContainerBundle Bundle(params string[] arguments)
        => _bed.Bundle(new ContainerOptions { UserNamespace = "100000:65536" }, arguments) with { Root = _root, NetworkNamespace = _network, UserNamespace = _users };
}

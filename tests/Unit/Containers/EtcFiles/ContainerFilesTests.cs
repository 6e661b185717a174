using ContainerNet.Containers.EtcFiles;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Containers.EtcFiles;

public sealed class ContainerFilesTests : IDisposable
{
    private readonly FilesTestbed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Fact]
    public void All_three_files_are_written_for_everybody_to_read()
    {
        ContainerFiles.Write(_bed.Container, _bed.Request(new ContainerOptions { HostName = "web.example.org" }));
        Assert.Equal($"{FilesTestbed.Localhost}172.17.0.2\tweb.example.org web\n", Read("/etc/hosts"));
        Assert.Equal("web.example.org\n", Read("/etc/hostname"));
        Assert.Equal("nameserver 10.255.255.53\n", Read("/etc/resolv.conf"));
        foreach (string path in ContainerFiles.Mounts(_bed.Container).Values) Assert.Equal("644", Tool.Run("stat", ["-c", "%a", path]).Trim());
    }

    [Fact]
    public void A_change_of_networks_is_written_into_the_same_files()
    {
        ContainerFiles.Write(_bed.Container, _bed.Request());
        string[] before = Inodes();
        ContainerFiles.Write(_bed.Container, _bed.Request(address: "172.17.0.2 172.19.0.3") with { NameServers = FilesTestbed.Addresses("172.19.0.1") });
        Assert.Equal($"{FilesTestbed.Localhost}172.17.0.2\tc61d1bcc0867\n172.19.0.3\tc61d1bcc0867\n", Read("/etc/hosts"));
        Assert.Equal("nameserver 172.19.0.1\noptions ndots:0\n", Read("/etc/resolv.conf"));
        ContainerFiles.Write(_bed.Container, _bed.Request());
        Assert.Equal($"{FilesTestbed.Localhost}172.17.0.2\tc61d1bcc0867\n", Read("/etc/hosts"));
        Assert.Equal(before, Inodes());
    }

    [Fact]
    public void What_the_container_wrote_itself_stays()
    {
        ContainerFiles.Write(_bed.Container, _bed.Request());
        File.AppendAllText(Mount("/etc/hosts"), "10.0.0.1\tmine\n");
        File.WriteAllText(Mount("/etc/resolv.conf"), "nameserver 9.9.9.9\n");
        ContainerFiles.Write(_bed.Container, _bed.Request(address: "172.19.0.3") with { NameServers = FilesTestbed.Addresses("172.19.0.1") });
        Assert.Equal($"{FilesTestbed.Localhost}10.0.0.1\tmine\n172.19.0.3\tc61d1bcc0867\n", Read("/etc/hosts"));
        Assert.Equal("nameserver 9.9.9.9\n", Read("/etc/resolv.conf"));
    }

    [Fact]
    public void A_container_that_has_the_files_mounted_sees_the_change()
    {
        Requires.Root();
        ContainerFiles.Write(_bed.Container, _bed.Request());
        string hosts = Mount("/etc/hosts");
        string mounted = Path.Combine(_bed.Container, "mounted");
        File.WriteAllText(mounted, "");
        using var shell = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("unshare", ["--mount", "sh", "-c", $"mount --bind {hosts} {mounted} && echo ready && read line && cat {mounted}"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        Assert.Equal("ready", shell.StandardOutput.ReadLine());
        ContainerFiles.Write(_bed.Container, _bed.Request(address: "172.19.0.3"));
        shell.StandardInput.WriteLine();
        Assert.EndsWith("172.19.0.3\tc61d1bcc0867\n", shell.StandardOutput.ReadToEnd(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Unacceptable))]
    public void Bad_input_is_an_error_before_anything_is_written(ContainerOptions options, string errorId)
    {
        Assert.Equal(errorId, Assert.Throws<ContainerNetException>(() => ContainerFiles.Write(_bed.Container, _bed.Request(options))).ErrorId);
        Assert.False(Directory.Exists(_bed.Container));
    }

    public static TheoryData<ContainerOptions, string> Unacceptable() => new()
    {
        { new ContainerOptions { HostName = "a b" }, "InvalidHostName" },
        { new ContainerOptions { HostName = "" }, "InvalidHostName" },
        { new ContainerOptions { HostName = new string('a', 65) }, "InvalidHostName" },
        { new ContainerOptions { DomainName = "-x" }, "InvalidHostName" },
        { new ContainerOptions { AddHost = ["db"] }, "InvalidAddedHost" },
        { new ContainerOptions { DnsSearch = ["a b"] }, "InvalidSearchDomain" },
        { new ContainerOptions { DnsSearch = ["a.example", "."] }, "InvalidSearchDomain" },
        { new ContainerOptions { DnsOptions = ["ndots:2\nnameserver 6.6.6.6"] }, "InvalidDnsOption" },
    };

    private string Mount(string target) => ContainerFiles.Mounts(_bed.Container)[target];

    private string Read(string target) => File.ReadAllText(Mount(target));

    private string[] Inodes() => [.. ContainerFiles.Mounts(_bed.Container).Values.Select(path => Tool.Run("stat", ["-c", "%i", path]))];
}

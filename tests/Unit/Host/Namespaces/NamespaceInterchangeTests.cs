using System.Diagnostics;
using System.Text.Json.Nodes;
using ContainerNet.Host.Namespaces;
using ContainerNet.Tests.Support;
using Xunit;

namespace ContainerNet.Tests.Host.Namespaces;

/// <summary>Names made by one tool are used and removed by the other.</summary>
public sealed class NamespaceInterchangeTests : IDisposable
{
    private readonly RealNames _names = new();

    public void Dispose() => _names.Dispose();

    [Fact]
    public void Ip_netns_lists_uses_and_deletes_what_we_made()
    {
        string name = _names.NewName();
        NetNamespace made = _names.Net.Namespaces.PlanCreate(name).Run();

        Assert.Contains(name, IpNames());
        Assert.Equal($"/run/netns/{name}", made.Path);
        Assert.Contains("LOOPBACK,UP", Tool.Run("ip", ["netns", "exec", name, "ip", "link", "show", "lo"]), StringComparison.Ordinal);
        Tool.Run("ip", ["netns", "delete", name]);
        Assert.DoesNotContain(_names.Net.Namespaces.List(), found => found.Name == name);
        Assert.Equal("NamespaceNotFound", Assert.ThrowsAny<ContainerNetException>(() => _names.Net.Namespaces.Get(NamespaceReference.Named(name))).ErrorId);
    }

    [Fact]
    public void We_list_use_and_delete_what_ip_netns_made()
    {
        string name = _names.NewName();
        Tool.Run("ip", ["netns", "add", name]);
        NamespaceReference reference = NamespaceReference.Named(name);

        NetNamespace found = Assert.Single(_names.Net.Namespaces.List(), found => found.Name == name);
        Assert.Equal(InodeInside(name), found.Inode);
        Assert.Equal("lo", Assert.Single(_names.Net.Links.List(reference)).Name);
        _names.Net.Namespaces.PlanRemove(name).Run();
        Assert.DoesNotContain(name, IpNames());
        Assert.False(File.Exists($"/run/netns/{name}"));
    }

    [Fact]
    public void Both_tell_the_same_id_of_a_namespace()
    {
        string name = _names.NewName();
        _names.Net.Namespaces.PlanCreate(name).Run();
        Assert.Null(_names.Net.Namespaces.Get(NamespaceReference.Named(name)).Id);
        string link = "c" + Guid.NewGuid().ToString("N")[..8];
        Tool.Run("ip", ["link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", name]);

        JsonNode theirs = JsonNode.Parse(Tool.Run("ip", ["-j", "netns", "list"]))!.AsArray().Single(item => (string)item!["name"]! == name)!;

        Assert.Equal((int)theirs["id"]!, _names.Net.Namespaces.Get(NamespaceReference.Named(name)).Id);
    }

    [Fact]
    public void A_name_that_is_only_a_file_is_not_listed_and_can_be_removed()
    {
        string name = _names.NewName();
        _names.Net.Namespaces.PlanCreate(_names.NewName()).Run();
        File.Create($"/run/netns/{name}").Dispose();

        Assert.DoesNotContain(_names.Net.Namespaces.List(), found => found.Name == name);
        Assert.Equal(ErrorKind.NotFound, Assert.ThrowsAny<ContainerNetException>(() => _names.Net.Links.List(NamespaceReference.Named(name))).Kind);
        _names.Net.Namespaces.PlanRemove(name).Run();
        Assert.False(File.Exists($"/run/netns/{name}"));
    }

    [Fact]
    public void The_processes_inside_are_those_that_ip_netns_tells()
    {
        string name = _names.NewName();
        _names.Net.Namespaces.PlanCreate(name).Run();
        using Process process = Process.Start("ip", ["netns", "exec", name, "sleep", "30"]);
        try
        {
            Assert.True(SpinWait.SpinUntil(() => _names.Net.Namespaces.List(withProcesses: true).Single(found => found.Name == name).ProcessId is [_], TimeSpan.FromSeconds(5)));
            int inside = Assert.Single(_names.Net.Namespaces.List(withProcesses: true).Single(found => found.Name == name).ProcessId);
            Assert.Equal(Tool.Run("ip", ["netns", "pids", name]).Trim(), inside.ToString());
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    [Fact]
    public void A_program_inside_sees_its_own_network_in_sys_and_its_own_files_in_etc()
    {
        Requires.Program("/usr/sbin/ip");
        string name = _names.NewName();
        NamespaceReference reference = _names.Net.Namespaces.PlanCreate(name).Run();
        Tool.Run("ip", ["-n", name, "link", "add", "only-here", "type", "bridge"]);
        Directory.CreateDirectory($"/etc/netns/{name}");
        try
        {
            File.WriteAllText($"/etc/netns/{name}/resolv.conf", "nameserver 192.0.2.53\n");
            File.WriteAllText($"/etc/netns/{name}/no-such-file-in-etc", "left out\n");
            string[] script = ["-c", "ls /sys/class/net; cat /etc/resolv.conf; ls /etc/no-such-file-in-etc 2>&1; exit 7"];

            using NamespaceProcess process = _names.Net.Namespaces.Start(reference, new NamespaceProcessOptions { FileName = "sh", Arguments = script, CaptureOutput = true });
            string[] ours = [.. process.ReadLines().Where(line => !line.IsError).Select(line => line.Text)];
            int exitCode = process.WaitForExit();
            (int theirExitCode, string theirs, _) = Tool.Try("ip", ["netns", "exec", name, "sh", .. script]);

            Assert.Equal(theirs.TrimEnd().Split('\n'), ours);
            Assert.Equal(["lo", "only-here"], ours.Take(2).Order());
            Assert.Contains("nameserver 192.0.2.53", ours);
            Assert.Equal((7, 7), (exitCode, theirExitCode));
            Assert.DoesNotContain("192.0.2.53", File.ReadAllText("/etc/resolv.conf"), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete($"/etc/netns/{name}", recursive: true);
            if (!Directory.EnumerateFileSystemEntries("/etc/netns").Any()) Directory.Delete("/etc/netns");
        }
    }

    private static ulong InodeInside(string name) => ulong.Parse(Tool.Run("ip", ["netns", "exec", name, "readlink", "/proc/self/ns/net"]).Trim()["net:[".Length..^1]);

    private static IEnumerable<string> IpNames() => Tool.Run("ip", ["netns", "list"]).Split('\n').Select(line => line.Split(' ')[0]);
}

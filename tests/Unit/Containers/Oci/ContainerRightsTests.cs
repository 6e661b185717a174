using ContainerNet.Linux.Syscalls;
using ContainerNet.Tests.Containers.Runtime;
using Xunit;

namespace ContainerNet.Tests.Containers.Oci;

/// <summary>What a container may do and use, as seen from inside and in the kernel's own files.</summary>
public sealed class ContainerRightsTests : IDisposable
{
    private readonly RuntimeTestbed _bed = new();

    [Fact]
    public void Limits_stand_in_the_control_group()
    {
        string id = _bed.Start(new ContainerOptions { Memory = 64 << 20, Cpu = 0.5, PidsLimit = 33 }, "sleep", "600");
        Assert.Equal("67108864", RuntimeTestbed.ControlGroupFile(id, "memory", "memory.limit_in_bytes", "memory.max"));
        Assert.StartsWith("50000", RuntimeTestbed.ControlGroupFile(id, "cpu", "cpu.cfs_quota_us", "cpu.max"), StringComparison.Ordinal);
        Assert.Equal("33", RuntimeTestbed.ControlGroupFile(id, "pids", "pids.max", "pids.max"));
    }

    [Fact]
    public void A_program_that_takes_more_memory_than_it_may_is_killed()
        => Assert.Equal(137, _bed.Run(new ContainerOptions { Memory = 16 << 20 }, "sh", "-c", "tail /dev/zero; exit $?").ExitCode);

    [Fact]
    public void Root_inside_has_the_fourteen_default_capabilities_and_a_filter_for_system_calls()
    {
        string status = _bed.Shell(new ContainerOptions(), "cat /proc/self/status");
        // What `docker run` of the same shows.
        foreach (string line in new[] { "CapInh:\t0000000000000000", "CapPrm:\t00000000a80425fb", "CapEff:\t00000000a80425fb", "CapBnd:\t00000000a80425fb", "CapAmb:\t0000000000000000", "NoNewPrivs:\t0", "Seccomp:\t2" })
            Assert.Contains(line, status, StringComparison.Ordinal);
    }

    [Fact]
    public void Capabilities_are_added_and_taken_away()
    {
        string status = _bed.Shell(new ContainerOptions { Capabilities = ["NET_ADMIN", "-CHOWN"] }, "cat /proc/self/status");
        Assert.Contains("CapEff:\t00000000a80435fa", status, StringComparison.Ordinal);
        status = _bed.Shell(new ContainerOptions { Capabilities = ["-ALL", "cap_net_raw"] }, "cat /proc/self/status");
        Assert.Contains("CapEff:\t0000000000002000", status, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_user_has_capabilities_only_to_gain()
    {
        string status = _bed.Shell(new ContainerOptions { User = "web" }, "cat /proc/self/status");
        Assert.Contains("CapEff:\t0000000000000000", status, StringComparison.Ordinal);
        Assert.Contains("CapBnd:\t00000000a80425fb", status, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "uid=0(root) gid=0(root) groups=0(root),2001(more)")]
    [InlineData("web", "uid=1000(web) gid=1001(web) groups=1001(web),2000(extra),2001(more)")]
    [InlineData("1000", "uid=1000(web) gid=1001(web) groups=1001(web),2000(extra),2001(more)")]
    [InlineData("web:extra", "uid=1000(web) gid=2000(extra) groups=2000(extra)")]
    [InlineData("7:8", "uid=7 gid=8 groups=8")]
    public void The_user_is_looked_up_inside(string user, string expected) => Assert.Equal(expected, _bed.Shell(new ContainerOptions { User = user }, "id"));

    [Fact]
    public void A_link_in_place_of_etc_passwd_leads_nowhere_on_the_host()
    {
        string host = Path.Combine(_bed.Folder, "host-passwd");
        File.WriteAllText(host, "outsider:x:4321:4321::/:/bin/sh\n");
        File.Delete(Path.Combine(_bed.Root, "etc/passwd"));
        File.CreateSymbolicLink(Path.Combine(_bed.Root, "etc/passwd"), host);
        Assert.Equal("InvalidUser", Assert.Throws<ContainerNetException>(() => _bed.Create(_bed.Bundle(new ContainerOptions { User = "outsider" }, "true"))).ErrorId);
    }

    [Fact]
    public void System_calls_outside_the_profile_are_refused()
    {
        string text = _bed.Shell(new ContainerOptions(), "unshare -n true 2>&1; mount -t tmpfs x /tmp 2>&1; echo done");
        Assert.Equal(2, text.Split('\n').Count(line => line.Contains("not permitted", StringComparison.Ordinal) || line.Contains("denied", StringComparison.Ordinal)));
    }

    [Fact]
    public void Kernel_files_are_out_of_reach_or_read_only()
    {
        string text = _bed.Shell(new ContainerOptions(), "cat /proc/keys /proc/timer_list /proc/interrupts | wc -c; ls /sys/firmware | wc -l; echo 1 > /proc/sys/kernel/panic; mkdir /sys/x; echo done");
        Assert.StartsWith("0\n0\n", text, StringComparison.Ordinal);
        Assert.Contains("/proc/sys/kernel/panic: Read-only file system", text, StringComparison.Ordinal);
        Assert.Contains("mkdir: can't create directory '/sys/x'", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_read_only_root_file_system_still_has_its_volumes_and_dev()
    {
        var options = new ContainerOptions { ReadOnly = true, Volumes = [$"{_bed.Folder}/data:/data", $"{_bed.Folder}/seen:/seen:ro"] };
        string text = _bed.Shell(options, "touch /x; touch /seen/x; echo kept > /data/x; echo shm > /dev/shm/x; cat /data/x /dev/shm/x");
        Assert.Equal(["kept", "shm"], text.Split('\n').Where(line => !line.StartsWith("touch", StringComparison.Ordinal)));
        Assert.Equal(2, text.Split('\n').Count(line => line.EndsWith("Read-only file system", StringComparison.Ordinal)));
        Assert.Equal("kept\n", File.ReadAllText(Path.Combine(_bed.Folder, "data/x")));
    }

    [Fact]
    public void A_named_volume_is_there_for_the_next_container()
    {
        _bed.Shell(new ContainerOptions { Volumes = ["store:/store"] }, "echo first > /store/file");
        Assert.Equal("first", _bed.Shell(new ContainerOptions { Volumes = ["store:/elsewhere:ro"] }, "cat /elsewhere/file"));
        Assert.True(File.Exists(Path.Combine(_bed.Host.Options.StateDirectory, "volumes/store/_data/file")));
    }

    [Fact]
    public void Host_name_domain_name_and_directory_are_the_requested_ones()
        => Assert.Equal("box example.org /tmp", _bed.Shell(new ContainerOptions { HostName = "box", DomainName = "example.org", WorkingDirectory = "/tmp" }, "echo $(hostname) $(cat /proc/sys/kernel/domainname) $(pwd)"));

    [Fact]
    public void Anyone_may_open_low_ports_and_ping()
        => Assert.Equal("0\n0\t2147483647", _bed.Shell(new ContainerOptions { User = "web" }, "cat /proc/sys/net/ipv4/ip_unprivileged_port_start /proc/sys/net/ipv4/ping_group_range"));

    [Fact]
    public void The_network_namespace_is_the_one_given()
        => Assert.Equal($"net:[{FileIdentity.Of(_bed.NetworkPath)!.Value.Inode}]", _bed.Shell(new ContainerOptions(), "readlink /proc/self/ns/net"));

    [Fact]
    public void An_init_is_process_1_and_reaps_orphans()
        => Assert.StartsWith("docker-init", _bed.Shell(new ContainerOptions { Init = true }, "cat /proc/1/comm"), StringComparison.Ordinal);

    [Fact]
    public void A_privileged_container_has_all_that_this_process_has()
    {
        string status = _bed.Shell(new ContainerOptions { Privileged = true }, "cat /proc/self/status; mount -t tmpfs x /tmp && test -w /proc/sys/kernel/panic && test -c /dev/fuse; echo $?");
        Assert.Contains($"CapEff:\t{ContainerCapabilities.Held():x16}", status, StringComparison.Ordinal);
        Assert.Contains("Seccomp:\t0", status, StringComparison.Ordinal);
    }

    public void Dispose() => _bed.Dispose();
}

using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using ContainerNet.Containers.Oci;
using Xunit;

namespace ContainerNet.Tests.Containers.Oci;

/// <summary>What is asked of the runtime, without one.</summary>
public sealed class OciSpecTests : IDisposable
{
    private static readonly OciMachine _machine = new()
    {
        HasUnifiedControlGroups = false,
        LimitsSwap = true,
        Processors = 4,
        Capabilities = (1ul << 41) - 1,
        HasSELinux = false,
        Architecture = Architecture.X64,
        VolumeDirectory = "/volumes",
    };

    private readonly string _root = Directory.CreateTempSubdirectory("containernet-").FullName;

    [Fact]
    public void A_memory_limit_allows_as_much_swap_where_swap_is_counted()
    {
        JsonNode memory = Spec(new ContainerOptions { Memory = 64 << 20 })["linux"]!["resources"]!["memory"]!;
        Assert.Equal("""{"limit":67108864,"swap":134217728}""", memory.ToJsonString());
        memory = OciSpec.For(Bundle(new ContainerOptions { Memory = 64 << 20 }), _machine with { LimitsSwap = false })["linux"]!["resources"]!["memory"]!;
        Assert.Equal("""{"limit":67108864}""", memory.ToJsonString());
    }

    [Theory]
    [InlineData(0.01, 1000)]
    [InlineData(1.5, 150000)]
    [InlineData(4, 400000)]
    public void Processors_are_a_quota_of_a_tenth_of_a_second(double count, int quota)
        => Assert.Equal(quota, (long)Spec(new ContainerOptions { Cpu = count })["linux"]!["resources"]!["cpu"]!["quota"]!);

    [Theory]
    [InlineData(0, 0d, "InvalidMemory")]
    [InlineData(6 * 1024 * 1024 - 1, 0d, "InvalidMemory")]
    [InlineData(null, 0d, "InvalidCpu")]
    [InlineData(null, 4.01, "InvalidCpu")]
    [InlineData(null, double.NaN, "InvalidCpu")]
    public void A_limit_that_no_container_can_have_is_an_error(int? memory, double cpu, string errorId)
        => Assert.Equal(errorId, Error(new ContainerOptions { Memory = memory, Cpu = memory is null ? cpu : null }).ErrorId);

    [Theory]
    [InlineData("/only-one")]
    [InlineData("relative/path:/data")]
    [InlineData("../up:/data")]
    [InlineData("/data:relative")]
    [InlineData("/data:/")]
    [InlineData("/data:/..")]
    [InlineData("/data:/x:rw,bad")]
    [InlineData("/data:/x:ro:more")]
    [InlineData(":/x")]
    [InlineData("")]
    public void A_text_that_is_no_volume_is_an_error(string text) => Assert.Equal("InvalidVolume", Error(new ContainerOptions { Volumes = [text] }).ErrorId);

    [Fact]
    public void Two_volumes_with_one_target_are_an_error() => Assert.Equal("InvalidVolume", Error(new ContainerOptions { Volumes = ["/a:/x", "/b:/x/"] }).ErrorId);

    [Fact]
    public void Volumes_are_mounted_from_the_root_down_and_win_over_what_is_mounted_by_default()
    {
        var options = new ContainerOptions { Volumes = ["/a:/x/y", "/b:/x", "/shm:/dev/shm", "/h:/etc/hosts:ro", "named:/n:rshared"] };
        ContainerBundle bundle = Bundle(options) with { Files = new Dictionary<string, string> { ["/etc/hosts"] = "/run/hosts", ["/etc/hostname"] = "/run/hostname" } };
        string[] mounts = [.. OciSpec.For(bundle, _machine)["mounts"]!.AsArray().Select(mount => $"{mount!["source"]} {mount["destination"]} {string.Join(',', Json.Texts(mount["options"]))}")];
        Assert.Equal(
            ["/b /x rbind,rprivate", "/volumes/named/_data /n rbind,rshared", "/a /x/y rbind,rprivate", "/shm /dev/shm rbind,rprivate", "/h /etc/hosts rbind,ro,rprivate", "/run/hostname /etc/hostname rbind,rprivate"],
            mounts[^6..]);
        Assert.Single(mounts, mount => mount.Contains("/dev/shm", StringComparison.Ordinal));
    }

    [Fact]
    public void SELinux_labels_are_refused_only_where_they_mean_something()
    {
        Assert.NotNull(Spec(new ContainerOptions { Volumes = ["/a:/x:z"] }));
        var error = Assert.Throws<ContainerNetException>(() => OciSpec.For(Bundle(new ContainerOptions { Volumes = ["/a:/x:z"] }), _machine with { HasSELinux = true }));
        Assert.Equal(ErrorKind.Unsupported, error.Kind);
    }

    [Theory]
    [InlineData("NET_ADMINN")]
    [InlineData("-")]
    [InlineData("--ALL")]
    public void A_name_that_is_no_capability_is_an_error(string name) => Assert.Equal("InvalidCapability", Error(new ContainerOptions { Capabilities = [name] }).ErrorId);

    [Fact]
    public void A_capability_that_this_process_lacks_cannot_be_given()
    {
        var error = Assert.Throws<ContainerNetException>(() => OciSpec.For(Bundle(new ContainerOptions { Capabilities = ["SYS_MODULE"] }), _machine with { Capabilities = 0xffff }));
        Assert.Equal(("CapabilityMissing", ErrorKind.Permission), (error.ErrorId, error.Kind));
    }

    [Fact]
    public void All_capabilities_but_one()
    {
        string[] names = [.. Json.Texts(Spec(new ContainerOptions { Capabilities = ["ALL", "-sys_admin"] })["process"]!["capabilities"]!["bounding"])];
        Assert.Equal(40, names.Length);
        Assert.DoesNotContain("CAP_SYS_ADMIN", names);
    }

    [Fact]
    public void A_capability_opens_its_system_calls()
    {
        Assert.DoesNotContain("reboot", Allowed([]));
        Assert.Contains("reboot", Allowed(["SYS_BOOT"]));
        Assert.Contains("chroot", Allowed([]));
        Assert.DoesNotContain("chroot", Allowed(["-SYS_CHROOT"]));
        Assert.Contains("arch_prctl", Allowed([]));
        Assert.DoesNotContain("set_tls", Allowed([]));
    }

    [Fact]
    public void A_program_that_may_not_make_namespaces_gets_ENOSYS_from_clone3()
    {
        JsonNode rule = Spec(new ContainerOptions())["linux"]!["seccomp"]!["syscalls"]!.AsArray().Single(rule => Json.Texts(rule!["names"]).Contains("clone3"))!;
        Assert.Equal(("SCMP_ACT_ERRNO", 38), ((string)rule["action"]!, (int)rule["errnoRet"]!));
    }

    [Fact]
    public void A_privileged_container_has_no_filter_and_no_masked_paths()
    {
        JsonNode linux = Spec(new ContainerOptions { Privileged = true })["linux"]!;
        Assert.Null(linux["seccomp"]);
        Assert.Null(linux["maskedPaths"]);
        Assert.Null(linux["readonlyPaths"]);
        Assert.NotEmpty(linux["devices"]!.AsArray());
    }

    [Fact]
    public void A_container_on_the_hosts_network_has_no_network_namespace_and_no_settings_of_it()
    {
        JsonNode linux = OciSpec.For(Bundle(new ContainerOptions()) with { NetworkNamespace = null }, _machine)["linux"]!;
        Assert.Equal(["mount", "pid", "ipc", "uts"], linux["namespaces"]!.AsArray().Select(item => (string)item!["type"]!));
        Assert.Empty(linux["sysctl"]!.AsObject());
    }

    [Fact]
    public void Users_of_its_own_are_a_namespace_or_an_error_but_never_the_hosts()
    {
        var options = new ContainerOptions { UserNamespace = "100000:65536" };
        Assert.Equal(("UserNamespaceUnsupported", ErrorKind.Unsupported), (Error(options).ErrorId, Error(options).Kind));
        JsonNode linux = OciSpec.For(Bundle(options) with { UserNamespace = "/run/users" }, _machine)["linux"]!;
        Assert.Equal("""[{"containerID":0,"hostID":100000,"size":65536}]""", linux["uidMappings"]!.ToJsonString());
        Assert.Equal("""{"type":"user","path":"/run/users"}""", linux["namespaces"]!.AsArray()[^1]!.ToJsonString());
        Assert.Null(linux["sysctl"]!["net.ipv4.ping_group_range"]);
    }

    [Fact]
    public void With_one_tree_of_control_groups_each_container_has_its_own_view_of_it()
    {
        JsonNode linux = OciSpec.For(Bundle(new ContainerOptions()), _machine with { HasUnifiedControlGroups = true })["linux"]!;
        Assert.Contains("cgroup", linux["namespaces"]!.AsArray().Select(item => (string)item!["type"]!));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string[] Allowed(string[] capabilities)
    {
        JsonArray rules = Spec(new ContainerOptions { Capabilities = capabilities })["linux"]!["seccomp"]!["syscalls"]!.AsArray();
        return [.. rules.Where(rule => (string)rule!["action"]! == "SCMP_ACT_ALLOW").SelectMany(rule => Json.Texts(rule!["names"]))];
    }

    private JsonObject Spec(ContainerOptions options) => OciSpec.For(Bundle(options), _machine);

    private ContainerNetException Error(ContainerOptions options) => Assert.Throws<ContainerNetException>(() => Spec(options));

    private ContainerBundle Bundle(ContainerOptions options) => new()
    {
        Id = new string('a', 64),
        Folder = "/nowhere",
        Root = _root,
        Options = options,
        Arguments = ["true"],
        Environment = [],
        User = "",
        WorkingDirectory = "/",
        HostName = "box",
        NetworkNamespace = "/run/netns/x",
    };
}

using System.Net;
using System.Text;
using ContainerNet.Configuration;
using Xunit;

namespace ContainerNet.Tests.Configuration;

public sealed class ConfigurationReaderTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" \n\t")]
    [InlineData("{}")]
    [InlineData("\ufeff{}")]
    public void A_file_that_says_nothing_means_Dockers_defaults(string text)
    {
        ContainerNetConfiguration read = Samples.Read(text);
        Assert.Equivalent(new DefaultNetworkSettings(), read.DefaultNetwork, strict: true);
        Assert.Equal("cnet0", read.DefaultNetwork.BridgeName);
        Assert.Equal(17, read.DefaultAddressPools.Count);
        Assert.Empty(read.Warnings);
    }

    [Fact]
    public void The_tutorials_file_gives_a_network_where_its_bridge_is()
    {
        ContainerNetConfiguration read = Samples.Read(Samples.Tutorial);
        DefaultNetworkSettings network = read.DefaultNetwork;
        Assert.Equal("192.168.1.0/24", network.Subnet);
        Assert.Equal("192.168.1.5", network.BridgeAddress);
        Assert.Null(network.IPRange);
        Assert.Null(network.Gateway);
        Assert.Equal(1500u, network.Mtu);
        Assert.Equal(["10.20.1.2", "10.20.1.3"], read.Dns.Select(address => address.ToString()));
    }

    [Fact]
    public void Invalid_values_in_the_tutorials_file_are_reported_with_key_and_line()
        => Assert.Equal(
            [
                "daemon.json, line 3: 'fixed-cidr' 10.20.0.0/16 is outside the bridge's network 192.168.1.0/24 and is ignored. Containers get addresses from all of 192.168.1.0/24.",
                "daemon.json, line 6: 'default-gateway' 10.20.1.1 is not a host address in 192.168.1.0/24 and is ignored. The bridge is the gateway.",
            ],
            Samples.Read(Samples.Tutorial).Warnings);

    [Fact]
    public void Keys_about_other_things_are_accepted_and_empty_ones_say_nothing()
    {
        ContainerNetConfiguration read = Samples.Read(Samples.Mixed);
        Assert.Empty(read.Warnings);
        Assert.Equal(["base=172.30.0.0/16,size=24", "base=fd40:1::/48,size=64"], read.DefaultAddressPools.Select(pool => pool.ToString()));
        Assert.Equal("1400", read.DefaultNetworkOption["bridge"]["com.docker.network.driver.mtu"]);
        Assert.Equal(["example.org", "."], read.DnsSearch);
        Assert.Equal("tcp://0.0.0.0:2375", read.Hosts[0]);
        Assert.Equivalent(new DefaultNetworkSettings { Icc = false, Masquerade = false }, read.DefaultNetwork, strict: true);
        Assert.False(read.IPForward || read.IPTables || read.IP6Tables);
    }

    [Fact]
    public void A_fixed_range_inside_the_bridges_network_narrows_it()
    {
        DefaultNetworkSettings network = Samples.Read("""{ "bip": "192.168.199.1/24", "fixed-cidr": "192.168.199.1/25", "default-gateway": "192.168.199.254" }""").DefaultNetwork;
        Assert.Equal("192.168.199.0/24", network.Subnet);
        Assert.Equal("192.168.199.0/25", network.IPRange);
        Assert.Equal("192.168.199.254", network.Gateway);
    }

    [Fact]
    public void A_fixed_range_without_a_bridge_address_is_the_network()
    {
        DefaultNetworkSettings network = Samples.Read("""{ "fixed-cidr": "10.20.0.0/16", "ipv6": true, "fixed-cidr-v6": "2001:db8::/64", "default-gateway-v6": "2001:db8::89" }""").DefaultNetwork;
        Assert.Equal("10.20.0.0/16", network.Subnet);
        Assert.Null(network.BridgeAddress);
        Assert.True(network.IPv6);
        Assert.Equal("2001:db8::/64", network.IPv6Subnet);
        Assert.Equal("2001:db8::89", network.IPv6Gateway);
    }

    [Fact]
    public void Every_key_of_Docker_29_is_read()
    {
        string[] keys =
        [
            "allow-direct-routing", "allow-nondistributable-artifacts", "api-cors-header", "authorization-plugins", "bip", "bip6",
            "bridge", "bridge-accept-fwmark", "builder", "cdi-spec-dirs", "cgroup-parent", "containerd", "containerd-namespace",
            "containerd-plugin-namespace", "cpu-rt-period", "cpu-rt-runtime", "cri-containerd", "data-root", "debug",
            "default-address-pools", "default-cgroupns-mode", "default-gateway", "default-gateway-v6", "default-init",
            "default-ipc-mode", "default-network-opts", "default-runtime", "default-shm-size", "default-ulimits",
            "deprecated-key-path", "dns", "dns-opts", "dns-search", "exec-opts", "exec-root", "experimental", "features",
            "firewall-backend", "fixed-cidr", "fixed-cidr-v6", "group", "host-gateway-ip", "host-gateway-ips", "hosts",
            "http-proxy", "https-proxy", "icc", "init", "init-path", "insecure-registries", "ip", "ip-forward",
            "ip-forward-no-drop", "ip-masq", "ip6tables", "iptables", "ipv6", "labels", "live-restore", "log-driver",
            "log-format", "log-level", "log-opts", "max-concurrent-downloads", "max-concurrent-uploads",
            "max-download-attempts", "metrics-addr", "mtu", "network-control-plane-mtu", "network-diagnostic-port",
            "no-new-privileges", "no-proxy", "node-generic-resources", "nri-opts", "oom-score-adjust", "pidfile", "proxies",
            "raw-logs", "registry-mirrors", "resolv-conf", "rootless", "runtimes", "seccomp-profile", "selinux-enabled",
            "shutdown-timeout", "storage-driver", "storage-opts", "swarm-default-advertise-addr", "swarm-raft-election-tick",
            "swarm-raft-heartbeat-tick", "tls", "tlscacert", "tlscert", "tlskey", "tlsverify", "userland-proxy",
            "userland-proxy-path", "userns-remap",
        ];
        ContainerNetConfiguration read = Samples.Read($"{{ {string.Join(", ", keys.Select(key => $"\"{key}\": null"))} }}");
        Assert.Equal(keys, read.Keys);
        Assert.Empty(read.Warnings);
    }

    [Theory]
    [InlineData("{\n \"userns-remap\": \"default\" }", "daemon.json, line 2: 'userns-remap' has no effect. Start-NetContainer -UserNamespace")]
    [InlineData("{ \"no-new-privileges\": true }", "daemon.json, line 1: 'no-new-privileges' has no effect.")]
    [InlineData("{ \"registry-mirrors\": [\"https://mirror.example\"] }", "daemon.json, line 1: 'registry-mirrors' has no effect. skopeo pulls images")]
    [InlineData("{ \"quantum-links\": {} }", "daemon.json, line 1: 'quantum-links' is not a known key of daemon.json. It has no effect.")]
    public void What_a_container_would_get_from_dockerd_and_does_not_get_here_is_a_warning(string text, string warning)
        => Assert.StartsWith(warning, Assert.Single(Samples.Read(text).Warnings), StringComparison.Ordinal);

    [Theory]
    [InlineData("{ \"no-new-privileges\": false, \"registry-mirrors\": [], \"default-ulimits\": {} }")]
    [InlineData("{ \"seccomp-profile\": \"builtin\", \"log-driver\": \"json-file\", \"default-ipc-mode\": \"private\" }")]
    [InlineData("{ \"debug\": true, \"storage-driver\": \"overlay2\", \"userland-proxy\": true, \"log-opts\": { \"max-size\": \"10m\" } }")]
    public void What_makes_no_difference_is_no_warning(string text) => Assert.Empty(Samples.Read(text).Warnings);

    [Fact]
    public void The_bridge_none_means_no_default_network() => Assert.False(Samples.Read("""{ "bridge": "none" }""").DefaultNetwork.Enabled);

    [Fact]
    public void Hosts_have_IPv6_pools_of_their_own_that_stay_the_same()
    {
        static string Pool(string machine) => Samples.Read("{}", machine).DefaultAddressPools[^1].ToString();
        Assert.Matches("^base=fd[0-9a-f:]+::/48,size=64$", Pool("a"));
        Assert.Equal(Pool("a"), Pool("a"));
        Assert.NotEqual(Pool("a"), Pool("b"));
    }

    [Theory]
    [InlineData("ConfigurationKeyUnknown", 3, "{\n  \"mtu\": 1500,\n  \"fixed-cdir\": \"10.0.0.0/8\" }", "'fixed-cdir' is not a key of daemon.json. Did you mean 'fixed-cidr'?")]
    [InlineData("ConfigurationKeyUnknown", 1, "{ \"Bridge\": \"br0\" }", "Did you mean 'bridge'?")]
    [InlineData("ConfigurationKeyUnknown", 1, "{ \"dns_search\": [] }", "Did you mean 'dns-search'?")]
    [InlineData("ConfigurationKeyUnknown", 1, "{ \"insecure-registry\": [] }", "Did you mean 'insecure-registries'?")]
    [InlineData("ConfigurationKeyDuplicate", 2, "{ \"mtu\": 1500,\n \"mtu\": 1400 }", "'mtu'")]
    [InlineData("InvalidConfiguration", 2, "{\n \"mtu\": \"1500\" }", "'mtu' must be an MTU of 68 to 65535 bytes, not \"1500\"")]
    [InlineData("InvalidConfiguration", 1, "{ \"mtu\": 67 }", "'mtu'")]
    [InlineData("InvalidConfiguration", 1, "{ \"mtu\": 1500.5 }", "'mtu'")]
    [InlineData("InvalidConfiguration", 2, "{ \"ipv6\": true,\n \"mtu\": 1000 }", "'mtu' 1000 is too small for IPv6")]
    [InlineData("InvalidConfiguration", 1, "{ \"icc\": \"false\" }", "'icc' must be true or false")]
    [InlineData("InvalidConfiguration", 1, "{ \"bip\": \"192.168.1.5\" }", "'bip' needs a prefix length, such as 192.168.1.5/24")]
    [InlineData("InvalidConfiguration", 1, "{ \"bip\": \"192.168.1.0/24\" }", "'bip' 192.168.1.0/24 is not the address of a host")]
    [InlineData("InvalidConfiguration", 1, "{ \"bip\": \"192.168.1.255/24\" }", "'bip'")]
    [InlineData("InvalidConfiguration", 1, "{ \"bip\": \"192.168.1.5/31\" }", "'bip' 192.168.1.5/31 leaves no room")]
    [InlineData("InvalidConfiguration", 1, "{ \"bip\": \"fd00::1/64\" }", "'bip' must be IPv4")]
    [InlineData("InvalidConfiguration", 1, "{ \"fixed-cidr\": \"10.0.0.0/33\" }", "'fixed-cidr'")]
    [InlineData("InvalidConfiguration", 1, "{ \"fixed-cidr\": \"10.0.0.0/31\" }", "'fixed-cidr' 10.0.0.0/31 has no room")]
    [InlineData("InvalidConfiguration", 1, "{ \"fixed-cidr\": \"0.0.0.0/0\" }", "'fixed-cidr'")]
    [InlineData("InvalidConfiguration", 1, "{ \"default-gateway\": \"10.0.0\" }", "'default-gateway'")]
    [InlineData("InvalidConfiguration", 1, "{ \"dns\": \"8.8.8.8\" }", "'dns' must be a list of addresses")]
    [InlineData("InvalidConfiguration", 3, "{ \"dns\": [\n \"8.8.8.8\",\n \"dns.google\" ] }", "'dns'")]
    [InlineData("InvalidConfiguration", 1, "{ \"dns-search\": [\"a b\"] }", "'dns-search'")]
    [InlineData("InvalidConfiguration", 1, "{ \"bridge\": \"a/b\" }", "'bridge'")]
    [InlineData("InvalidConfiguration", 1, "{ \"firewall-backend\": \"pf\" }", "'firewall-backend' must be 'nftables' or 'iptables', not 'pf'")]
    [InlineData("InvalidConfiguration", 2, "{ \"default-address-pools\": [\n { \"base\": \"10.0.0.0/16\", \"size\": 8 } ] }", "'default-address-pools' has a pool of size 8")]
    [InlineData("InvalidConfiguration", 1, "{ \"default-address-pools\": [ { \"base\": \"10.0.0.0/16\" } ] }", "without 'size'")]
    [InlineData("InvalidConfiguration", 1, "{ \"default-network-opts\": { \"bridge\": { \"mtu\": 1400 } } }", "'default-network-opts'")]
    [InlineData("InvalidConfiguration", 2, "{ \"mtu\": 1500, // comment\n }", "not JSON", true)]
    [InlineData("InvalidConfiguration", 2, "{ \"mtu\": 1500,\n }", "not JSON")]
    [InlineData("InvalidConfiguration", 2, "{ \"mtu\": 1500 }\n{}", "not JSON")]
    [InlineData("InvalidConfiguration", 1, "[]", "one JSON object")]
    [InlineData("InvalidConfiguration", 1, "{ \"bridge\": \"\\ud800\" }", "half of a surrogate pair")]
    public void What_is_not_acceptable_is_an_error_that_names_key_and_line(string errorId, int line, string text, string fault, bool anyLine = false)
    {
        ContainerNetException refused = Samples.Refused(text);
        Assert.Equal(errorId, refused.ErrorId);
        Assert.Equal(ErrorKind.InvalidArgument, refused.Kind);
        Assert.StartsWith(anyLine ? "daemon.json, line " : $"daemon.json, line {line}: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(fault, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_refused()
        => Assert.Equal("InvalidConfiguration", Assert.Throws<ContainerNetException>(() => ConfigurationReader.Read([(byte)'{', 0xff, (byte)'}'], "daemon.json", "")).ErrorId);
}

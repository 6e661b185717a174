using System.Net.Sockets;

namespace ContainerNet.Configuration;

using Apply = Func<ContainerNetConfiguration, ConfigurationSetting, ContainerNetConfiguration>;

/// <summary>The keys of dockerd's configuration file (docs/reference/dockerd.md of docker/cli, and the fields of moby's daemon/config).</summary>
internal static class ConfigurationKeys
{
    private static readonly Dictionary<string, Apply> _texts = new()
    {
        ["bridge"] = (result, setting) => result with { Bridge = setting.InterfaceName() },
        ["bip"] = (result, setting) => result with { Bip = setting.BridgeAddress(AddressFamily.InterNetwork) },
        ["bip6"] = (result, setting) => result with { Bip6 = setting.BridgeAddress(AddressFamily.InterNetworkV6) },
        ["fixed-cidr"] = (result, setting) => result with { FixedCidr = setting.Network(AddressFamily.InterNetwork) },
        ["fixed-cidr-v6"] = (result, setting) => result with { FixedCidrV6 = setting.Network(AddressFamily.InterNetworkV6) },
        ["default-gateway"] = (result, setting) => result with { DefaultGateway = setting.Address(AddressFamily.InterNetwork) },
        ["default-gateway-v6"] = (result, setting) => result with { DefaultGatewayV6 = setting.Address(AddressFamily.InterNetworkV6) },
        ["ip"] = (result, setting) => result with { IP = setting.Binding() },
        ["firewall-backend"] = (result, setting) => result with { FirewallBackend = setting.OneOf("nftables", "iptables") },
    };

    private static readonly Dictionary<string, Apply> _others = new()
    {
        ["mtu"] = (result, setting) => result with { Mtu = setting.Mtu() },
        ["icc"] = (result, setting) => result with { Icc = setting.Flag() },
        ["ipv6"] = (result, setting) => result with { IPv6 = setting.Flag() },
        ["ip-masq"] = (result, setting) => result with { IPMasq = setting.Flag() },
        ["ip-forward"] = (result, setting) => result with { IPForward = setting.Flag() },
        ["iptables"] = (result, setting) => result with { IPTables = setting.Flag() },
        ["ip6tables"] = (result, setting) => result with { IP6Tables = setting.Flag() },
        ["dns"] = (result, setting) => result with { Dns = setting.Addresses() },
        ["dns-opts"] = (result, setting) => result with { DnsOption = setting.Words() },
        ["dns-search"] = (result, setting) => result with { DnsSearch = setting.Words() },
        ["default-address-pools"] = (result, setting) => result with { DefaultAddressPools = setting.Pools() },
        ["default-network-opts"] = (result, setting) => result with { DefaultNetworkOption = setting.OptionsByDriver() },
        ["hosts"] = (result, setting) => result with { Hosts = setting.Texts() },
    };

    // Known to some version of dockerd, and about other things than networks, or about a part that is not here.
    private static readonly HashSet<string> _withoutEffect =
    [
        "allow-direct-routing", "allow-nondistributable-artifacts", "api-cors-header", "authorization-plugins",
        "bridge-accept-fwmark", "builder", "cdi-spec-dirs", "cgroup-parent", "cluster-advertise", "cluster-store",
        "cluster-store-opts", "containerd", "containerd-namespace", "containerd-plugin-namespace",
        "containerd-plugins-namespace", "cpu-rt-period", "cpu-rt-runtime", "cri-containerd", "data-root", "debug",
        "default-cgroupns-mode", "default-init", "default-ipc-mode", "default-runtime", "default-shm-size",
        "default-ulimits", "deprecated-key-path", "disable-legacy-registry", "exec-opts", "exec-root", "experimental",
        "features", "graph", "group", "host-gateway-ip", "host-gateway-ips", "http-proxy", "https-proxy", "init",
        "init-path", "insecure-registries", "ip-forward-no-drop", "labels", "live-restore", "log-driver", "log-format",
        "log-level", "log-opts", "max-concurrent-downloads", "max-concurrent-uploads", "max-download-attempts",
        "metrics-addr", "min-api-version", "network-control-plane-mtu", "network-diagnostic-port", "no-new-privileges",
        "no-proxy", "node-generic-resources", "oom-score-adjust", "pidfile", "proxies", "raw-logs", "registry-mirrors",
        "resolv-conf", "rootless", "runtimes", "seccomp-profile", "selinux-enabled", "shutdown-timeout", "storage-driver",
        "storage-opts", "swarm-default-advertise-addr", "swarm-raft-election-tick", "swarm-raft-heartbeat-tick", "tls",
        "tlscacert", "tlscert", "tlskey", "tlsverify", "userland-proxy", "userland-proxy-path", "userns-remap",
    ];

    /// <summary>The configuration with one key of the file applied.</summary>
    /// <exception cref="ContainerNetException">There is no such key, or its value is not acceptable.</exception>
    public static ContainerNetConfiguration Apply(ContainerNetConfiguration result, string file, ConfigurationProperty property)
    {
        var setting = new ConfigurationSetting(file, property.Key, property.Value);
        bool isText = _texts.TryGetValue(property.Key, out Apply? apply);
        if (!isText && !_others.TryGetValue(property.Key, out apply))
            return _withoutEffect.Contains(property.Key) ? result : throw ConfigurationErrors.UnknownKey(file, property.Line, property.Key);
        bool saysNothing = property.Value.Kind == System.Text.Json.JsonValueKind.Null || isText && setting.Text().Length == 0;
        return saysNothing ? result : apply!(result, setting);
    }
}

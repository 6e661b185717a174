using System.Net.Sockets;
using System.Text.Json;

namespace ContainerNet.Configuration;

using Apply = Action<ContainerNetConfiguration, ConfigurationSetting>;

/// <summary>The keys of dockerd's configuration file (docs/reference/dockerd.md of docker/cli, and the fields of moby's daemon/config).</summary>
internal static class ConfigurationKeys
{
    private static readonly Dictionary<string, Apply> _texts = new()
    {
        ["bridge"] = (result, setting) => result.Bridge = setting.InterfaceName(),
        ["bip"] = (result, setting) => result.BipValue = setting.BridgeAddress(AddressFamily.InterNetwork),
        ["bip6"] = (result, setting) => result.Bip6Value = setting.BridgeAddress(AddressFamily.InterNetworkV6),
        ["fixed-cidr"] = (result, setting) => result.FixedCidrValue = setting.Network(AddressFamily.InterNetwork),
        ["fixed-cidr-v6"] = (result, setting) => result.FixedCidrV6Value = setting.Network(AddressFamily.InterNetworkV6),
        ["default-gateway"] = (result, setting) => result.DefaultGatewayValue = setting.Address(AddressFamily.InterNetwork),
        ["default-gateway-v6"] = (result, setting) => result.DefaultGatewayV6Value = setting.Address(AddressFamily.InterNetworkV6),
        ["ip"] = (result, setting) => result.IPValue = setting.Binding(),
        ["firewall-backend"] = (result, setting) => result.FirewallBackend = setting.OneOf("nftables", "iptables"),
    };

    private static readonly Dictionary<string, Apply> _others = new()
    {
        ["mtu"] = (result, setting) => result.Mtu = setting.Mtu(),
        ["icc"] = (result, setting) => result.Icc = setting.Flag(),
        ["ipv6"] = (result, setting) => result.IPv6 = setting.Flag(),
        ["ip-masq"] = (result, setting) => result.IPMasq = setting.Flag(),
        ["ip-forward"] = (result, setting) => result.IPForward = setting.Flag(),
        ["iptables"] = (result, setting) => result.IPTables = setting.Flag(),
        ["ip6tables"] = (result, setting) => result.IP6Tables = setting.Flag(),
        ["dns"] = (result, setting) => result.DnsValue = setting.Addresses(),
        ["dns-opts"] = (result, setting) => result.DnsOption = setting.Words(),
        ["dns-search"] = (result, setting) => result.DnsSearch = setting.Words(),
        ["default-address-pools"] = (result, setting) => result.DefaultAddressPools = setting.Pools(),
        ["default-network-opts"] = (result, setting) => result.DefaultNetworkOption = setting.OptionsByDriver(),
        ["hosts"] = (result, setting) => result.Hosts = setting.Texts(),
    };

    /// <summary>Keys that change what containers get from dockerd and have no effect here, each with what to do instead. The file's reader is warned of them.</summary>
    private static readonly Dictionary<string, Unsupported> _unsupported = new()
    {
        ["allow-direct-routing"] = new("A container is reached from outside through published ports only."),
        ["bridge-accept-fwmark"] = new("No mark exempts a packet from the rules."),
        ["host-gateway-ip"] = new("The host's address in -AddHost NAME:host-gateway is the gateway of the default network."),
        ["host-gateway-ips"] = new("The host's address in -AddHost NAME:host-gateway is the gateway of the default network."),
        ["resolv-conf"] = new("The host's /etc/resolv.conf is read."),
        ["userns-remap"] = new("Start-NetContainer -UserNamespace maps the users of one container."),
        ["no-new-privileges"] = new("Containers can gain privileges through set-user-ID programs."),
        ["seccomp-profile"] = new("Containers have the default seccomp profile.", "builtin"),
        ["selinux-enabled"] = new("Containers have no SELinux labels."),
        ["cgroup-parent"] = new("Each container's control group is in the root group."),
        ["default-ulimits"] = new("Containers have the limits of the process that starts them."),
        ["default-shm-size"] = new("/dev/shm has 64 MiB.", "64M"),
        ["default-ipc-mode"] = new("Each container has an IPC namespace of its own.", "private"),
        ["default-cgroupns-mode"] = new("Each container has a control group namespace of its own.", "private"),
        ["default-runtime"] = new("runc runs containers, or crun where there is no runc.", "runc"),
        ["init"] = new("Start-NetContainer -Init runs an init in one container."),
        ["registry-mirrors"] = new("skopeo pulls images, and reads mirrors from /etc/containers/registries.conf."),
        ["insecure-registries"] = new("skopeo pulls images, and reads insecure registries from /etc/containers/registries.conf."),
        ["proxies"] = new("skopeo pulls images, and reads HTTP_PROXY, HTTPS_PROXY and NO_PROXY from the environment."),
        ["http-proxy"] = new("skopeo pulls images, and reads HTTP_PROXY from the environment."),
        ["https-proxy"] = new("skopeo pulls images, and reads HTTPS_PROXY from the environment."),
        ["no-proxy"] = new("skopeo pulls images, and reads NO_PROXY from the environment."),
        ["log-driver"] = new("The log is a file, which Get-NetContainerLog reads.", "json-file"),
    };

    /// <summary>
    /// Keys of a daemon, its store, its API, its builder or a swarm, of Docker 1.13 to 29. There is nothing here that they could
    /// change.
    /// </summary>
    private static readonly HashSet<string> _ofTheDaemon =
    [
        "allow-nondistributable-artifacts", "api-cors-header", "authorization-plugins", "builder", "cdi-spec-dirs",
        "cluster-advertise", "cluster-store", "cluster-store-opts", "containerd", "containerd-namespace",
        "containerd-plugin-namespace", "containerd-plugins-namespace", "cpu-rt-period", "cpu-rt-runtime", "cri-containerd",
        "data-root", "debug", "default-init", "deprecated-key-path", "disable-legacy-registry", "exec-opts", "exec-root",
        "experimental", "extension-config", "features", "graph", "group", "init-path", "ip-forward-no-drop", "labels",
        "live-restore", "log-format", "log-level", "log-opts", "max-concurrent-downloads", "max-concurrent-uploads",
        "max-download-attempts", "metrics-addr", "min-api-version", "network-control-plane-mtu", "network-diagnostic-port",
        "node-generic-resources", "nri-opts", "oom-score-adjust", "pidfile", "raw-logs", "rootless", "runtimes",
        "shutdown-timeout", "storage-driver", "storage-opts", "swarm-default-advertise-addr", "swarm-raft-election-tick",
        "swarm-raft-heartbeat-tick", "tls", "tlscacert", "tlscert", "tlskey", "tlsverify", "userland-proxy", "userland-proxy-path",
    ];

    private static IEnumerable<string> All => [.. _texts.Keys, .. _others.Keys, .. _unsupported.Keys, .. _ofTheDaemon];

    /// <summary>Applies one key of the file.</summary>
    /// <exception cref="ContainerNetException">The key is a misspelt one, or its value is not acceptable.</exception>
    public static void Apply(ContainerNetConfiguration result, string file, ConfigurationProperty property)
    {
        bool isText = _texts.TryGetValue(property.Key, out Apply? apply);
        if (!isText && !_others.TryGetValue(property.Key, out apply))
        {
            NoteWithoutEffect(result, file, property);
            return;
        }
        var setting = new ConfigurationSetting(file, property.Key, property.Value);
        bool saysNothing = property.Value.Kind == JsonValueKind.Null || isText && setting.Text().Length == 0;
        if (!saysNothing) apply!(result, setting);
    }

    private static void NoteWithoutEffect(ContainerNetConfiguration result, string file, ConfigurationProperty property)
    {
        if (_ofTheDaemon.Contains(property.Key)) return;
        if (_unsupported.TryGetValue(property.Key, out Unsupported? known))
        {
            if (!known.IsSo(property.Value)) Warn($"'{property.Key}' has no effect. {known.Instead}");
            return;
        }
        // A newer engine may have the key; a slip is near a key that is known.
        if (Spelling.Nearest(property.Key, All) is { } meant) throw ConfigurationErrors.UnknownKey(file, property.Line, property.Key, meant);
        Warn($"'{property.Key}' is not a known key of daemon.json. It has no effect.");

        void Warn(string text) => result.Warnings = [.. result.Warnings, $"{file}, line {property.Line}: {text}"];
    }

    /// <param name="Instead">What holds instead.</param>
    /// <param name="Given">The value that asks for what holds anyway.</param>
    private sealed record Unsupported(string Instead, string? Given = null)
    {
        public bool IsSo(ConfigurationValue value) => value.Kind switch
        {
            JsonValueKind.Null or JsonValueKind.False => true,
            JsonValueKind.String => value.Text.Length == 0 || value.Text == Given,
            JsonValueKind.Array => value.Items.Count == 0,
            JsonValueKind.Object => value.Properties.Count == 0,
            _ => false,
        };
    }
}

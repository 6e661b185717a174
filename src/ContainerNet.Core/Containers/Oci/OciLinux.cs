using System.Text.Json.Nodes;

namespace ContainerNet.Containers.Oci;

/// <summary>What of a container is Linux's own: namespaces, control group, what of /proc and /sys is out of reach.</summary>
internal static class OciLinux
{
    private static readonly string[] _masked =
    [
        "/proc/asound", "/proc/acpi", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
        "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware", "/sys/devices/virtual/powercap",
    ];

    private static readonly string[] _readOnly = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    /// <summary>Where a container's control group is, below the root of each tree.</summary>
    public static string ControlGroup(string id) => "/containernet-" + id;

    /// <summary>The <c>linux</c> of config.json.</summary>
    public static JsonObject For(ContainerBundle bundle, OciMachine machine, IReadOnlyList<string> capabilities)
    {
        var json = new JsonObject
        {
            ["cgroupsPath"] = ControlGroup(bundle.Id),
            ["namespaces"] = new JsonArray([.. Namespaces(bundle, machine)]),
            ["resources"] = OciResources.For(bundle.Options, machine),
            ["sysctl"] = Sysctls(bundle),
        };
        if (bundle.Options.UserNamespace is { } users)
        {
            var mapping = IdMapping.Parse(users);
            json["uidMappings"] = mapping.ToJson();
            json["gidMappings"] = mapping.ToJson();
        }
        if (bundle.Options.Privileged)
        {
            json["devices"] = HostDevices.ToJson();
            return json;
        }
        json["maskedPaths"] = Json.Array((IEnumerable<string>)_masked);
        json["readonlyPaths"] = Json.Array((IEnumerable<string>)_readOnly);
        json["seccomp"] = SeccompProfile.For(capabilities, machine.Architecture);
        return json;
    }

    private static IEnumerable<JsonNode> Namespaces(ContainerBundle bundle, OciMachine machine)
    {
        yield return Namespace("mount");
        yield return Namespace("pid");
        yield return Namespace("ipc");
        if (bundle.HostName is not null) yield return Namespace("uts");
        // With version 1 Docker shows a container the host's control groups.
        if (machine.HasUnifiedControlGroups) yield return Namespace("cgroup");
        if (bundle.NetworkNamespace is { } network) yield return Namespace("network", network);
        if (bundle.UserNamespace is { } users) yield return Namespace("user", users);
    }

    private static JsonObject Namespace(string type) => new() { ["type"] = type };

    private static JsonObject Namespace(string type, string path) => new() { ["type"] = type, ["path"] = path };

    private static JsonObject Sysctls(ContainerBundle bundle)
    {
        var json = new JsonObject();
        // The OCI's own field for it is newer than the runtimes that are installed.
        if (bundle.Options.DomainName is { Length: > 0 } domain) json["kernel.domainname"] = domain;
        if (bundle.NetworkNamespace is null) return json;
        json["net.ipv4.ip_unprivileged_port_start"] = "0";
        // Groups that have no name inside cannot be in it.
        if (bundle.Options.UserNamespace is null) json["net.ipv4.ping_group_range"] = "0 2147483647";
        return json;
    }
}

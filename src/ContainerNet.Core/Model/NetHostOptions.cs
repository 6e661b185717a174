namespace ContainerNet;

/// <summary>Where a host is: its network namespace and its directories. A test makes as many hosts as it needs.</summary>
public sealed record NetHostOptions
{
    /// <summary>The path of the network namespace of whatever process opens it.</summary>
    internal const string OwnNamespace = "/proc/self/ns/net";

    /// <summary>The namespace that the host's own links live in; the process's own by default.</summary>
    public string NamespacePath { get; init; } = OwnNamespace;

    /// <summary>Where named namespaces are; iproute2's by default (NETNS_RUN_DIR in include/namespace.h).</summary>
    public string NamespaceDirectory { get; init; } = "/run/netns";

    /// <summary>What a reboot ends: endpoints, leases, locks, journals.</summary>
    public string RunDirectory { get; init; } = "/run/containernet";

    /// <summary>What a reboot must not end: network definitions.</summary>
    public string StateDirectory { get; init; } = "/var/lib/containernet";

    /// <summary>What is configured, with the keys of Docker's daemon.json.</summary>
    public string ConfigurationFile { get; init; } = "/etc/containernet/daemon.json";

    /// <summary>
    /// A program, by its path, with arguments, that is run when a container has ended, followed by the container's id; it
    /// is to call ContainerOperations.SeeToEnd. Without one the next command does what is to be done then.
    /// </summary>
    public IReadOnlyList<string> ExitCommand { get; init; } = [];

    /// <summary>The <see cref="ExitCommand"/> that has containernetd see to a container's end; null where that is not built.</summary>
    public IReadOnlyList<string>? ServiceExitCommand => new ServiceProgram(this).ExitCommand;

    /// <summary>What tells this host from others (machine-id(5)).</summary>
    public string MachineIdFile { get; init; } = "/etc/machine-id";

    /// <summary>What tells the time since this boot from the time before it (random(4)).</summary>
    public string BootIdFile { get; init; } = "/proc/sys/kernel/random/boot_id";

    /// <summary>The host's own configuration files, of which resolv.conf(5) names the servers for outside names.</summary>
    public string EtcDirectory { get; init; } = "/etc";

    /// <summary>The path of containernetd, which answers for names on networks and handles the end of containers; null when it is not built.</summary>
    public string? ServicePath { get; init; }

    /// <summary>Where aardvark-dns is, which answers where containernetd is not built; looked for where distributions put it when null.</summary>
    public string? NameServerPath { get; init; }
}

namespace ContainerNet.Tests.Structure;

/// <summary>The order of Core's layers.</summary>
internal static class Layers
{
    /// <summary>The namespace of what users hold (Model/), and of the types at the top that put a host together.</summary>
    public const string Root = "ContainerNet";

    /// <summary>The types at the top: they know every layer.</summary>
    public static readonly string[] Top = ["NetHost", "StepKinds", "PlanJson"];

    /// <summary>Every namespace of Core, the lowest first. A type uses types of its own namespace and of those that stand before it.</summary>
    public static readonly string[] Order =
    [
        // What users hold. It knows nothing else.
        Root,

        // The kernel: system calls, and what is made of them.
        "ContainerNet.Linux.Syscalls",
        "ContainerNet.Linux.Files",
        "ContainerNet.Linux.Processes",
        "ContainerNet.Linux.Etc",
        "ContainerNet.Linux.Mounts",
        "ContainerNet.Linux.NetNs",
        "ContainerNet.Linux.Sysctls",

        // The kernel: netlink.
        "ContainerNet.Netlink",
        "ContainerNet.Netlink.Route",
        "ContainerNet.Netlink.SocketDiag",
        "ContainerNet.Netlink.Netfilter",
        "ContainerNet.Netlink.Conntrack",
        "ContainerNet.Netlink.Nftables.Values",
        "ContainerNet.Netlink.Nftables.Expressions",
        "ContainerNet.Netlink.Nftables",
        "ContainerNet.Netlink.Nftables.Text",

        // How a change is made: under a lock, step by step. Neither knows what is changed.
        "ContainerNet.State",
        "ContainerNet.Plans",

        // The host's own network.
        "ContainerNet.Host",
        "ContainerNet.Host.Sysctls",
        "ContainerNet.Host.Namespaces",
        "ContainerNet.Host.Links",
        "ContainerNet.Host.Addresses",
        "ContainerNet.Host.Routes",
        "ContainerNet.Host.Neighbors",
        "ContainerNet.Host.Connectivity",
        "ContainerNet.Configuration",

        // The packet filter.
        "ContainerNet.Firewall.Elements",
        "ContainerNet.Firewall.Nftables",
        "ContainerNet.Firewall.Iptables",
        "ContainerNet.Firewall",

        // Container networks.
        "ContainerNet.Networks.Records",
        "ContainerNet.Networks.Names",
        "ContainerNet.Networks.Drivers",
        "ContainerNet.Networks.Ipam",
        "ContainerNet.Networks.Ports",
        "ContainerNet.Networks.Endpoints",
        "ContainerNet.Networks.Inspection",
        "ContainerNet.Networks",

        // Containers.
        "ContainerNet.Containers.Images.Archives",
        "ContainerNet.Containers.Images.Layers",
        "ContainerNet.Containers.Images",
        "ContainerNet.Containers.EtcFiles",
        "ContainerNet.Containers.Volumes",
        "ContainerNet.Containers.Oci",
        "ContainerNet.Containers.ControlGroups",
        "ContainerNet.Containers.Runtime",
        "ContainerNet.Containers.Records",
        "ContainerNet.Containers.Usage",
        "ContainerNet.Containers.Events",
        "ContainerNet.Containers.Steps",
        "ContainerNet.Containers.Networking",
        "ContainerNet.Containers.Lifecycle",
        "ContainerNet.Containers.Files",
        "ContainerNet.Containers",
    ];
}

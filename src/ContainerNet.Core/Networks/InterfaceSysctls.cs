using ContainerNet.Plans.Steps;

namespace ContainerNet.Networks;

/// <summary>What the kernel is told about IPv6 on an interface of ours.</summary>
internal static class InterfaceSysctls
{
    /// <summary>
    /// Without IPv6 addresses of the network's an interface has none at all, its link-local one included: that would be a way
    /// past the network's rules. With them it has IPv6 whatever new interfaces have there (net.ipv6.conf.default), and takes no
    /// other's word for its addresses (router advertisements).
    /// </summary>
    /// <returns>None where the kernel has no IPv6.</returns>
    public static IEnumerable<SetSysctl> Of(string name, bool hasIPv6, NamespaceReference place)
    {
        if (!File.Exists("/proc/net/if_inet6")) return [];
        var switched = new SetSysctl($"net/ipv6/conf/{name}/disable_ipv6", hasIPv6 ? "0" : "1", hasIPv6 ? "1" : "0") { Namespace = place };
        return hasIPv6 ? [new SetSysctl($"net/ipv6/conf/{name}/accept_ra", "0", "1") { Namespace = place }, switched] : [switched];
    }
}

using ContainerNet.Linux.Syscalls;
using ContainerNet.Linux.Sysctls;

namespace ContainerNet.Networks.Drivers;

/// <summary>What the kernel is told about IPv6 on an interface of ours.</summary>
internal static class InterfaceSysctls
{
    // A kernel that has it does not lose it again; it may get it, with a module.
    private static volatile bool _hasIPv6;

    private static bool HasIPv6 => _hasIPv6 || (_hasIPv6 = FileStatus.Of("/proc/net/if_inet6") is not null);

    /// <summary>
    /// Without IPv6 addresses of the network's an interface has none at all, its link-local one included: that would be a way
    /// past the network's rules. With them it has IPv6 whatever new interfaces have there (net.ipv6.conf.default), and takes no
    /// other's word for its addresses (router advertisements).
    /// </summary>
    /// <returns>None where the kernel has no IPv6.</returns>
    public static SysctlSetting[] Of(string name, bool hasIPv6)
    {
        if (!HasIPv6) return [];
        var switched = new SysctlSetting($"net/ipv6/conf/{name}/disable_ipv6", hasIPv6 ? "0" : "1", hasIPv6 ? "1" : "0");
        return hasIPv6 ? [new SysctlSetting($"net/ipv6/conf/{name}/accept_ra", "0", "1"), switched] : [switched];
    }
}

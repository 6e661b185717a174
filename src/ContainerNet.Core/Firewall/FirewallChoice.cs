using System.Diagnostics;
using ContainerNet.Interop;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Netfilter;

namespace ContainerNet.Firewall;

/// <summary>Which firewall a host has: the configured one, and iptables where the kernel lacks nf_tables.</summary>
internal static class FirewallChoice
{
    public static IFirewall For(NetHost host)
    {
        ContainerNetConfiguration configuration = host.Configuration.Get();
        if (!configuration.IPTables) return new AbsentFirewall();
        IFirewall firewall = BackEnd(host, configuration);
        return configuration.IP6Tables ? firewall : new IPv4OnlyFirewall(firewall);
    }

    private static IFirewall BackEnd(NetHost host, ContainerNetConfiguration configuration)
        => configuration.FirewallBackend == "iptables" || !HasNftables(host.HostNetfilter())
            ? new IptablesFirewall(info => host.InNamespace(NamespaceReference.Host, () => Process.Start(info)!))
            : new NftablesFirewall(host.HostNetfilter());

    // nfnetlink answers EINVAL for a subsystem that it has not.
    private static bool HasNftables(NetlinkSocket socket)
    {
        try
        {
            NftDump.Generation(socket);
            return true;
        }
        catch (NetlinkException e) when (e.Errno is Errno.EINVAL or Errno.EOPNOTSUPP or Errno.EPROTONOSUPPORT)
        {
            return false;
        }
    }
}

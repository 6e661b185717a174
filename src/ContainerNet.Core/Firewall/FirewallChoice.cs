using ContainerNet.Configuration;
using ContainerNet.Firewall.Elements;
using ContainerNet.Firewall.Iptables;
using ContainerNet.Firewall.Nftables;
using ContainerNet.Linux.Processes;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Nftables;
using ContainerNet.Plans;

namespace ContainerNet.Firewall;

/// <summary>Which firewall a host has: the configured one, and iptables where the kernel lacks nf_tables.</summary>
internal static class FirewallChoice
{
    /// <summary>The firewall of a host.</summary>
    /// <param name="host">The host.</param>
    /// <param name="meant">All intended elements.</param>
    /// <param name="madeAgain">Called when a change has put back what another program had removed.</param>
    public static IFirewall For(HostContext host, Func<IReadOnlyList<FirewallElement>> meant, Action madeAgain)
    {
        ContainerNetConfiguration configuration = host.Configuration.Get();
        if (!configuration.IPTables) return new AbsentFirewall();
        if (configuration.IP6Tables) return BackEnd(host, configuration, meant, madeAgain);
        return new IPv4OnlyFirewall(BackEnd(host, configuration, () => [.. meant().Where(IPv4OnlyFirewall.Keeps)], madeAgain));
    }

    // Without nf_tables nothing guards the bridges' ports.
    private static IFirewall BackEnd(HostContext host, ContainerNetConfiguration configuration, Func<IReadOnlyList<FirewallElement>> meant, Action madeAgain)
    {
        bool hasNftables = HasNftables(host.Sockets.Netfilter);
        if (hasNftables && configuration.FirewallBackend != "iptables") return new NftablesFirewall(host.Sockets.Netfilter, meant, madeAgain);
        var packets = new IptablesFirewall(program => host.Namespaces.Run(NamespaceReference.Host, () => ChildProcess.Start(program)), meant, madeAgain);
        return hasNftables ? new DividedFirewall(new NftablesFirewall(host.Sockets.Netfilter, meant, madeAgain), packets) : packets;
    }

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

/// <summary>The packet filter of the host's own namespace.</summary>
internal static class FirewallService
{
    extension(HostContext host)
    {
        /// <summary>The packet filter of the host's own namespace.</summary>
        public IFirewall Firewall => host.Get<IFirewall>();
    }
}

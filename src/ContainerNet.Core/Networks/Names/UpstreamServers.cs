using System.Net;
using ContainerNet.Configuration;
using ContainerNet.Linux.Etc;
using ContainerNet.Plans;

namespace ContainerNet.Networks.Names;

/// <summary>
/// The servers for outside names. Of the host's resolv.conf(5) only the addresses count: what else stands
/// there is meant for the host's own resolver.
/// </summary>
internal static class UpstreamServers
{
    // MAXNS of resolv.h.
    private const int MaxServers = 3;

    /// <summary>The servers, in the order they are asked; at most three, as a resolver asks.</summary>
    /// <param name="chosen">Those that the container or daemon.json names; the host's count where there are none.</param>
    /// <param name="resolvConf">The text of the host's resolv.conf.</param>
    /// <param name="own">Where the name server itself listens: it does not ask itself.</param>
    public static IReadOnlyList<IPAddress> Choose(IReadOnlyList<IPAddress> chosen, string resolvConf, IEnumerable<IPAddress> own)
    {
        IReadOnlyList<IPAddress> servers = chosen.Count > 0 ? chosen : ResolvConf.Parse(resolvConf).Servers;
        return [.. servers.Select(Reachable).Except(own).Take(MaxServers)];
    }

    /// <summary>The addresses of the host's own name servers and of those that daemon.json names.</summary>
    public static IEnumerable<IPAddress> Configured(HostContext host)
        => [.. host.Configuration.Get().DnsValue, .. ResolvConf.Parse(HostFile.Read(host.Options.EtcDirectory, "resolv.conf")).Servers];

    // The resolver takes 0.0.0.0 for the host itself (res_init(3)).
    private static IPAddress Reachable(IPAddress server)
        => server.Equals(IPAddress.Any) ? IPAddress.Loopback : server.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : server;
}

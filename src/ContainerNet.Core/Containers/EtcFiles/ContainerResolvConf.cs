using System.Net;
using System.Net.Sockets;
using ContainerNet.Linux.Etc;

namespace ContainerNet.Containers.EtcFiles;

/// <summary>A container's /etc/resolv.conf, by Docker's rules (libnetwork/resolvconf and rebuildDNS in sandbox_dns_unix.go).</summary>
internal static class ContainerResolvConf
{
    // MAXNS of resolv.h: the resolver asks no more than these.
    private const int MaxServers = 3;

    // What Docker gives a container whose host has only servers that it cannot reach.
    private static readonly IPAddress[] _public = [IPAddress.Parse("8.8.8.8"), IPAddress.Parse("8.8.4.4")];
    private static readonly IPAddress[] _publicIPv6 = [IPAddress.Parse("2001:4860:4860::8888"), IPAddress.Parse("2001:4860:4860::8844")];

    /// <summary>The file: the host's, with the configured or requested values in its place, and with the networks' own name server where there is one.</summary>
    public static string Build(ContainerFilesRequest request)
    {
        string text = HostFile.Read(request.HostEtc, "resolv.conf");
        bool isAsked = Dns(request).Count + Search(request).Count + Options(request).Count > 0;
        if (request.SharesHostNetwork && !isAsked) return text;
        ResolvConf host = request.SharesHostNetwork ? ResolvConf.Parse(text) : Reachable(text, request);
        ResolvConf result = isAsked ? host with { Others = [] } : host;
        if (Search(request) is { Count: > 0 } search) result = result with { Search = search is ["."] ? [] : search };
        if (Options(request) is { Count: > 0 } options) result = result with { Options = options };
        if (request.NameServers.Count == 0) return (Dns(request) is { Count: > 0 } servers ? result with { Servers = servers } : result).ToString();
        // Names of containers have no dot, so each name is first tried unchanged. An option for another order takes precedence.
        bool hasDots = result.Options.Any(option => option.StartsWith("ndots:", StringComparison.Ordinal));
        return (result with { Servers = [.. request.NameServers.Take(MaxServers)], Options = hasDots ? result.Options : [.. result.Options, "ndots:0"] }).ToString();
    }

    /// <summary>The servers for names that no container has: the requested or configured ones, else the host's.</summary>
    public static IReadOnlyList<IPAddress> Dns(ContainerFilesRequest request) => request.Options.Dns.Count > 0 ? request.Options.Dns : request.Configuration.DnsValue;

    private static IReadOnlyList<string> Search(ContainerFilesRequest request) => request.Options.DnsSearch.Count > 0 ? request.Options.DnsSearch : request.Configuration.DnsSearch;

    private static IReadOnlyList<string> Options(ContainerFilesRequest request) => request.Options.DnsOptions.Count > 0 ? request.Options.DnsOptions : request.Configuration.DnsOption;

    // Inside, loopback and the links are the container's own, and without an IPv6 address no IPv6 server is reached.
    private static ResolvConf Reachable(string text, ContainerFilesRequest request)
    {
        var host = ResolvConf.Parse(text);
        // systemd-resolved's stub stands for servers that it lists elsewhere.
        if (host.Servers is [var only] && only.Equals(IPAddress.Parse("127.0.0.53")) && HostFile.Read(request.ResolvedFolder, "resolv.conf") is { Length: > 0 } real)
            host = ResolvConf.Parse(real);
        bool hasIPv6 = request.Addresses.Any(address => address.AddressFamily == AddressFamily.InterNetworkV6);
        IPAddress[] reachable = [.. host.Servers.Where(server => !IPAddress.IsLoopback(server) && !server.IsIPv6LinkLocal && (hasIPv6 || server.AddressFamily == AddressFamily.InterNetwork))];
        if (reachable.Length == 0) reachable = hasIPv6 ? [.. _public, .. _publicIPv6] : _public;
        return host with { Servers = reachable };
    }
}

using System.Net;
using ContainerNet.Linux.Etc;

namespace ContainerNet.Containers.EtcFiles;

/// <summary>What a container's hosts, hostname and resolv.conf are made from.</summary>
internal sealed record ContainerFilesRequest
{
    /// <summary>The request: domain name, name servers, added hosts.</summary>
    public required ContainerOptions Options { get; init; }

    /// <summary>Its host name; on the host's network the host's own, unless another was requested.</summary>
    public required string HostName { get; init; }

    /// <summary>The defaults: dns, dns-search, dns-opts.</summary>
    public required ContainerNetConfiguration Configuration { get; init; }

    /// <summary>Whether its network is the host's own.</summary>
    public bool SharesHostNetwork { get; init; }

    /// <summary>Its addresses, network by network.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>The containers that it is linked to.</summary>
    public IReadOnlyList<LinkedContainer> Links { get; init; } = [];

    /// <summary>The host as it sees it, for <c>host-gateway</c>: the default network's gateways, at most one a family.</summary>
    public IReadOnlyList<IPAddress> HostGateway { get; init; } = [];

    /// <summary>Where the name server of its networks listens; empty where it is on no network that has names, or there is no server.</summary>
    public IReadOnlyList<IPAddress> NameServers { get; init; } = [];

    /// <summary>Names on its networks, where there is no server for them.</summary>
    public IReadOnlyList<HostsEntry> Neighbors { get; init; } = [];

    /// <summary>Where the host's own files are.</summary>
    public string HostEtc { get; init; } = "/etc";

    /// <summary>Where systemd-resolved says which servers it asks (systemd-resolved.service(8)).</summary>
    public string ResolvedFolder { get; init; } = "/run/systemd/resolve";
}

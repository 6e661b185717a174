using ContainerNet.Linux.NetNs;

namespace ContainerNet.Netlink;

/// <summary>Opens netlink sockets inside namespaces of one host, and keeps those of the host's own namespace open.</summary>
/// <param name="namespaces">The host's namespaces.</param>
internal sealed class HostSockets(HostNamespaces namespaces) : IDisposable
{
    private readonly Lock _lock = new();
    private NetlinkSocket? _route;
    private NetlinkSocket? _netfilter;

    /// <summary>A rtnetlink socket of the host's own namespace. It stays open: that namespace outlives this object anyway.</summary>
    public NetlinkSocket Route => Kept(ref _route, NetlinkProtocol.Route);

    /// <summary>A netfilter socket of the host's own namespace. It stays open.</summary>
    public NetlinkSocket Netfilter => Kept(ref _netfilter, NetlinkProtocol.Netfilter);

    /// <summary>Opens a socket inside a namespace. The namespace lives as long as the socket is open, so the caller keeps it for one operation only.</summary>
    public NetlinkSocket Open(NamespaceReference reference, NetlinkProtocol protocol) => namespaces.Run(reference, () => NetlinkSocket.Open(protocol));

    /// <summary>Closes the sockets that stay open.</summary>
    public void Dispose()
    {
        _route?.Dispose();
        _netfilter?.Dispose();
    }

    private NetlinkSocket Kept(ref NetlinkSocket? socket, NetlinkProtocol protocol)
    {
        lock (_lock) return socket ??= Open(NamespaceReference.Host, protocol);
    }
}

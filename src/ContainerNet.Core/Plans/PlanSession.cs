using ContainerNet.Host.Links;
using ContainerNet.Linux.NetNs;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Netlink;
using ContainerNet.Netlink.Route;

namespace ContainerNet.Plans;

/// <summary>
/// What one operation holds open: a socket a namespace, and which index each interface has. It keeps those namespaces
/// alive, so it lasts no longer than the operation.
/// </summary>
internal sealed class PlanSession(HostContext host, CancellationToken cancellation) : IDisposable
{
    private readonly Dictionary<NamespaceReference, NetlinkSocket> _sockets = [];
    private readonly Dictionary<NamespaceReference, FileDescriptor> _namespaces = [];
    private readonly Dictionary<(NamespaceReference, string), int> _indexes = [];

    public HostContext Host => host;

    public CancellationToken Cancellation => cancellation;

    /// <summary>A rtnetlink socket inside the namespace.</summary>
    public NetlinkSocket Route(NamespaceReference reference)
    {
        if (reference.IsHost) return host.Sockets.Route;
        if (!_sockets.TryGetValue(reference, out NetlinkSocket? socket))
            _sockets[reference] = socket = HostNamespaces.Run(reference, Namespace(reference), () => NetlinkSocket.Open(NetlinkProtocol.Route));
        return socket;
    }

    /// <summary>Takes over a socket that was opened when its namespace was made.</summary>
    public void Adopt(NamespaceReference reference, NetlinkSocket socket) => _sockets[reference] = socket;

    /// <summary>The namespace itself, to be named in a message by its descriptor.</summary>
    public FileDescriptor Namespace(NamespaceReference reference)
    {
        if (!_namespaces.TryGetValue(reference, out FileDescriptor? descriptor))
            _namespaces[reference] = descriptor = host.Namespaces.Open(reference);
        return descriptor;
    }

    /// <summary>Whether the plan is to be computed as if nothing were in its way (<see cref="Plan.TriesFirst"/>).</summary>
    public bool TriesFirst { get; set; }

    /// <summary>
    /// What the plan makes, as the kernel echoed it (NLM_F_ECHO), or as it was found. Null where the
    /// kernel does not tell: it is asked then.
    /// </summary>
    public object? Made { get; set; }

    /// <summary>Whether the kernel is to tell what it makes, which is an answer more.</summary>
    public bool WantsMade { get; set; }

    /// <summary>The flags of a message that makes an object.</summary>
    public MessageFlags CreateFlags => MessageFlags.Create | MessageFlags.Exclusive | MessageFlags.Ack | (WantsMade ? MessageFlags.Echo : MessageFlags.None);

    /// <summary>Closes what is held of a namespace, so that it can go.</summary>
    public void Release(NamespaceReference reference)
    {
        if (_sockets.Remove(reference, out NetlinkSocket? socket)) socket.Dispose();
        if (_namespaces.Remove(reference, out FileDescriptor? descriptor)) descriptor.Dispose();
    }

    public bool KnowsLink(NamespaceReference reference, string name) => _indexes.ContainsKey((reference, name));

    public void RememberLink(NamespaceReference reference, string name, int index) => _indexes[(reference, name)] = index;

    public void ForgetLink(NamespaceReference reference, string name) => _indexes.Remove((reference, name));

    /// <summary>The index of an interface, asked from the kernel where it is not known yet.</summary>
    public int LinkIndex(NamespaceReference reference, string name)
        => _indexes.TryGetValue((reference, name), out int known) ? known : Identify(reference, name).Index;

    /// <summary>Finds the interface with a name, which may be an alternative name.</summary>
    /// <exception cref="ContainerNetException">There is none.</exception>
    public LinkIdentity Identify(NamespaceReference reference, string name)
    {
        LinkIdentity? found = null;
        Route(reference).TryGet(writer => LinkWriter.Get(writer, name), Errno.ENODEV, (int _, in NetlinkMessage message) => found = LinkIdentity.Read(message), cancellation);
        if (found is null) throw InterfaceName.NotFound(reference, name);
        RememberLink(reference, name, found.Index);
        return found;
    }

    public void Dispose()
    {
        foreach (NetlinkSocket socket in _sockets.Values) socket.Dispose();
        foreach (FileDescriptor descriptor in _namespaces.Values) descriptor.Dispose();
    }
}

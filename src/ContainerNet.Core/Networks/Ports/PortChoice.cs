using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ContainerNet.Host.Addresses;
using ContainerNet.Linux.Sysctls;
using ContainerNet.Netlink.SocketDiag;
using ContainerNet.Networks.Endpoints;
using ContainerNet.Networks.Names;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Networks.Ports;

/// <summary>Turns an endpoint's requests into free ports of the host.</summary>
internal sealed class PortChoice
{
    private readonly PlanSession _session;
    private readonly NetworkRecord _network;
    private readonly List<EndpointRecord> _others;
    private readonly List<PortRecord> _chosen = [];
    private readonly Dictionary<TransportProtocol, IReadOnlyList<ListeningSocket>> _sockets = [];

    public PortChoice(PlanSession session, EndpointRecord endpoint)
        : this(session, session.Host.State.Networks.First(network => network.Id == endpoint.NetworkId), endpoint, [])
    {
    }

    /// <summary>For an endpoint, or a network, that is being made, as if the endpoints with some ids were removed.</summary>
    public PortChoice(PlanSession session, NetworkRecord network, EndpointRecord endpoint, IReadOnlyList<string> without)
    {
        _session = session;
        _network = network;
        Endpoint = endpoint;
        _others = [.. session.Host.State.Endpoints.Where(other => other.Id != endpoint.Id && other.Ports.Count > 0 && !without.Contains(other.Id))];
        LastChosen = OldLastChosen = session.Host.State.LastLease(HostPorts.LeaseName);
        RequirePublishing();
    }

    public EndpointRecord Endpoint { get; }

    /// <summary>Removed endpoints that held a requested port.</summary>
    public List<EndpointRecord> Dead { get; } = [];

    /// <summary>The port that was chosen last, before and after.</summary>
    public string? LastChosen { get; private set; }

    public string? OldLastChosen { get; }

    public IReadOnlyList<PortRecord> Choose(IReadOnlyList<PortPublication> publish)
    {
        // Those that name their port go first, so that no chosen one takes it from them.
        var met = new Dictionary<PortPublication, List<PortRecord>>();
        foreach (PortPublication wish in publish.Distinct().OrderBy(wish => wish.IsDynamic))
        {
            int before = _chosen.Count;
            Choose(wish);
            met[wish] = _chosen[before..];
        }
        return [.. publish.SelectMany(wish => met[wish]).Distinct()];
    }

    private void Choose(PortPublication wish)
    {
        IReadOnlyList<IPAddress> addresses = AddressesOf(wish);
        if (wish.IsDynamic && Present(wish, addresses) is { } present)
        {
            _chosen.AddRange(present);
            return;
        }
        PortRange ports = wish.IsDynamic ? AnyOf(wish, addresses) : wish.HostPorts!;
        foreach (IPAddress address in addresses) Take(new PortRecord(wish.Protocol, address, ports.First, wish.ContainerPorts.First) { Count = ports.Count });
    }

    private void Take(PortRecord port)
    {
        PortRecord? twin = _chosen.Find(port.Collides);
        if (twin == port || Endpoint.Ports.Contains(port))
        {
            _chosen.Add(port);
            return;
        }
        if (twin is not null)
            throw ContainerNetException.Invalid("HostPortTwice", port.HostPort, $"Host port {port.HostPort} is requested twice.");
        if (Endpoint.Ports.FirstOrDefault(port.Collides) is { } own) throw InUse(port, Endpoint, own);
        foreach (EndpointRecord other in _others.Where(other => other.Ports.Any(port.Collides)).ToArray())
        {
            if (LiveEndpoints.IsAlive(_session, other)) throw InUse(port, other, other.Ports.First(port.Collides));
            _others.Remove(other);
            Dead.Add(other);
        }
        if (Sockets(port.Protocol).FirstOrDefault(socket => IsInTheWay(socket, port)) is { } socket)
            throw ContainerNetException.InUse("HostPortInUse", socket.Port, $"Host port {socket.Port}/{port.Protocol.Name()} is in use: {Holder(socket)} listens on it.");
        _chosen.Add(port);
    }

    // Questions to the name server at a gateway reach it, whatever is published on all addresses.
    private bool IsInTheWay(ListeningSocket socket, PortRecord port)
        => socket.Port >= port.HostPort && socket.Port < port.HostPort + port.Count && socket.Answers(port.HostAddress)
            && (socket.Address.Equals(port.HostAddress) || !NamedNetwork.IsServer(socket, _session.Host.State.Networks));

    private List<PortRecord>? Present(PortPublication wish, IReadOnlyList<IPAddress> addresses)
    {
        List<PortRecord> found = [.. Endpoint.Ports.Where(port => port.Protocol == wish.Protocol && port.ContainerPort == wish.ContainerPorts.First && port.Count == wish.ContainerPorts.Count
            && addresses.Contains(port.HostAddress) && (wish.HostPorts is null || wish.HostPorts.Contains(port.HostPort)))];
        return found.Count >= addresses.Count ? found : null;
    }

    private PortRange AnyOf(PortPublication wish, IReadOnlyList<IPAddress> addresses)
    {
        var taken = new HashSet<int>();
        PortRecord[] published = [.. _others.SelectMany(other => other.Ports), .. Endpoint.Ports, .. _chosen];
        foreach (IPAddress address in addresses) taken.UnionWith(HostPorts.Taken(wish.Protocol, address, published, Sockets(wish.Protocol)));
        if (wish.HostPorts is { } among) return HostPorts.Choose(among, wish.ContainerPorts.Count, taken);

        EphemeralPorts ephemeral = EphemeralPorts.Read(_session.Host);
        taken.UnionWith(ephemeral.Reserved);
        // A container that is stopped wants its own port when it is started again.
        taken.UnionWith(_session.Host.Containers.FixedPorts(Endpoint.Container));
        int? last = LastChosen is null ? null : int.Parse(LastChosen, CultureInfo.InvariantCulture);
        PortRange chosen = HostPorts.Choose(ephemeral.Range, wish.ContainerPorts.Count, taken, last);
        LastChosen = chosen.Last.ToString(CultureInfo.InvariantCulture);
        return chosen;
    }

    // Without an address a port is published on all of the host's, of each family that the endpoint has.
    private IReadOnlyList<IPAddress> AddressesOf(PortPublication wish)
    {
        if ((wish.HostAddress ?? _network.HostBinding) is not { } address) return [.. Endpoint.Addresses().Select(own => own.AddressFamily.Unspecified())];
        if (Endpoint.AddressLike(address) is null)
            throw ContainerNetException.Invalid("NoSuchFamily", address, $"{address} is an {(address.AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4")} address, and the endpoint has no address of that family.");
        RequireAddress(address);
        return [address];
    }

    // As with bind(2): an address that the host does not have yet is accepted only if the administrator allows it (ip(7)).
    private void RequireAddress(IPAddress address)
    {
        if (address.IsUnspecified() || IPAddress.IsLoopback(address) || AddressOperations.List(_session, NamespaceReference.Host).Exists(own => own.IPAddressValue.Equals(address.ScopeIdFree()))) return;
        string family = address.AddressFamily == AddressFamily.InterNetworkV6 ? "ipv6" : "ipv4";
        if (Sysctl.ReadOfHost(_session.Host.Sysctls, $"net/{family}/ip_nonlocal_bind") == "1") return;
        throw ContainerNetException.Invalid("HostAddressMissing", address,
            $"The host has no address {address}. Publish on an address that the host has, or on all addresses (0.0.0.0 or [::]). To publish on an address that the host gets later, set net.{family}.ip_nonlocal_bind to 1.");
    }

    private void RequirePublishing()
    {
        if (_network.Bridge is null)
            throw ContainerNetException.Invalid("NetworkWithoutPorts", _network.Name, $"Network '{_network.Name}' does not publish ports: its endpoints are directly on the network of '{_network.Parent}'.");
        if (_network.Internal)
            throw ContainerNetException.Invalid("NetworkWithoutPorts", _network.Name, $"Network '{_network.Name}' does not publish ports: it is internal.");
    }

    private IReadOnlyList<ListeningSocket> Sockets(TransportProtocol protocol)
    {
        if (!_sockets.TryGetValue(protocol, out IReadOnlyList<ListeningSocket>? sockets)) _sockets[protocol] = sockets = ListeningSockets.Read(_session.Host.Sockets, protocol);
        return sockets;
    }

    private static ContainerNetException InUse(PortRecord port, EndpointRecord holder, PortRecord taken)
        => ContainerNetException.InUse("HostPortInUse", port.HostPort,
            $"Host port {port.HostPort}/{port.Protocol.Name()} is in use: it is published for port {taken.ContainerPort} of {Answerer(holder)} ({holder.Address}).");

    private static string Answerer(EndpointRecord endpoint) => endpoint.Place().Description;

    private static string Holder(ListeningSocket socket) => SocketHolder.Of(socket.Inode)?.ToString() ?? "a program";
}

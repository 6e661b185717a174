using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ContainerNet.Firewall;
using ContainerNet.Netlink.SocketDiag;
using ContainerNet.Plans;

namespace ContainerNet.Networks;

/// <summary>Turns wishes for an endpoint into ports of the host that nobody else has.</summary>
internal sealed class PortChoice
{
    private readonly PlanSession _session;
    private readonly NetworkRecord _network;
    private readonly List<EndpointRecord> _others;
    private readonly List<PortRecord> _chosen = [];
    private readonly Dictionary<TransportProtocol, IReadOnlyList<ListeningSocket>> _sockets = [];

    public PortChoice(PlanSession session, EndpointRecord endpoint)
        : this(session, session.Host.State.Networks.First(network => network.Id == endpoint.NetworkId), endpoint)
    {
    }

    /// <summary>For an endpoint, or a network, that is being made.</summary>
    public PortChoice(PlanSession session, NetworkRecord network, EndpointRecord endpoint)
    {
        _session = session;
        _network = network;
        Endpoint = endpoint;
        _others = [.. session.Host.State.Endpoints.Where(other => other.Id != endpoint.Id && other.Ports.Count > 0)];
        LastChosen = OldLastChosen = session.Host.State.LastLease(HostPorts.LeaseName);
        RequirePublishing();
    }

    public EndpointRecord Endpoint { get; }

    /// <summary>Endpoints that are gone and held a port that is wanted.</summary>
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
            throw ContainerNetException.Invalid("HostPortTwice", port.HostPort, $"Port {port.HostPort} of the host is asked for twice.");
        if (Endpoint.Ports.FirstOrDefault(port.Collides) is { } own) throw InUse(port, Endpoint, own);
        foreach (EndpointRecord other in _others.Where(other => other.Ports.Any(port.Collides)).ToArray())
        {
            if (EndpointOperations.IsAlive(_session, other)) throw InUse(port, other, other.Ports.First(port.Collides));
            _others.Remove(other);
            Dead.Add(other);
        }
        if (Sockets(port.Protocol).FirstOrDefault(socket => socket.Port >= port.HostPort && socket.Port < port.HostPort + port.Count && socket.Answers(port.HostAddress)) is { } socket)
            throw ContainerNetException.InUse("HostPortInUse", socket.Port, $"Port {socket.Port}/{port.Protocol.Name()} of the host is in use: {Holder(socket)} answers on it.");
        _chosen.Add(port);
    }

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
            throw ContainerNetException.Invalid("NoSuchFamily", address, $"{address} is an {(address.AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4")} address, and the endpoint has none of those for it to lead to.");
        return [address];
    }

    private void RequirePublishing()
    {
        if (_network.Bridge is null)
            throw ContainerNetException.Invalid("NetworkWithoutPorts", _network.Name, $"Network '{_network.Name}' publishes no ports: its endpoints are on the network of '{_network.Parent}' themselves.");
        if (_network.Internal)
            throw ContainerNetException.Invalid("NetworkWithoutPorts", _network.Name, $"Network '{_network.Name}' is internal: it publishes no ports.");
    }

    private IReadOnlyList<ListeningSocket> Sockets(TransportProtocol protocol)
    {
        if (!_sockets.TryGetValue(protocol, out IReadOnlyList<ListeningSocket>? sockets)) _sockets[protocol] = sockets = ListeningSockets.Read(_session.Host, protocol);
        return sockets;
    }

    private static ContainerNetException InUse(PortRecord port, EndpointRecord holder, PortRecord taken)
        => ContainerNetException.InUse("HostPortInUse", port.HostPort,
            $"Port {port.HostPort}/{port.Protocol.Name()} of the host is in use: it leads to port {taken.ContainerPort} of {Answerer(holder)} ({holder.Address}).");

    private static string Answerer(EndpointRecord endpoint) => endpoint.Container is { } container ? $"container '{container}'" : $"namespace '{endpoint.Namespace}'";

    private static string Holder(ListeningSocket socket) => SocketHolder.Of(socket.Inode)?.ToString() ?? "a program";
}

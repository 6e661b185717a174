using System.Net;
using System.Security.Cryptography;
using ContainerNet.Addressing;
using ContainerNet.Firewall;
using ContainerNet.Interop;
using ContainerNet.Links;
using ContainerNet.Plans;
using ContainerNet.Plans.Steps;

namespace ContainerNet.Networks;

/// <summary>What can be done with endpoints: namespaces' places on networks.</summary>
public sealed class EndpointOperations
{
    private readonly NetHost _host;

    internal EndpointOperations(NetHost host) => _host = host;

    /// <summary>All endpoints, in the order they were made.</summary>
    public IReadOnlyList<ContainerEndpoint> List()
    {
        IReadOnlyList<NetworkRecord> networks = _host.State.Networks;
        return [.. _host.State.Endpoints.Select(endpoint => ToEndpoint(endpoint, networks))];
    }

    /// <summary>Plans to attach a namespace to a network. One that is attached already is left as it is.</summary>
    /// <exception cref="ContainerNetException">There is no such network or namespace, or no free address, or the wanted one is taken.</exception>
    public Plan<ContainerEndpoint> PlanConnect(string network, NamespaceReference reference, EndpointOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(reference);
        options ??= new EndpointOptions();
        if (options.InterfaceName is { } name) InterfaceName.Check(name);
        return new Plan<ContainerEndpoint>(_host, $"Attach {reference.Description} to network '{network}'",
            session => ConnectSteps(session, network, reference, options),
            session => ToEndpoint(Find(session, NetworkOperations.Require(session.Host.State.Networks, network), reference)!, session.Host.State.Networks));
    }

    /// <summary>Plans to detach a namespace from a network, with the ports that were published for it.</summary>
    /// <exception cref="ContainerNetException">It is not attached.</exception>
    public Plan PlanDisconnect(string network, NamespaceReference reference)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(reference);
        return new Plan(_host, $"Detach {reference.Description} from network '{network}'", session =>
        {
            EndpointRecord endpoint = Find(session, NetworkOperations.Require(session.Host.State.Networks, network), reference)
                ?? throw ContainerNetException.NotFound("EndpointNotFound", reference.ToString(), $"There is no endpoint of {reference.Description} on network '{network}'.");
            return [.. DetachSteps(session, [endpoint])];
        });
    }

    /// <summary>Plans to detach an endpoint.</summary>
    /// <exception cref="ContainerNetException">It is gone.</exception>
    public Plan PlanDisconnect(ContainerEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return new Plan(_host, $"Detach {endpoint.Namespace.Description} from network '{endpoint.Network}'", session => [.. DetachSteps(session, [Require(session, endpoint.Id)])]);
    }

    /// <summary>Whether the endpoint's interface is there. It goes with its namespace, whoever removed that.</summary>
    internal static bool IsAlive(PlanSession session, EndpointRecord endpoint) => session.FindLink(NamespaceReference.Host, endpoint.HostInterface) is not null;

    internal static EndpointRecord Require(PlanSession session, string id)
        => session.Host.State.Endpoints.FirstOrDefault(endpoint => endpoint.Id == id)
            ?? throw ContainerNetException.NotFound("EndpointNotFound", id, $"The endpoint {id[..Math.Min(12, id.Length)]} is gone.");

    /// <summary>The steps that detach endpoints: ports and leases go first, then, beyond the point of no return, the interfaces that are still there.</summary>
    internal static IEnumerable<Step> DetachSteps(PlanSession session, IReadOnlyList<EndpointRecord> endpoints)
    {
        foreach (Step step in ReleaseSteps(session.Host, endpoints)) yield return step;
        foreach (EndpointRecord endpoint in endpoints)
        {
            if (IsAlive(session, endpoint)) yield return new DeleteLink(endpoint.HostInterface);
        }
    }

    private static IEnumerable<Step> ReleaseSteps(NetHost host, IReadOnlyList<EndpointRecord> endpoints)
    {
        FirewallElement[] ports = [.. endpoints.SelectMany(endpoint => endpoint.Ports.Select(port => port.ToElement(endpoint.Address)))];
        if (ports.Length > 0) yield return new ChangeFirewall(new FirewallChange([], ports)) { Firewall = host.Firewall };
        foreach (EndpointRecord endpoint in endpoints) yield return new ForgetEndpoint(endpoint);
    }

    private static IReadOnlyList<Step> ConnectSteps(PlanSession session, string networkName, NamespaceReference reference, EndpointOptions options)
    {
        NetworkRecord network = NetworkOperations.Require(session.Host.State.Networks, networkName);
        ulong inode = session.Host.Namespaces.Get(reference).Inode;
        if (inode == session.Host.Namespaces.Get(NamespaceReference.Host).Inode)
            throw ContainerNetException.Invalid("HostNamespace", reference.ToString(), "The host's own namespace cannot be attached: it has the network's bridge.");
        EndpointRecord? existing = Find(session, network, reference);
        if (existing is not null && IsAlive(session, existing)) return IsSame(existing, options) ? [] : throw Attached(existing, networkName);
        IReadOnlyList<EndpointRecord> dead = DeadEndpoints(session, network);
        IPAddress address = ChooseAddress(session, network, dead, options.IPAddress);
        List<NetAdapter> inside = LinkOperations.List(session, reference);
        var endpoint = new EndpointRecord(NetworkOperations.NewId(), network.Id, reference.ToString(), inode, ChooseInterface(inside, options, reference), NewHostInterface(), address, MacOf(address), DateTimeOffset.UtcNow);
        return [.. ReleaseSteps(session.Host, dead), .. AttachSteps(session, network, endpoint, reference, inside, inTurn: options.IPAddress is null)];
    }

    private static IEnumerable<Step> AttachSteps(PlanSession session, NetworkRecord network, EndpointRecord endpoint, NamespaceReference reference, List<NetAdapter> inside, bool inTurn)
    {
        yield return new SaveEndpoint(endpoint, session.Host.State.LastLease(network.Id)) { InTurn = inTurn };
        yield return new CreateLink(endpoint.HostInterface, "veth", MacAddress.Random())
        {
            Master = network.Bridge,
            Mtu = network.MtuSize,
            Up = true,
            Peer = new VethPeer(reference, endpoint.Interface, endpoint.MacAddress),
        };
        yield return ChangeLink.SetUp(reference, endpoint.Interface);
        if (inside.FirstOrDefault(link => link.Name == "lo") is { IsEnabled: false }) yield return ChangeLink.SetUp(reference, "lo");
        var address = new InterfaceAddress(endpoint.Address, network.Subnet.PrefixLength);
        yield return new AddAddress(new AddressEntry(endpoint.Interface, address) { Broadcast = network.Subnet.LastAddress(), Label = endpoint.Interface }) { Namespace = reference };
        bool hasDefault = RouteOperations.List(session, reference).Any(route => route.Table == NetRoute.MainTable && route.DestinationPrefix.Equals(_everywhere));
        if (!hasDefault) yield return new AddRoute(new RouteEntry(_everywhere) { Gateway = network.Gateway, Interface = endpoint.Interface }) { Namespace = reference };
    }

    private static readonly IPNetwork _everywhere = new(IPAddress.Any, 0);

    // A namespace that somebody else removed took its interface along; its lease and ports are free then.
    private static IReadOnlyList<EndpointRecord> DeadEndpoints(PlanSession session, NetworkRecord network)
    {
        List<EndpointRecord> endpoints = [.. session.Host.State.Endpoints.Where(endpoint => endpoint.NetworkId == network.Id)];
        if (endpoints.Count == 0) return [];
        HashSet<string> present = [.. InterfaceNames.Read(session, NamespaceReference.Host).Values];
        return [.. endpoints.Where(endpoint => !present.Contains(endpoint.HostInterface))];
    }

    /// <summary>A namespace's endpoints, by whatever name or path it was attached; of one that is gone, by the name it had.</summary>
    internal static IEnumerable<EndpointRecord> OfNamespace(PlanSession session, NamespaceReference reference)
    {
        ulong? inode = FileIdentity.Of(session.Host.PathOf(reference))?.Inode;
        return session.Host.State.Endpoints.Where(endpoint => endpoint.NamespaceInode == inode || (inode is null && endpoint.Namespace == reference.ToString()));
    }

    private static EndpointRecord? Find(PlanSession session, NetworkRecord network, NamespaceReference reference)
        => OfNamespace(session, reference).FirstOrDefault(endpoint => endpoint.NetworkId == network.Id);

    private static IPAddress ChooseAddress(PlanSession session, NetworkRecord network, IReadOnlyList<EndpointRecord> dead, IPAddress? wanted)
    {
        HashSet<string> free = [.. dead.Select(endpoint => endpoint.Id)];
        IEnumerable<EndpointRecord> others = session.Host.State.Endpoints.Where(endpoint => endpoint.NetworkId == network.Id && !free.Contains(endpoint.Id));
        HashSet<IPAddress> taken = [.. others.Select(endpoint => endpoint.Address), network.Gateway];
        if (wanted is not null)
        {
            NetworkRules.CheckHostAddress("InvalidIPAddress", "an endpoint's address", network.Subnet, wanted);
            return taken.Contains(wanted) ? throw ContainerNetException.InUse("AddressInUse", wanted, $"{wanted} is in use on network '{network.Name}'.") : wanted;
        }
        IPAddress? last = session.Host.State.LastLease(network.Id) is { } text ? IPAddress.Parse(text) : null;
        return AddressPool.Next(network.Subnet, taken, last)
            ?? throw ContainerNetException.InUse("SubnetFull", network.Subnet, $"Network '{network.Name}' has no free address left in {network.Subnet}.");
    }

    private static string ChooseInterface(List<NetAdapter> inside, EndpointOptions options, NamespaceReference reference)
    {
        HashSet<string> names = [.. inside.Select(link => link.Name)];
        if (options.InterfaceName is { } wanted)
            return names.Contains(wanted) ? throw ContainerNetException.Exists("InterfaceExists", wanted, $"There is an interface '{wanted}' in {reference.Description} already.") : wanted;
        int number = 0;
        while (names.Contains($"eth{number}")) number++;
        return $"eth{number}";
    }

    private static bool IsSame(EndpointRecord existing, EndpointOptions options)
        => (options.IPAddress is null || options.IPAddress.Equals(existing.Address)) && (options.InterfaceName is null || options.InterfaceName == existing.Interface);

    private static ContainerNetException Attached(EndpointRecord existing, string network)
        => ContainerNetException.Exists("EndpointExists", existing.Namespace, $"Namespace '{existing.Namespace}' is on network '{network}' already, as {existing.Address} on {existing.Interface}.");

    private static string NewHostInterface() => $"veth{RandomNumberGenerator.GetHexString(7, lowercase: true)}";

    // 02:42 and the four bytes of the address (netutils.GenerateMACFromIP in Docker): whoever gets the address again has the same MAC.
    private static MacAddress MacOf(IPAddress address) => new([0x02, 0x42, .. address.GetAddressBytes()]);

    private static ContainerEndpoint ToEndpoint(EndpointRecord record, IReadOnlyList<NetworkRecord> networks)
    {
        NetworkRecord? network = networks.FirstOrDefault(network => network.Id == record.NetworkId);
        return new ContainerEndpoint
        {
            Id = record.Id,
            Network = network?.Name ?? "",
            Namespace = NamespaceReference.Parse(record.Namespace),
            InterfaceAlias = record.Interface,
            HostInterface = record.HostInterface,
            IPAddress = record.Address,
            PrefixLength = network?.Subnet.PrefixLength ?? 32,
            Gateway = network?.Gateway ?? IPAddress.Any,
            MacAddress = record.MacAddress,
        };
    }
}

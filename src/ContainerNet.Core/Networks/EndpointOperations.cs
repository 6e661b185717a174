using System.Net;
using System.Net.Sockets;
using ContainerNet.Addressing;
using ContainerNet.Containers;
using ContainerNet.Firewall;
using ContainerNet.Interop;
using ContainerNet.Links;
using ContainerNet.Namespaces;
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

    /// <summary>The endpoint of a namespace that has one.</summary>
    /// <exception cref="ContainerNetException">It has none, or several.</exception>
    public ContainerEndpoint OnlyOf(NamespaceReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        using PlanSession session = _host.NewSession();
        IReadOnlyList<NetworkRecord> networks = _host.State.Networks;
        ContainerEndpoint[] found = [.. OfNamespace(session, reference).Select(endpoint => ToEndpoint(endpoint, networks))];
        return found switch
        {
            [var only] => only,
            [] => throw ContainerNetException.NotFound("EndpointNotFound", reference.ToString(), $"Nothing attaches {reference.Description} to a container network."),
            _ => throw ContainerNetException.Invalid("EndpointAmbiguous", reference.ToString(), $"{reference.Description} is attached to {string.Join(", ", found.Select(endpoint => endpoint.Network))}: name one with Get-ContainerEndpoint."),
        };
    }

    /// <summary>The endpoint of a namespace on a network.</summary>
    /// <exception cref="ContainerNetException">There is no such network, or the namespace is not attached to it.</exception>
    public ContainerEndpoint Get(string network, NamespaceReference reference)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(reference);
        using PlanSession session = _host.NewSession();
        return ToEndpoint(Require(session, network, reference), _host.State.Networks);
    }

    /// <summary>Plans to attach a namespace to a network. One that is attached already is left as it is.</summary>
    /// <exception cref="ContainerNetException">There is no such network or namespace, or no free address, or the wanted one is taken.</exception>
    public Plan<ContainerEndpoint> PlanConnect(string network, NamespaceReference reference, EndpointOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(reference);
        options ??= new EndpointOptions();
        options.Check();
        string id = "";
        return new Plan<ContainerEndpoint>(_host, $"Attach {reference.Description} to network '{network}'",
            session => ConnectSteps(session, network, reference, options, out id),
            session => ToEndpoint(Require(session, id), session.Host.State.Networks))
        {
            Finished = () => UpdateFiles(id),
        };
    }

    /// <summary>Plans to detach a namespace from a network, with the ports that were published for it.</summary>
    /// <exception cref="ContainerNetException">It is not attached.</exception>
    public Plan PlanDisconnect(string network, NamespaceReference reference)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(reference);
        return PlanDetach($"Detach {reference.Description} from network '{network}'", session => [Require(session, network, reference)]);
    }

    /// <summary>Plans to detach an endpoint.</summary>
    /// <exception cref="ContainerNetException">It is gone.</exception>
    public Plan PlanDisconnect(ContainerEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return PlanDetach($"Detach {endpoint.Namespace.Description} from network '{endpoint.Network}'", session => [Require(session, endpoint.Id)]);
    }

    /// <summary>Plans to detach a namespace from all that it is attached to.</summary>
    internal Plan PlanDisconnectAll(NamespaceReference reference)
        => PlanDetach($"Detach {reference.Description} from all networks", session => [.. OfNamespace(session, reference)]);

    /// <summary>Plans to detach endpoints, all at once: the kernel takes as long for one as for many. Those that are gone by then are left out.</summary>
    public Plan PlanDisconnect(IReadOnlyList<ContainerEndpoint> endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return PlanDetach($"Detach {endpoints.Count} endpoints", session =>
            [.. endpoints.DistinctBy(endpoint => endpoint.Id).Select(endpoint => session.Host.State.FindEndpoint(endpoint.Id)).OfType<EndpointRecord>()]);
    }

    private Plan PlanDetach(string summary, Func<PlanSession, IReadOnlyList<EndpointRecord>> which)
    {
        IReadOnlyList<EndpointRecord> endpoints = [];
        return new Plan(_host, summary, session => [.. DetachSteps(session, endpoints = which(session))]) { Finished = () => _host.Containers.UpdateFiles(endpoints) };
    }

    private void UpdateFiles(string id)
    {
        if (_host.Containers.MayBeAny && _host.State.FindEndpoint(id) is { } endpoint) _host.Containers.UpdateFiles([endpoint]);
    }

    /// <summary>Whether the endpoint's interface is there. It goes with its namespace, whoever removed that.</summary>
    internal static bool IsAlive(PlanSession session, EndpointRecord endpoint) => Alive(session, [endpoint]).Count > 0;

    /// <summary>Those whose interfaces are there, which the kernel is asked for all at once.</summary>
    internal static List<EndpointRecord> Alive(PlanSession session, IEnumerable<EndpointRecord> endpoints)
    {
        EndpointRecord[] all = [.. endpoints];
        HashSet<string> present = session.ExistingLinks(NamespaceReference.Host, [.. all.Select(endpoint => endpoint.HostInterface).Where(name => name.Length > 0)]);
        return [.. all.Where(endpoint => endpoint.HostInterface.Length > 0
            ? present.Contains(endpoint.HostInterface)
            : FileIdentity.Of(session.Host.PathOf(NamespaceReference.Parse(endpoint.Namespace)))?.Inode == endpoint.NamespaceInode)];
    }

    internal static EndpointRecord Require(PlanSession session, string id)
        => session.Host.State.FindEndpoint(id)
            ?? throw ContainerNetException.NotFound("EndpointNotFound", id, $"The endpoint {id[..Math.Min(12, id.Length)]} is gone.");

    private static EndpointRecord Require(PlanSession session, string network, NamespaceReference reference)
        => Find(session, NetworkOperations.Require(session.Host.State.Networks, network), reference)
            ?? throw ContainerNetException.NotFound("EndpointNotFound", reference.ToString(), $"There is no endpoint of {reference.Description} on network '{network}'.");

    /// <summary>The steps that detach endpoints: what the firewall knows and leases go first, then, beyond the point of no return, the interfaces that are still there.</summary>
    internal static IEnumerable<Step> DetachSteps(PlanSession session, IReadOnlyList<EndpointRecord> endpoints)
    {
        List<EndpointRecord> alive = Alive(session, endpoints);
        return [.. ReleaseSteps(session.Host, endpoints), .. DefaultRoutes.HandOver(session, alive), .. DeleteInterfaces(alive, [])];
    }

    /// <summary>What ends endpoints in the kernel, and bridges with them: of a veth pair the end on the host takes the other along.</summary>
    internal static IEnumerable<Step> DeleteInterfaces(IReadOnlyList<EndpointRecord> endpoints, IReadOnlyList<string> bridges)
    {
        ILookup<bool, EndpointRecord> byPlace = endpoints.ToLookup(endpoint => endpoint.HostInterface.Length > 0);
        return
        [
            .. byPlace[false].Select(endpoint => new DeleteLink(endpoint.Interface) { Namespace = NamespaceReference.Parse(endpoint.Namespace) }),
            .. DeleteLinks.Of([.. byPlace[true].Select(endpoint => endpoint.HostInterface), .. bridges]),
        ];
    }

    /// <summary>Frees what endpoints hold: ports, addresses, their places in the firewall.</summary>
    internal static IEnumerable<Step> ReleaseSteps(NetHost host, IReadOnlyList<EndpointRecord> endpoints)
    {
        if (endpoints.Count == 0) yield break;
        FirewallElement[] elements = [.. endpoints.SelectMany(endpoint => endpoint.ToElements())];
        if (elements.Length > 0) yield return ChangeFirewall.Removing(host, elements);
        foreach (Step names in host.Names.Steps([], endpoints)) yield return names;
        foreach (EndpointRecord endpoint in endpoints) yield return new ForgetEndpoint(endpoint);
    }

    private static IReadOnlyList<Step> ConnectSteps(PlanSession session, string networkName, NamespaceReference reference, EndpointOptions options, out string id)
    {
        NetworkRecord network = NetworkOperations.Require(session.Host.State.Networks, networkName);
        if (network.Driver is NetworkDrivers.Host or NetworkDrivers.Null)
            throw ContainerNetException.Invalid("NetworkWithoutEndpoints", networkName, $"Nothing can be attached to network '{networkName}': it has no addresses to give.");
        ulong inode = session.Host.Namespaces.InodeOf(reference);
        if (inode == session.Host.Namespaces.HostInode)
            throw ContainerNetException.Invalid("HostNamespace", reference.ToString(), "The host's own namespace cannot be attached: it has the network's bridge.");
        EndpointRecord? existing = session.Host.State.Endpoints.FirstOrDefault(endpoint => endpoint.NamespaceInode == inode && endpoint.NetworkId == network.Id);
        if (existing is not null && IsAlive(session, existing))
        {
            id = existing.Id;
            return IsSame(existing, options) ? PublishSteps(session, network, existing, options.Publish) : throw Attached(existing, networkName);
        }

        IReadOnlyList<Step> making = network == DefaultNetworks.Unmade ? DefaultNetworks.CreateSteps(session, out network) : [];
        var leases = new Leases(session, network);
        if (existing is not null) leases.Bury(existing);
        (IPAddress address, IPAddress? ipv6) = leases.Choose(options.Addresses);
        ContainerRecord? container = session.Host.Containers.Of(reference);
        List<NetAdapter> inside = LinkOperations.List(session, reference);
        var endpoint = new EndpointRecord(NetworkOperations.NewId(), network.Id, reference.ToString(), inode, ChooseInterface(network, inside, options, reference),
            network.Bridge is null ? "" : BridgeDriver.NewHostInterface(), address, leases.Mac(options.MacAddress, address), DateTimeOffset.UtcNow)
        {
            IPv6Address = ipv6,
            Aliases = Distinct(options.Aliases, []),
            Names = Distinct(options.Names, container?.Names ?? []),
            Dns = container?.Options.Dns ?? options.Dns,
            Container = container?.Name,
        };
        id = endpoint.Id;
        bool inTurn = !options.Addresses.Any(wanted => wanted.AddressFamily == AddressFamily.InterNetwork);
        var lease = new SaveEndpoint(endpoint, session.Host.State.LastLease(network.Id)) { InTurn = inTurn };
        IReadOnlyList<Step> keeping = KeepPorts(session, network, ref endpoint, options.Publish);
        List<Step> steps = [.. making, .. ReleaseSteps(session.Host, leases.Dead), lease, .. keeping];
        steps.AddRange(InterfaceSteps(session, network, endpoint, reference, inside));
        steps.AddRange(session.Host.Names.Steps([endpoint], []));
        return steps;
    }

    // The firewall learns of the ports with the rest of the endpoint, in one transaction.
    private static IReadOnlyList<Step> KeepPorts(PlanSession session, NetworkRecord network, ref EndpointRecord endpoint, IReadOnlyList<PortPublication> publish)
    {
        if (publish.Count == 0) return [];
        var choice = new PortChoice(session, network, endpoint);
        IReadOnlyList<PortRecord> ports = choice.Choose(publish);
        endpoint = endpoint with { Ports = ports };
        return PortOperations.KeepSteps(session, choice, ports);
    }

    private static IReadOnlyList<Step> PublishSteps(PlanSession session, NetworkRecord network, EndpointRecord endpoint, IReadOnlyList<PortPublication> publish)
    {
        if (publish.Count == 0) return [];
        var choice = new PortChoice(session, network, endpoint);
        return PortOperations.AddSteps(session, choice, choice.Choose(publish));
    }

    /// <summary>An endpoint's interface, with all that is set on it.</summary>
    internal static List<Step> InterfaceSteps(PlanSession session, NetworkRecord network, EndpointRecord endpoint, NamespaceReference place, IReadOnlyList<NetAdapter> inside)
    {
        List<Step> steps = network.Bridge is null ? MacvlanDriver.AttachSteps(network, endpoint, place) : BridgeDriver.AttachSteps(session, network, endpoint, place);
        SysctlSetting[] guards = InterfaceSysctls.Of(endpoint.Interface, hasIPv6: network.IPv6 is not null);
        if (guards.Length > 0) steps.Add(new SetSysctls(endpoint.Interface, guards) { Namespace = place });
        steps.Add(ChangeLink.SetUp(place, endpoint.Interface));
        if (inside.Any(link => link is { Name: "lo", IsEnabled: false })) steps.Add(ChangeLink.SetUp(place, "lo"));
        foreach (AddAddress address in AddressSteps(network, endpoint, place)) steps.Add(address);
        // Where there is no interface, there is no route either.
        bool isFirst = inside.All(link => link.Name == "lo");
        foreach (AddRoute route in DefaultRoutes.Add(session, network, endpoint.Interface, place, isFirst)) steps.Add(route);
        return steps;
    }

    /// <summary>An endpoint's addresses.</summary>
    internal static AddAddress[] AddressSteps(NetworkRecord network, EndpointRecord endpoint, NamespaceReference place)
    {
        var ipv4 = new AddAddress(new AddressEntry(endpoint.Interface, new InterfaceAddress(endpoint.Address, network.IPv4!.Subnet.PrefixLength)) { Broadcast = network.IPv4.Subnet.LastAddress(), Label = endpoint.Interface }) { Namespace = place };
        if (endpoint.IPv6Address is not { } ipv6) return [ipv4];
        // It is ours to give, so nobody else is asked for it.
        return [ipv4, new AddAddress(new AddressEntry(endpoint.Interface, new InterfaceAddress(ipv6, network.IPv6!.Subnet.PrefixLength)) { Flags = AddressFlags.NoDad }) { Namespace = place }];
    }

    /// <summary>A namespace's endpoints, by whatever name or path it was attached; of one that is gone, by the name it had.</summary>
    internal static IEnumerable<EndpointRecord> OfNamespace(PlanSession session, NamespaceReference reference)
    {
        ulong? inode = FileIdentity.Of(session.Host.PathOf(reference))?.Inode;
        return session.Host.State.Endpoints.Where(endpoint => endpoint.NamespaceInode == inode || (inode is null && endpoint.Namespace == reference.ToString()));
    }

    private static EndpointRecord? Find(PlanSession session, NetworkRecord network, NamespaceReference reference)
        => OfNamespace(session, reference).FirstOrDefault(endpoint => endpoint.NetworkId == network.Id);

    private static string ChooseInterface(NetworkRecord network, List<NetAdapter> inside, EndpointOptions options, NamespaceReference reference)
    {
        HashSet<string> names = [.. inside.Select(link => link.Name)];
        if (options.InterfaceName is { } wanted)
            return names.Contains(wanted) ? throw ContainerNetException.Exists("InterfaceExists", wanted, $"There is an interface '{wanted}' in {reference.Description} already.") : wanted;
        string prefix = network.InterfacePrefix ?? "eth";
        int number = 0;
        while (names.Contains($"{prefix}{number}")) number++;
        return $"{prefix}{number}";
    }

    // Mostly there are none.
    private static IReadOnlyList<string> Distinct(IReadOnlyList<string> some, IReadOnlyList<string> others)
        => some.Count + others.Count == 0 ? [] : [.. some.Concat(others).Distinct()];

    private static bool IsSame(EndpointRecord existing, EndpointOptions options)
        => options.Addresses.All(existing.Addresses().Contains) && (options.InterfaceName is null || options.InterfaceName == existing.Interface)
            && (options.MacAddress is null || options.MacAddress == existing.MacAddress) && options.Names.Concat(options.Aliases).All(existing.AllNames().Contains) && (options.Dns.Count == 0 || options.Dns.SequenceEqual(existing.Dns));

    private static ContainerNetException Attached(EndpointRecord existing, string network)
        => ContainerNetException.Exists("EndpointExists", existing.Namespace, $"Namespace '{existing.Namespace}' is on network '{network}' already, as {existing.Address} on {existing.Interface}.");

    private static ContainerEndpoint ToEndpoint(EndpointRecord record, IReadOnlyList<NetworkRecord> networks)
    {
        NetworkRecord? network = networks.FirstOrDefault(network => network.Id == record.NetworkId);
        return new ContainerEndpoint
        {
            Id = record.Id,
            Network = network?.Name ?? "",
            Namespace = NamespaceReference.Parse(record.Namespace),
            Container = record.Container,
            InterfaceAlias = record.Interface,
            HostInterface = record.HostInterface,
            IPAddress = record.Address,
            PrefixLength = network?.IPv4?.Subnet.PrefixLength ?? 32,
            Gateway = network?.IPv4?.Gateway ?? IPAddress.Any,
            IPv6Address = record.IPv6Address,
            IPv6PrefixLength = record.IPv6Address is null ? null : network?.IPv6?.Subnet.PrefixLength,
            IPv6Gateway = record.IPv6Address is null ? null : network?.IPv6?.Gateway,
            MacAddress = record.MacAddress,
            Names = record.Names,
            Aliases = record.Aliases,
        };
    }
}

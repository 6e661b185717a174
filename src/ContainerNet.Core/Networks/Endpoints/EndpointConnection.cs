using System.Net;
using System.Net.Sockets;
using ContainerNet.Host.Links;
using ContainerNet.Networks.Drivers;
using ContainerNet.Networks.Ipam;
using ContainerNet.Networks.Names;
using ContainerNet.Networks.Ports;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Networks.Endpoints;

/// <summary>What attaches a namespace to a network.</summary>
internal static class EndpointConnection
{
    public static IReadOnlyList<Step> Steps(PlanSession session, string networkName, NamespaceReference reference, EndpointOptions options, bool mayBeContainers, out string id)
    {
        NetworkRecord network = DefaultNetworks.Require(session.Host.State.Networks, networkName);
        if (network.Driver is NetworkDrivers.Host or NetworkDrivers.Null)
            throw ContainerNetException.Invalid("NetworkWithoutEndpoints", networkName, $"Network '{networkName}' takes no endpoints: it has no addresses to assign.");
        ulong inode = session.Host.Namespaces.InodeOf(reference);
        if (inode == session.Host.Namespaces.HostInode)
            throw ContainerNetException.Invalid("HostNamespace", reference.ToString(), "The host's own namespace cannot be attached to a network: it already has the network's bridge.");
        EndpointRecord? existing = session.Host.State.Endpoints.FirstOrDefault(endpoint => endpoint.NamespaceInode == inode && endpoint.NetworkId == network.Id);
        if (existing is not null && LiveEndpoints.IsAlive(session, existing))
        {
            id = existing.Id;
            return IsSame(existing, options) ? PublishSteps(session, network, existing, options.Publish) : throw Attached(existing, networkName);
        }

        IReadOnlyList<Step> making = network == DefaultNetworks.Unmade ? DefaultNetwork.CreateSteps(session, out network) : [];
        EndpointOwner? container = options.Container ?? session.Host.Containers.OwnerOf(reference);
        var leases = new Leases(session, network, options.Without) { Reserved = mayBeContainers ? session.Host.Containers.FixedAddresses(network.Name, container?.Id) : [] };
        if (existing is not null) leases.Reclaim(existing);
        (IPAddress address, IPAddress? ipv6) = leases.Choose(options.Addresses);
        List<NetAdapter> inside = LinkOperations.List(session, reference);
        var endpoint = new EndpointRecord(NetworkRecord.NewId(), network.Id, reference.Text, inode, ChooseInterface(network, inside, options, reference),
            network.Bridge is null ? "" : BridgeDriver.NewHostInterface(), address, leases.Mac(options.MacAddress, address), DateTimeOffset.UtcNow)
        {
            IPv6Address = ipv6,
            Aliases = Distinct(options.Aliases, []),
            Names = Distinct(options.Names, container?.Names ?? []),
            Dns = container?.Dns ?? options.Dns,
            Container = container?.Name,
            Isolated = network.Isolated,
            RoutesBySource = !network.Internal && (options.IsFurther || EndpointInterface.HasInterface(inside)),
        };
        id = endpoint.Id;
        bool inTurn = !options.Addresses.Any(wanted => wanted.AddressFamily == AddressFamily.InterNetwork);
        var lease = new SaveEndpoint(endpoint, session.Host.State.LastLease(network.Id)) { InTurn = inTurn };
        IReadOnlyList<PortPublication> publish = options.Container is null && container is not null ? ContainerPublication.OnConnect(session, container, network, inode, options.Publish) : options.Publish;
        IReadOnlyList<Step> keeping = KeepPorts(session, network, ref endpoint, publish, options.Without);
        List<Step> steps = [.. making, .. EndpointRemoval.ReleaseSteps(session.Host, leases.Dead), lease, .. keeping];
        steps.AddRange(EndpointInterface.Steps(session, network, endpoint, reference, inside));
        steps.AddRange(session.Host.Names.Steps([endpoint], []));
        return steps;
    }

    // The firewall learns of the ports with the rest of the endpoint, in one transaction.
    private static IReadOnlyList<Step> KeepPorts(PlanSession session, NetworkRecord network, ref EndpointRecord endpoint, IReadOnlyList<PortPublication> publish, IReadOnlyList<string> without)
    {
        if (publish.Count == 0) return [];
        var choice = new PortChoice(session, network, endpoint, without);
        IReadOnlyList<PortRecord> ports = choice.Choose(publish);
        endpoint = endpoint with { Ports = ports };
        return PortSteps.Keep(session, choice, ports);
    }

    private static IReadOnlyList<Step> PublishSteps(PlanSession session, NetworkRecord network, EndpointRecord endpoint, IReadOnlyList<PortPublication> publish)
    {
        if (publish.Count == 0) return [];
        var choice = new PortChoice(session, network, endpoint, []);
        return PortSteps.Add(session, choice, choice.Choose(publish));
    }

    private static string ChooseInterface(NetworkRecord network, List<NetAdapter> inside, EndpointOptions options, NamespaceReference reference)
    {
        HashSet<string> names = [.. inside.Select(link => link.Name)];
        if (options.InterfaceName is { } wanted)
            return names.Contains(wanted) ? throw ContainerNetException.Exists("InterfaceExists", wanted, $"Interface '{wanted}' already exists in {reference.Description}.") : wanted;
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
        => ContainerNetException.Exists("EndpointExists", existing.Namespace, $"{EndpointOperations.Capitalized(existing.Place().Description)} is already on network '{network}', as {existing.Address} on {existing.Interface}.");
}

using System.Net;
using System.Security.Cryptography;
using ContainerNet.Firewall;
using ContainerNet.Namespaces;
using ContainerNet.Plans;
using ContainerNet.Plans.Steps;

namespace ContainerNet.Networks;

/// <summary>What can be done with container networks.</summary>
public sealed class NetworkOperations
{
    private readonly NetHost _host;

    internal NetworkOperations(NetHost host) => _host = host;

    /// <summary>All networks, in the order they were made.</summary>
    public IReadOnlyList<ContainerNetwork> List()
    {
        IReadOnlyList<EndpointRecord> endpoints = _host.State.Endpoints;
        return [.. _host.State.Networks.Select(network => ToNetwork(network, endpoints))];
    }

    /// <summary>Plans a network: its bridge with the gateway's address, forwarding, and masquerading. One that exists just so is left as it is.</summary>
    /// <exception cref="ContainerNetException">A value is not acceptable, the name is taken by another, or the subnet overlaps.</exception>
    public Plan<ContainerNetwork> PlanCreate(NetworkDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        NetworkRules.Check(definition);
        NetworkRecord wanted = ToRecord(definition);
        return new Plan<ContainerNetwork>(_host, $"Make network '{definition.Name}'", session => CreateSteps(session, wanted, definition), _ => Get(definition.Name));
    }

    /// <summary>Plans to remove a network.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="force">Whether endpoints that are still attached are detached first.</param>
    /// <exception cref="ContainerNetException">There is no such network, or it has endpoints.</exception>
    public Plan PlanRemove(string name, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new Plan(_host, $"Remove network '{name}'", session => RemoveSteps(session, name, force));
    }

    /// <summary>One network.</summary>
    /// <exception cref="ContainerNetException">There is none with that name.</exception>
    public ContainerNetwork Get(string name) => ToNetwork(Require(_host.State.Networks, name), _host.State.Endpoints);

    internal static NetworkRecord Require(IReadOnlyList<NetworkRecord> networks, string name)
        => networks.FirstOrDefault(network => network.Name == name)
            ?? throw ContainerNetException.NotFound("NetworkNotFound", name, $"There is no network '{name}'.");

    private static List<Step> CreateSteps(PlanSession session, NetworkRecord wanted, NetworkDefinition definition)
    {
        IReadOnlyList<NetworkRecord> networks = session.Host.State.Networks;
        if (networks.FirstOrDefault(network => network.Name == wanted.Name) is { } existing)
        {
            if (IsSame(existing, wanted, definition)) return [];
            throw ContainerNetException.Exists("NetworkExists", wanted.Name, $"There is a network '{wanted.Name}' already, with {existing.Subnet} on {existing.Bridge}.");
        }
        if (networks.FirstOrDefault(network => network.Subnet.Overlaps(wanted.Subnet)) is { } overlapping)
            throw ContainerNetException.Exists("SubnetOverlaps", wanted.Subnet, $"{wanted.Subnet} overlaps with network '{overlapping.Name}', which has {overlapping.Subnet}.");
        if (session.FindLink(NamespaceReference.Host, wanted.Bridge) is not null)
            throw ContainerNetException.Exists("InterfaceExists", wanted.Bridge, $"There is an interface '{wanted.Bridge}' on the host already.");
        var steps = new List<Step>
        {
            new SaveNetwork(wanted),
            new CreateLink(wanted.Bridge, "bridge", MacAddress.Random()) { Mtu = wanted.MtuSize, Up = true },
            new AddAddress(new AddressEntry(wanted.Bridge, new InterfaceAddress(wanted.Gateway, wanted.Subnet.PrefixLength)) { Broadcast = wanted.Subnet.LastAddress(), Label = wanted.Bridge }),
        };
        if (Sysctl.Read(session.Host, NamespaceReference.Host, "net/ipv4/ip_forward") == "0")
            steps.Add(new SetSysctl("net/ipv4/ip_forward", "1", "0"));
        // What the host sends to its own 127.0.0.1 must be able to leave by the bridge; the firewall drops what arrives for it.
        steps.Add(new SetSysctl($"net/ipv4/conf/{wanted.Bridge}/route_localnet", "1", "0"));
        steps.Add(new ChangeFirewall(new FirewallChange([ElementOf(wanted)], [])) { Firewall = session.Host.Firewall });
        return steps;
    }

    private static List<Step> RemoveSteps(PlanSession session, string name, bool force)
    {
        NetworkRecord network = Require(session.Host.State.Networks, name);
        IReadOnlyList<EndpointRecord> endpoints = [.. session.Host.State.Endpoints.Where(endpoint => endpoint.NetworkId == network.Id)];
        List<EndpointRecord> attached = [.. endpoints.Where(endpoint => EndpointOperations.IsAlive(session, endpoint))];
        if (attached.Count > 0 && !force)
        {
            string holders = string.Join(", ", attached.Take(5).Select(endpoint => $"'{endpoint.Namespace}'"));
            throw ContainerNetException.InUse("NetworkInUse", name, $"Network '{name}' has {attached.Count} endpoint{(attached.Count == 1 ? "" : "s")}, in {holders}. Detach them first, or use -Force.");
        }
        IEnumerable<FirewallElement> ports = endpoints.SelectMany(endpoint => endpoint.Ports.Select(port => port.ToElement(endpoint.Address)));
        var steps = new List<Step> { new ChangeFirewall(new FirewallChange([], [.. ports, ElementOf(network)])) { Firewall = session.Host.Firewall } };
        steps.AddRange(endpoints.Select(endpoint => new ForgetEndpoint(endpoint)));
        steps.Add(new ForgetNetwork(network, session.Host.State.LastLease(network.Id)));
        steps.AddRange(attached.Select(endpoint => new DeleteLink(endpoint.HostInterface)));
        if (session.FindLink(NamespaceReference.Host, network.Bridge) is not null) steps.Add(new DeleteLink(network.Bridge));
        return steps;
    }

    private static NetworkElement ElementOf(NetworkRecord network) => new(network.Bridge, network.Subnet, network.Masquerade);

    private static bool IsSame(NetworkRecord existing, NetworkRecord wanted, NetworkDefinition definition)
        => existing.Subnet.Equals(wanted.Subnet) && existing.Gateway.Equals(wanted.Gateway) && existing.Masquerade == wanted.Masquerade
            && existing.MtuSize == wanted.MtuSize && (definition.BridgeName is null || existing.Bridge == definition.BridgeName);

    private static NetworkRecord ToRecord(NetworkDefinition definition)
    {
        string id = NewId();
        IPAddress gateway = definition.Gateway ?? AddressPool.Next(definition.Subnet, new HashSet<IPAddress>(), last: null)!;
        return new NetworkRecord(id, definition.Name, "bridge", definition.Subnet, gateway, definition.BridgeName ?? $"cn-{id[..10]}", definition.Masquerade, DateTimeOffset.UtcNow)
        {
            MtuSize = definition.MtuSize,
        };
    }

    internal static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private static ContainerNetwork ToNetwork(NetworkRecord record, IReadOnlyList<EndpointRecord> endpoints) => new()
    {
        Id = record.Id,
        Name = record.Name,
        Driver = record.Driver,
        Subnet = record.Subnet,
        Gateway = record.Gateway,
        BridgeName = record.Bridge,
        Masquerade = record.Masquerade,
        MtuSize = record.MtuSize,
        Created = record.Created,
        EndpointCount = endpoints.Count(endpoint => endpoint.NetworkId == record.Id),
    };
}

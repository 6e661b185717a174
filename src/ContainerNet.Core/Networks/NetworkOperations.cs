using System.Net;
using System.Text.Json;
using ContainerNet.Configuration;
using ContainerNet.Containers.Networking;
using ContainerNet.Firewall;
using ContainerNet.Host.Links;
using ContainerNet.Networks.Drivers;
using ContainerNet.Networks.Endpoints;
using ContainerNet.Networks.Inspection;
using ContainerNet.Networks.Ipam;
using ContainerNet.Networks.Names;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;
using ContainerNet.State;

namespace ContainerNet.Networks;

/// <summary>What can be done with container networks.</summary>
public sealed class NetworkOperations
{
    private readonly HostContext _host;

    internal NetworkOperations(HostContext host) => _host = host;

    /// <summary>All networks: the three default ones, then the others in the order they were made.</summary>
    public IReadOnlyList<ContainerNetwork> List()
    {
        IReadOnlyList<EndpointRecord> endpoints = _host.State.Endpoints;
        return [.. DefaultNetworks.With(_host.State.Networks).Select(network => ToNetwork(network, endpoints))];
    }

    /// <summary>Plans a network. One that already exists with the same settings is not changed; what the definition leaves open fits whatever is there.</summary>
    /// <exception cref="ContainerNetException">A value is not acceptable, the name is taken by another, or the subnet overlaps.</exception>
    public Plan<ContainerNetwork> PlanCreate(NetworkDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        definition = DefaultOptions.Over(definition, _host.Configuration.Get());
        NetworkRules.Check(definition);
        return new Plan<ContainerNetwork>(_host, $"Create network '{definition.Name}'", session => Create(session, definition));
    }

    /// <summary>
    /// What is likely to be a mistake in a definition that is acceptable, a sentence each: a subnet that the host routes elsewhere,
    /// its LAN's usually. A macvlan network has the LAN's on purpose, and a network that exists is what it is.
    /// </summary>
    public IReadOnlyList<string> Warnings(NetworkDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        if (definition.Driver != NetworkDrivers.Bridge || _host.State.Networks.Any(network => network.Name == definition.Name)) return [];
        using PlanSession session = _host.NewSession();
        return [.. SubnetChooser.OverlapsWithHost(session, definition)];
    }

    /// <summary>Plans to remove a network. The default network <c>bridge</c> is made again when it is used again.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="force">Whether endpoints that are still attached are detached first.</param>
    /// <exception cref="ContainerNetException">There is no such network, it has endpoints, or it cannot be removed.</exception>
    public Plan PlanRemove(string name, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new Plan(_host, $"Remove network '{name}'", session => RemoveSteps(session, [name], force));
    }

    /// <summary>Plans to remove networks, all at once: the kernel takes as long for one as for many.</summary>
    /// <inheritdoc cref="PlanRemove(string, bool)"/>
    /// <param name="names">Their names.</param>
    /// <param name="force">Whether endpoints that are still attached are detached first.</param>
    public Plan PlanRemove(IReadOnlyList<string> names, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(names);
        return new Plan(_host, $"Remove {names.Count} networks", session => RemoveSteps(session, names, force));
    }

    /// <summary>The networks that nothing is attached to, the default ones apart: what <c>docker network prune</c> removes.</summary>
    public IReadOnlyList<ContainerNetwork> ListUnused()
    {
        using PlanSession session = _host.NewSession();
        IReadOnlyList<EndpointRecord> endpoints = _host.State.Endpoints;
        HashSet<string> used = [.. LiveEndpoints.Alive(session, endpoints).Select(endpoint => endpoint.NetworkId)];
        return [.. _host.State.Networks.Where(network => !DefaultNetworks.IsDefault(network.Name) && !used.Contains(network.Id)).Select(network => ToNetwork(network, endpoints))];
    }

    /// <summary>What differs between the networks as they are meant and the kernel.</summary>
    /// <param name="name">The network to look at; all when null. The firewall is always looked at whole.</param>
    /// <exception cref="ContainerNetException">There is no such network.</exception>
    public IReadOnlyList<ContainerNetworkDifference> Test(string? name = null)
    {
        using PlanSession session = _host.NewSession();
        return [.. Inspect(session, name).Select(finding => finding.Difference)];
    }

    /// <summary>Plans to repair differences.</summary>
    /// <param name="name">The network to repair; all when null.</param>
    /// <exception cref="ContainerNetException">There is no such network.</exception>
    public Plan PlanRepair(string? name = null)
        => new(_host, $"Repair {(name is null ? "all networks" : $"network '{name}'")}", session =>
        {
            Step[] steps = [.. Inspect(session, name).SelectMany(finding => finding.Repair)];
            // The step that makes the firewall again cannot be undone, so it runs last, and makes the smaller changes to the firewall unnecessary.
            Step[] last = [.. steps.Where(step => step.Inverse is null)];
            return last.Length == 0 ? steps : [.. steps.Where(step => step is not ChangeFirewall && step.Inverse is not null), .. last];
        });

    private static IReadOnlyList<NetworkFinding> Inspect(PlanSession session, string? name)
    {
        if (name is not null) DefaultNetworks.Require(session.Host.State.Networks, name);
        return new NetworkInspection(session).Inspect(network => name is null || network.Name == name);
    }

    /// <summary>One network.</summary>
    /// <exception cref="ContainerNetException">There is none with that name.</exception>
    public ContainerNetwork Get(string name) => ToNetwork(DefaultNetworks.Require(_host.State.Networks, name), _host.State.Endpoints);

    /// <summary>What networks are called, by their ids.</summary>
    internal Dictionary<string, string> NamesById() => _host.State.Networks.ToDictionary(network => network.Id, network => network.Name);

    private Planned<ContainerNetwork> Create(PlanSession session, NetworkDefinition definition)
    {
        IReadOnlyList<NetworkRecord> networks = session.Host.State.Networks;
        if (networks.FirstOrDefault(network => network.Name == definition.Name) is { } existing)
        {
            if (IsSame(existing, definition)) return new Planned<ContainerNetwork>([], _ => Get(definition.Name));
            throw ContainerNetException.Exists("NetworkExists", definition.Name,
                $"Network '{definition.Name}' already exists, with {string.Join(" and ", existing.Pools().Select(pool => pool.Subnet))} on {existing.Bridge ?? existing.Parent}.");
        }
        NetworkRecord made = ToRecord(definition, NetworkRecord.NewId(), SubnetChooser.IPv4(session, definition, networks), SubnetChooser.IPv6(session, definition, networks));
        // Nothing can be attached to it before the state's lock is free.
        return new Planned<ContainerNetwork>(NetworkSteps.Create(session, made), _ => ToNetwork(made, []));
    }

    private static List<Step> RemoveSteps(PlanSession session, IReadOnlyList<string> names, bool force)
    {
        NetworkRecord[] networks = [.. names.Distinct().Select(name => RequireRemovable(session.Host.State.Networks, name)).Where(network => network != DefaultNetworks.Unmade)];
        ILookup<string, EndpointRecord> byNetwork = session.Host.State.Endpoints.ToLookup(endpoint => endpoint.NetworkId);
        EndpointRecord[] endpoints = [.. networks.SelectMany(network => byNetwork[network.Id])];
        List<EndpointRecord> attached = LiveEndpoints.Alive(session, endpoints);
        if (attached.Count > 0 && !force) throw InUse(networks.First(network => network.Id == attached[0].NetworkId), attached);
        HashSet<string> present = session.ExistingLinks(NamespaceReference.Host, [.. networks.Select(network => network.Bridge).OfType<string>()]);
        return
        [
            .. EndpointRemoval.Firewall(session.Host, endpoints.SelectMany(endpoint => endpoint.WaysIn())),
            .. session.Host.Names.Steps([], endpoints),
            .. endpoints.Select(endpoint => new ForgetEndpoint(endpoint)),
            .. networks.Select(network => new ForgetNetwork(network, session.Host.State.LastLease(network.Id))),
            .. ContainerPublication.HandOver(session, attached),
            .. SourceRoutes.Remove(session, attached),
            .. DefaultRoutes.HandOver(session, attached),
            .. EndpointRemoval.DeleteInterfaces(attached, [.. networks.Select(network => network.Bridge).OfType<string>().Where(present.Contains)]),
            // The rules that isolate the networks and guard their ports stay until the ports are removed.
            .. EndpointRemoval.Firewall(session.Host, [.. endpoints.SelectMany(endpoint => endpoint.Guards()), .. networks.SelectMany(network => network.ToElements())]),
        ];
    }

    private static NetworkRecord RequireRemovable(IReadOnlyList<NetworkRecord> networks, string name)
    {
        NetworkRecord network = DefaultNetworks.Require(networks, name);
        return name is DefaultNetworks.HostName or DefaultNetworks.NoneName
            ? throw ContainerNetException.Invalid("DefaultNetwork", name, $"Network '{name}' is predefined and cannot be removed.")
            : network;
    }

    private static ContainerNetException InUse(NetworkRecord network, List<EndpointRecord> attached)
    {
        EndpointRecord[] own = [.. attached.Where(endpoint => endpoint.NetworkId == network.Id)];
        string holders = string.Join(", ", own.Take(5).Select(endpoint => endpoint.Place().Description));
        return ContainerNetException.InUse("NetworkInUse", network.Name, $"Network '{network.Name}' has {own.Length} endpoint{(own.Length == 1 ? "" : "s")}, in {holders}. Detach them first, or use -Force.");
    }

    // The same request again returns the existing network: what was chosen for it then stays.
    private static bool IsSame(NetworkRecord existing, NetworkDefinition definition)
    {
        if (existing.IPv4 is not { } ipv4 || (existing.IPv6 is null && definition.EnableIPv6)) return false;
        NetworkDefinition completed = definition with
        {
            Subnet = definition.Subnet ?? ipv4.Subnet,
            Gateway = definition.Gateway ?? ipv4.Gateway,
            IPv6Subnet = definition.IPv6Subnet ?? (definition.EnableIPv6 ? existing.IPv6?.Subnet : null),
            BridgeName = definition.BridgeName ?? existing.Bridge,
        };
        NetworkPool pool = SubnetChooser.ToPool(completed, completed.Subnet!.Value, completed.Gateway, completed.IPRange);
        NetworkPool? pool6 = completed.IPv6Subnet is { } subnet ? SubnetChooser.ToPool(completed, subnet, completed.IPv6Gateway ?? existing.IPv6?.Gateway ?? subnet.BaseAddress, completed.IPv6Range) : null;
        NetworkRecord same = ToRecord(completed, existing.Id, pool, pool6) with { Created = existing.Created };
        return Text(same) == Text(existing);
    }

    // Records with dictionaries in them are equal when what would be kept of them is.
    private static string Text(NetworkRecord network) => JsonSerializer.Serialize(network, ChangeJson.Default.NetworkRecord);

    private static NetworkRecord ToRecord(NetworkDefinition definition, string id, NetworkPool ipv4, NetworkPool? ipv6) => new(id, definition.Name, definition.Driver, DateTimeOffset.UtcNow)
    {
        IPv4 = ipv4,
        IPv6 = ipv6,
        Bridge = definition.Driver == NetworkDrivers.Bridge ? definition.BridgeName ?? BridgeDriver.NameFor(id) : null,
        Parent = definition.Parent,
        MacvlanMode = definition.Driver == NetworkDrivers.Macvlan ? definition.MacvlanMode ?? MacvlanMode.Bridge : null,
        Masquerade = definition.Driver == NetworkDrivers.Bridge && definition.Masquerade,
        Internal = definition.Internal,
        Isolated = !definition.Icc,
        HostAccess = definition.HostAccess,
        SnatAddress = definition.SnatAddress.FirstOrDefault(address => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork),
        IPv6SnatAddress = definition.SnatAddress.FirstOrDefault(address => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6),
        HostBinding = IPAddress.Any.Equals(definition.HostBinding) ? null : definition.HostBinding,
        MtuSize = definition.MtuSize,
        InterfacePrefix = definition.InterfacePrefix,
        Labels = definition.Labels.Count == 0 ? null : definition.Labels,
    };

    private static ContainerNetwork ToNetwork(NetworkRecord record, IReadOnlyList<EndpointRecord> endpoints) => new()
    {
        Id = record.Id,
        Name = record.Name,
        Driver = record.Driver,
        SubnetValue = record.IPv4?.Subnet,
        GatewayValue = record.IPv4?.Gateway,
        IPRangeValue = record.IPv4?.Range,
        AuxAddressValue = record.Auxiliary(),
        IPv6SubnetValue = record.IPv6?.Subnet,
        IPv6GatewayValue = record.IPv6?.Gateway,
        IPv6RangeValue = record.IPv6?.Range,
        BridgeName = record.Bridge,
        Parent = record.Parent,
        MacvlanMode = record.MacvlanMode,
        Internal = record.Internal,
        Icc = !record.Isolated,
        Masquerade = record.Masquerade,
        SnatAddressValue = record.SnatAddresses(),
        HostBindingValue = record.HostBinding,
        MtuSize = record.MtuSize,
        Labels = record.Labels ?? new Dictionary<string, string>(),
        Options = DriverOptions.Of(record),
        IsPredefined = DefaultNetworks.IsDefault(record.Name),
        Created = record.Created == default ? null : record.Created,
        EndpointCount = endpoints.Count(endpoint => endpoint.NetworkId == record.Id),
    };
}

/// <summary>The host's container networks.</summary>
internal static class NetworkService
{
    extension(HostContext host)
    {
        /// <summary>The host's container networks.</summary>
        public NetworkOperations Networks => host.Get<NetworkOperations>();
    }
}

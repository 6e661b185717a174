using System.Net;
using System.Text.Json;
using ContainerNet.Firewall;
using ContainerNet.Plans;
using ContainerNet.Plans.Steps;
using ContainerNet.State;

namespace ContainerNet.Networks;

/// <summary>What can be done with container networks.</summary>
public sealed class NetworkOperations
{
    private readonly NetHost _host;

    internal NetworkOperations(NetHost host) => _host = host;

    /// <summary>All networks: the three default ones, then the others in the order they were made.</summary>
    public IReadOnlyList<ContainerNetwork> List()
    {
        IReadOnlyList<EndpointRecord> endpoints = _host.State.Endpoints;
        return [.. DefaultNetworks.With(_host.State.Networks).Select(network => ToNetwork(network, endpoints))];
    }

    /// <summary>Plans a network. One that exists just so is left as it is; what the definition leaves open fits whatever is there.</summary>
    /// <exception cref="ContainerNetException">A value is not acceptable, the name is taken by another, or the subnet overlaps.</exception>
    public Plan<ContainerNetwork> PlanCreate(NetworkDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        definition = DefaultOptions.Over(definition, _host.Configuration.Get());
        NetworkRules.Check(definition);
        NetworkRecord? made = null;
        return new Plan<ContainerNetwork>(_host, $"Make network '{definition.Name}'",
            session => CreateSteps(session, definition, out made),
            // Nothing can be attached to it before the state's lock is free.
            _ => made is null ? Get(definition.Name) : ToNetwork(made, []));
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
        HashSet<string> used = [.. EndpointOperations.Alive(session, endpoints).Select(endpoint => endpoint.NetworkId)];
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

    /// <summary>Plans to mend what differs.</summary>
    /// <param name="name">The network to mend; all when null.</param>
    /// <exception cref="ContainerNetException">There is no such network.</exception>
    public Plan PlanRepair(string? name = null)
        => new(_host, $"Repair {(name is null ? "all networks" : $"network '{name}'")}", session =>
        {
            Step[] steps = [.. Inspect(session, name).SelectMany(finding => finding.Repair)];
            // What makes the firewall anew cannot be undone, so it goes last, and makes its smaller changes needless.
            Step[] last = [.. steps.Where(step => step.Inverse is null)];
            return last.Length == 0 ? steps : [.. steps.Where(step => step is not ChangeFirewall && step.Inverse is not null), .. last];
        });

    private static IReadOnlyList<NetworkFinding> Inspect(PlanSession session, string? name)
    {
        if (name is not null) Require(session.Host.State.Networks, name);
        return new NetworkInspection(session).Inspect(network => name is null || network.Name == name);
    }

    /// <summary>One network.</summary>
    /// <exception cref="ContainerNetException">There is none with that name.</exception>
    public ContainerNetwork Get(string name) => ToNetwork(Require(_host.State.Networks, name), _host.State.Endpoints);

    internal static NetworkRecord Require(IReadOnlyList<NetworkRecord> networks, string name)
        => DefaultNetworks.Find(networks, name)
            ?? throw ContainerNetException.NotFound("NetworkNotFound", name, $"There is no network '{name}'.");

    /// <summary>What networks are called, by their ids.</summary>
    internal Dictionary<string, string> NamesById() => _host.State.Networks.ToDictionary(network => network.Id, network => network.Name);

    // Nobody else's, but no secret.
    internal static string NewId() => Random.Shared.GetHexString(64, lowercase: true);

    /// <param name="session">The operation.</param>
    /// <param name="definition">What is asked for.</param>
    /// <param name="made">The new network; null where it is there already.</param>
    private static List<Step> CreateSteps(PlanSession session, NetworkDefinition definition, out NetworkRecord? made)
    {
        made = null;
        IReadOnlyList<NetworkRecord> networks = session.Host.State.Networks;
        if (networks.FirstOrDefault(network => network.Name == definition.Name) is { } existing)
        {
            if (IsSame(existing, definition)) return [];
            throw ContainerNetException.Exists("NetworkExists", definition.Name,
                $"There is a network '{definition.Name}' already, with {string.Join(" and ", existing.Pools().Select(pool => pool.Subnet))} on {existing.Bridge ?? existing.Parent}.");
        }
        made = ToRecord(definition, NewId(), SubnetChooser.IPv4(session, definition, networks), SubnetChooser.IPv6(session, definition, networks));
        return CreateSteps(session, made);
    }

    /// <summary>The steps that make a network whose every detail is settled.</summary>
    internal static List<Step> CreateSteps(PlanSession session, NetworkRecord network)
    {
        List<Step> steps = network.Driver == NetworkDrivers.Macvlan ? MacvlanDriver.CreateSteps(session, network) : BridgeDriver.CreateSteps(session, network);
        steps.Insert(0, new SaveNetwork(network));
        return steps;
    }

    private static List<Step> RemoveSteps(PlanSession session, IReadOnlyList<string> names, bool force)
    {
        NetworkRecord[] networks = [.. names.Distinct().Select(name => RequireRemovable(session.Host.State.Networks, name)).Where(network => network != DefaultNetworks.Unmade)];
        ILookup<string, EndpointRecord> byNetwork = session.Host.State.Endpoints.ToLookup(endpoint => endpoint.NetworkId);
        EndpointRecord[] endpoints = [.. networks.SelectMany(network => byNetwork[network.Id])];
        List<EndpointRecord> attached = EndpointOperations.Alive(session, endpoints);
        if (attached.Count > 0 && !force) throw InUse(networks.First(network => network.Id == attached[0].NetworkId), attached);
        FirewallElement[] elements = [.. endpoints.SelectMany(endpoint => endpoint.ToElements()), .. networks.SelectMany(network => network.ToElements())];
        HashSet<string> present = session.ExistingLinks(NamespaceReference.Host, [.. networks.Select(network => network.Bridge).OfType<string>()]);
        return
        [
            .. elements.Length > 0 ? [ChangeFirewall.Removing(session.Host, elements)] : Array.Empty<Step>(),
            .. session.Host.Names.Steps([], endpoints),
            .. endpoints.Select(endpoint => new ForgetEndpoint(endpoint)),
            .. networks.Select(network => new ForgetNetwork(network, session.Host.State.LastLease(network.Id))),
            .. DefaultRoutes.HandOver(session, attached),
            .. EndpointOperations.DeleteInterfaces(attached, [.. networks.Select(network => network.Bridge).OfType<string>().Where(present.Contains)]),
        ];
    }

    private static NetworkRecord RequireRemovable(IReadOnlyList<NetworkRecord> networks, string name)
    {
        NetworkRecord network = Require(networks, name);
        return name is DefaultNetworks.HostName or DefaultNetworks.NoneName
            ? throw ContainerNetException.Invalid("DefaultNetwork", name, $"The network '{name}' is always there; it cannot be removed.")
            : network;
    }

    private static ContainerNetException InUse(NetworkRecord network, List<EndpointRecord> attached)
    {
        EndpointRecord[] own = [.. attached.Where(endpoint => endpoint.NetworkId == network.Id)];
        string holders = string.Join(", ", own.Take(5).Select(endpoint => $"'{endpoint.Namespace}'"));
        return ContainerNetException.InUse("NetworkInUse", network.Name, $"Network '{network.Name}' has {own.Length} endpoint{(own.Length == 1 ? "" : "s")}, in {holders}. Detach them first, or use -Force.");
    }

    // Whoever asks again for the same gets it: what was left to be chosen is as it was chosen then.
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
        Subnet = record.IPv4?.Subnet,
        Gateway = record.IPv4?.Gateway,
        IPRange = record.IPv4?.Range,
        AuxAddress = record.Auxiliary(),
        IPv6Subnet = record.IPv6?.Subnet,
        IPv6Gateway = record.IPv6?.Gateway,
        IPv6Range = record.IPv6?.Range,
        BridgeName = record.Bridge,
        Parent = record.Parent,
        MacvlanMode = record.MacvlanMode,
        Internal = record.Internal,
        Icc = !record.Isolated,
        Masquerade = record.Masquerade,
        SnatAddress = record.SnatAddresses(),
        HostBinding = record.HostBinding,
        MtuSize = record.MtuSize,
        Labels = record.Labels ?? new Dictionary<string, string>(),
        Options = DockerOptions.Of(record),
        Created = record.Created == default ? null : record.Created,
        EndpointCount = endpoints.Count(endpoint => endpoint.NetworkId == record.Id),
    };
}

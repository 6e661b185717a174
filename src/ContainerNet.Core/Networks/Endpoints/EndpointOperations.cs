using System.Net;
using System.Net.Sockets;
using ContainerNet.Firewall;
using ContainerNet.Firewall.Elements;
using ContainerNet.Host.Addresses;
using ContainerNet.Host.Links;
using ContainerNet.Host.Routes;
using ContainerNet.Host.Sysctls;
using ContainerNet.Linux.Syscalls;
using ContainerNet.Linux.Sysctls;
using ContainerNet.Networks.Drivers;
using ContainerNet.Networks.Ipam;
using ContainerNet.Networks.Names;
using ContainerNet.Networks.Ports;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Networks.Endpoints;

/// <summary>What can be done with endpoints: namespaces' places on networks.</summary>
public sealed class EndpointOperations
{
    private readonly HostContext _host;

    internal EndpointOperations(HostContext host) => _host = host;

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
        ContainerEndpoint[] found = [.. LiveEndpoints.OfNamespace(session, reference).Select(endpoint => ToEndpoint(endpoint, networks))];
        return found switch
        {
            [var only] => only,
            [] => throw ContainerNetException.NotFound("EndpointNotFound", reference.ToString(), $"{Capitalized(reference.Description)} is not attached to a container network."),
            _ => throw ContainerNetException.Invalid("EndpointAmbiguous", reference.ToString(), $"{Capitalized(reference.Description)} is attached to several networks: {string.Join(", ", found.Select(endpoint => endpoint.Network))}. Choose an endpoint with Get-ContainerEndpoint."),
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

    /// <summary>Plans to attach a namespace to a network. One that is attached already is not changed.</summary>
    /// <exception cref="ContainerNetException">There is no such network or namespace, or no free address, or the wanted one is taken.</exception>
    public Plan<ContainerEndpoint> PlanConnect(string network, NamespaceReference reference, EndpointOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(reference);
        options ??= new EndpointOptions();
        options.Check();
        return new Plan<ContainerEndpoint>(_host, $"Attach {reference.Description} to network '{network}'", session =>
        {
            // Asked once, under the lock of the state: a container that is made later finds the endpoint when its files are written.
            bool mayBeContainers = _host.Containers.MayBeAny;
            IReadOnlyList<Step> steps = EndpointConnection.Steps(session, network, reference, options, mayBeContainers, out string id);
            return new Planned<ContainerEndpoint>(steps, after => ToEndpoint(LiveEndpoints.Require(after, id), after.Host.State.Networks))
            {
                Finished = () => Settle(session, id, mayBeContainers),
            };
        });
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
    /// <exception cref="ContainerNetException">It does not exist.</exception>
    public Plan PlanDisconnect(ContainerEndpoint endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return PlanDetach($"Detach {endpoint.NamespaceValue.Description} from network '{endpoint.Network}'", session => [LiveEndpoints.Require(session, endpoint.Id)]);
    }

    /// <summary>Plans to detach a namespace from all that it is attached to.</summary>
    internal Plan PlanDisconnectAll(NamespaceReference reference)
        => PlanDetach($"Detach {reference.Description} from all networks", session => [.. LiveEndpoints.OfNamespace(session, reference)]);

    /// <summary>Plans to detach endpoints, all at once: the kernel takes as long for one as for many. Endpoints that no longer exist are left out.</summary>
    public Plan PlanDisconnect(IReadOnlyList<ContainerEndpoint> endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        return PlanDetach($"Detach {endpoints.Count} endpoints", session =>
            [.. endpoints.DistinctBy(endpoint => endpoint.Id).Select(endpoint => session.Host.State.FindEndpoint(endpoint.Id)).OfType<EndpointRecord>()]);
    }

    private Plan PlanDetach(string summary, Func<PlanSession, IReadOnlyList<EndpointRecord>> which)
    {
        return new Plan(_host, summary, session =>
        {
            IReadOnlyList<EndpointRecord> endpoints = which(session);
            return new Planned([.. EndpointRemoval.DetachSteps(session, endpoints)]) { Finished = () => _host.Containers.UpdateFiles(endpoints) };
        });
    }

    private void Settle(PlanSession session, string id, bool mayBeContainers)
    {
        if (_host.State.FindEndpoint(id) is not { } endpoint) return;
        EndpointReadiness.Wait(session, _host.State.Networks.First(network => network.Id == endpoint.NetworkId), endpoint);
        if (mayBeContainers) _host.Containers.UpdateFiles([endpoint]);
    }

    private static EndpointRecord Require(PlanSession session, string network, NamespaceReference reference)
        => Find(session, DefaultNetworks.Require(session.Host.State.Networks, network), reference)
            ?? throw ContainerNetException.NotFound("EndpointNotFound", reference.ToString(), $"{Capitalized(reference.Description)} has no endpoint on network '{network}'.");

    private static EndpointRecord? Find(PlanSession session, NetworkRecord network, NamespaceReference reference)
        => LiveEndpoints.OfNamespace(session, reference).FirstOrDefault(endpoint => endpoint.NetworkId == network.Id);

    internal static string Capitalized(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}";

    private static ContainerEndpoint ToEndpoint(EndpointRecord record, IReadOnlyList<NetworkRecord> networks)
    {
        NetworkRecord? network = networks.FirstOrDefault(network => network.Id == record.NetworkId);
        return new ContainerEndpoint(record.Place(), record.Address, network?.IPv4?.Gateway ?? IPAddress.Any, record.MacAddress)
        {
            Id = record.Id,
            Network = network?.Name ?? "",
            Container = record.Container,
            InterfaceAlias = record.Interface,
            HostInterface = record.HostInterface,
            PrefixLength = network?.IPv4?.Subnet.PrefixLength ?? 32,
            IPv6AddressValue = record.IPv6Address,
            IPv6PrefixLength = record.IPv6Address is null ? null : network?.IPv6?.Subnet.PrefixLength,
            IPv6GatewayValue = record.IPv6Address is null ? null : network?.IPv6?.Gateway,
            Names = record.Names,
            Aliases = record.Aliases,
        };
    }
}

/// <summary>The host's endpoints.</summary>
internal static class EndpointService
{
    extension(HostContext host)
    {
        /// <summary>The host's endpoints.</summary>
        public EndpointOperations Endpoints => host.Get<EndpointOperations>();
    }
}

using System.Net;
using ContainerNet.Addressing;
using ContainerNet.Firewall;
using ContainerNet.Plans;
using ContainerNet.Plans.Steps;

namespace ContainerNet.Networks;

/// <summary>What can be done with addresses of the host that lead to an endpoint whole.</summary>
public sealed class AddressMappingOperations
{
    private readonly NetHost _host;

    internal AddressMappingOperations(NetHost host) => _host = host;

    /// <summary>All mapped addresses.</summary>
    public IReadOnlyList<AddressMapping> List()
    {
        Dictionary<string, string> networks = _host.Networks.NamesById();
        return [.. _host.State.Endpoints.SelectMany(endpoint => endpoint.HostAddresses.Select(address => ToMapping(endpoint, address, networks.GetValueOrDefault(endpoint.NetworkId, ""))))];
    }

    /// <summary>Plans to map an address of the host to an endpoint. One that is mapped so is left as it is.</summary>
    /// <exception cref="ContainerNetException">The endpoint is gone, or the address is not the host's, is loopback, or leads elsewhere.</exception>
    public Plan<AddressMapping> PlanAdd(ContainerEndpoint endpoint, IPAddress hostAddress)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(hostAddress);
        return new Plan<AddressMapping>(_host, $"Map {hostAddress} to {endpoint.Namespace.Description}",
            session => AddSteps(session, endpoint, hostAddress),
            session => ToMapping(EndpointOperations.Require(session, endpoint.Id), hostAddress, endpoint.Network));
    }

    /// <summary>Plans to end a mapping.</summary>
    /// <exception cref="ContainerNetException">There is none.</exception>
    public Plan PlanRemove(AddressMapping mapping)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        return new Plan(_host, $"Unmap {mapping.HostAddress}", session =>
        {
            EndpointRecord record = EndpointOperations.Require(session, mapping.EndpointId);
            if (!record.HostAddresses.Contains(mapping.HostAddress)) throw ContainerNetException.NotFound("AddressMappingNotFound", mapping, $"{mapping.HostAddress} is not mapped to {record.Namespace}.");
            return
            [
                new SaveHostAddresses(record.Id, [.. record.HostAddresses.Where(other => !other.Equals(mapping.HostAddress))], record.HostAddresses),
                ChangeFirewall.Removing(session.Host, ElementOf(record, mapping.HostAddress)),
            ];
        });
    }

    private static IReadOnlyList<Step> AddSteps(PlanSession session, ContainerEndpoint endpoint, IPAddress address)
    {
        EndpointRecord record = EndpointOperations.Require(session, endpoint.Id);
        if (record.HostAddresses.Contains(address)) return [];
        EndpointRecord[] holders = [.. session.Host.State.Endpoints.Where(other => other.HostAddresses.Contains(address))];
        Check(session, record, address, Array.Find(holders, holder => EndpointOperations.IsAlive(session, holder)));
        return
        [
            .. EndpointOperations.ReleaseSteps(session.Host, holders),
            new SaveHostAddresses(record.Id, [.. record.HostAddresses, address], record.HostAddresses),
            ChangeFirewall.Adding(session.Host, ElementOf(record, address)),
        ];
    }

    private static void Check(PlanSession session, EndpointRecord record, IPAddress address, EndpointRecord? holder)
    {
        NetworkRecord network = session.Host.State.Networks.First(network => network.Id == record.NetworkId);
        if (network.Bridge is null || network.Internal)
            throw ContainerNetException.Invalid("NetworkWithoutPorts", network.Name, $"Network '{network.Name}' is not one that addresses of the host lead to: it is {(network.Internal ? "internal" : $"on '{network.Parent}' itself")}.");
        if (IPAddress.IsLoopback(address)) throw ContainerNetException.Invalid("InvalidHostAddress", address, $"{address} is the host's own way to itself; it cannot lead elsewhere whole.");
        if (record.AddressLike(address) is null) throw ContainerNetException.Invalid("NoSuchFamily", address, $"The endpoint has no address of the family of {address}.");
        if (!AddressOperations.List(session, NamespaceReference.Host).Any(own => own.IPAddress.Equals(address)))
            throw ContainerNetException.NotFound("HostAddressNotFound", address, $"{address} is not an address of the host's.");
        if (holder is not null)
            throw ContainerNetException.InUse("HostAddressInUse", address, $"{address} leads to namespace '{holder.Namespace}' ({holder.AddressLike(address)}) already.");
        if (session.Host.State.Networks.FirstOrDefault(other => other.Pools().Any(pool => address.Equals(pool.BridgeAddress ?? pool.Gateway))) is { } gateway)
            throw ContainerNetException.Invalid("InvalidHostAddress", address, $"{address} is the gateway of network '{gateway.Name}'.");
    }

    private static MappedAddress ElementOf(EndpointRecord record, IPAddress address) => new(address, record.AddressLike(address)!);

    private static AddressMapping ToMapping(EndpointRecord endpoint, IPAddress address, string network) => new()
    {
        Network = network,
        Namespace = NamespaceReference.Parse(endpoint.Namespace),
        EndpointId = endpoint.Id,
        HostAddress = address,
        ContainerAddress = endpoint.AddressLike(address)!,
    };
}

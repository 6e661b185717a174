using System.Net;
using ContainerNet.Firewall;
using ContainerNet.Firewall.Elements;
using ContainerNet.Host.Addresses;
using ContainerNet.Networks.Endpoints;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Networks;

/// <summary>What can be done with addresses of the host that lead to an endpoint whole.</summary>
public sealed class AddressMappingOperations
{
    private readonly HostContext _host;

    internal AddressMappingOperations(HostContext host) => _host = host;

    /// <summary>All mapped addresses.</summary>
    public IReadOnlyList<AddressMapping> List()
    {
        Dictionary<string, string> networks = _host.Networks.NamesById();
        return [.. _host.State.Endpoints.SelectMany(endpoint => endpoint.HostAddresses.Select(address => ToMapping(endpoint, address, networks.GetValueOrDefault(endpoint.NetworkId, ""))))];
    }

    /// <summary>Plans to map an address of the host to an endpoint. One that is mapped so is not changed.</summary>
    /// <exception cref="ContainerNetException">The endpoint does not exist, or the address is not the host's, is loopback, or maps elsewhere.</exception>
    public Plan<AddressMapping> PlanAdd(ContainerEndpoint endpoint, IPAddress hostAddress)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(hostAddress);
        return new Plan<AddressMapping>(_host, $"Map {hostAddress} to {endpoint.NamespaceValue.Description}",
            session => AddSteps(session, endpoint, hostAddress),
            session => ToMapping(LiveEndpoints.Require(session, endpoint.Id), hostAddress, endpoint.Network));
    }

    /// <summary>Plans to end a mapping.</summary>
    /// <exception cref="ContainerNetException">There is none.</exception>
    public Plan PlanRemove(AddressMapping mapping)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        return new Plan(_host, $"Unmap {mapping.HostAddressValue}", session =>
        {
            EndpointRecord record = LiveEndpoints.Require(session, mapping.EndpointId);
            if (!record.HostAddresses.Contains(mapping.HostAddressValue)) throw ContainerNetException.NotFound("AddressMappingNotFound", mapping, $"{mapping.HostAddressValue} is not mapped to {record.Place().Description}.");
            return
            [
                new SaveHostAddresses(record.Id, [.. record.HostAddresses.Where(other => !other.Equals(mapping.HostAddressValue))], record.HostAddresses),
                ChangeFirewall.Removing(session.Host, ElementOf(record, mapping.HostAddressValue)),
            ];
        });
    }

    private static IReadOnlyList<Step> AddSteps(PlanSession session, ContainerEndpoint endpoint, IPAddress address)
    {
        EndpointRecord record = LiveEndpoints.Require(session, endpoint.Id);
        if (record.HostAddresses.Contains(address)) return [];
        EndpointRecord[] holders = [.. session.Host.State.Endpoints.Where(other => other.HostAddresses.Contains(address))];
        Check(session, record, address, Array.Find(holders, holder => LiveEndpoints.IsAlive(session, holder)));
        return
        [
            .. EndpointRemoval.ReleaseSteps(session.Host, holders),
            new SaveHostAddresses(record.Id, [.. record.HostAddresses, address], record.HostAddresses),
            ChangeFirewall.Adding(session.Host, ElementOf(record, address)),
        ];
    }

    private static void Check(PlanSession session, EndpointRecord record, IPAddress address, EndpointRecord? holder)
    {
        NetworkRecord network = session.Host.State.Networks.First(network => network.Id == record.NetworkId);
        if (network.Bridge is null || network.Internal)
            throw ContainerNetException.Invalid("NetworkWithoutPorts", network.Name, $"Host addresses cannot be mapped to network '{network.Name}': it is {(network.Internal ? "internal" : $"directly on the network of '{network.Parent}'")}.");
        if (IPAddress.IsLoopback(address)) throw ContainerNetException.Invalid("InvalidHostAddress", address, $"{address} is a loopback address. A loopback address cannot be mapped.");
        if (record.AddressLike(address) is null) throw ContainerNetException.Invalid("NoSuchFamily", address, $"The endpoint has no address of the same family as {address}.");
        if (!AddressOperations.List(session, NamespaceReference.Host).Any(own => own.IPAddressValue.Equals(address)))
            throw ContainerNetException.NotFound("HostAddressNotFound", address, $"{address} is not an address of the host.");
        if (holder is not null)
            throw ContainerNetException.InUse("HostAddressInUse", address, $"{address} is already mapped to {holder.Place().Description} ({holder.AddressLike(address)}).");
        if (session.Host.State.Networks.FirstOrDefault(other => other.Pools().Any(pool => address.Equals(pool.OwnAddress()))) is { } gateway)
            throw ContainerNetException.Invalid("InvalidHostAddress", address, $"{address} is the gateway of network '{gateway.Name}'.");
    }

    private static MappedAddress ElementOf(EndpointRecord record, IPAddress address) => new(address, record.AddressLike(address)!);

    private static AddressMapping ToMapping(EndpointRecord endpoint, IPAddress address, string network) => new(endpoint.Place(), address, endpoint.AddressLike(address)!)
    {
        Network = network,
        EndpointId = endpoint.Id,
    };
}

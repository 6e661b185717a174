using ContainerNet.Firewall;
using ContainerNet.Networks.Endpoints;
using ContainerNet.Networks.Ports;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Networks;

/// <summary>What can be done with published ports.</summary>
public sealed class PortOperations
{
    private readonly HostContext _host;

    internal PortOperations(HostContext host) => _host = host;

    /// <summary>All published ports.</summary>
    public IReadOnlyList<PortMapping> List()
    {
        Dictionary<string, string> networks = _host.Networks.NamesById();
        return [.. _host.State.Endpoints.SelectMany(endpoint => endpoint.Ports.Select(port => ToMapping(endpoint, port, networks.GetValueOrDefault(endpoint.NetworkId, ""))))];
    }

    /// <summary>
    /// Plans to publish ports of an endpoint, all in one transaction. An identical mapping is not changed; a request for any
    /// port of the host is satisfied by an existing mapping to the same port.
    /// </summary>
    /// <exception cref="ContainerNetException">The endpoint does not exist, or a port of the host's is taken.</exception>
    public Plan<IReadOnlyList<PortMapping>> PlanAdd(ContainerEndpoint endpoint, IReadOnlyList<PortPublication> publish)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(publish);
        return new Plan<IReadOnlyList<PortMapping>>(_host, $"Publish {string.Join(", ", publish)}", session =>
        {
            EndpointRecord record = LiveEndpoints.Require(session, endpoint.Id);
            var choice = new PortChoice(session, record);
            IReadOnlyList<PortRecord> wanted = choice.Choose(publish);
            return new Planned<IReadOnlyList<PortMapping>>(PortSteps.Add(session, choice, wanted), _ => [.. wanted.Select(port => ToMapping(record, port, endpoint.Network))]);
        });
    }

    /// <summary>Plans to end the publishing of a port, or of all ports that were published with it as one range.</summary>
    /// <exception cref="ContainerNetException">It is not published.</exception>
    public Plan PlanRemove(PortMapping mapping)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        return new Plan(_host, $"Unpublish {mapping}", session => RemoveSteps(session, mapping));
    }

    private static IReadOnlyList<Step> RemoveSteps(PlanSession session, PortMapping mapping)
    {
        EndpointRecord record = LiveEndpoints.Require(session, mapping.EndpointId);
        var port = new PortRecord(mapping.Protocol, mapping.HostAddressValue, (ushort)mapping.HostPort, (ushort)mapping.ContainerPort) { Count = mapping.Count };
        if (!record.Ports.Contains(port)) throw ContainerNetException.NotFound("PortMappingNotFound", mapping, $"{mapping} is not published.");
        return
        [
            new SavePorts(record.Id, [.. record.Ports.Where(other => other != port)], record.Ports),
            ChangeFirewall.Removing(session.Host, port.ToElement(record)),
        ];
    }

    private static PortMapping ToMapping(EndpointRecord endpoint, PortRecord port, string network) => new(endpoint.Place(), port.HostAddress, endpoint.AddressLike(port.HostAddress)!)
    {
        Network = network,
        Container = endpoint.Container,
        EndpointId = endpoint.Id,
        HostPort = port.HostPort,
        ContainerPort = port.ContainerPort,
        Count = port.Count,
        Protocol = port.Protocol,
    };
}

/// <summary>The host's published ports.</summary>
internal static class PortService
{
    extension(HostContext host)
    {
        /// <summary>The host's published ports.</summary>
        public PortOperations Ports => host.Get<PortOperations>();
    }
}

using ContainerNet.Firewall;
using ContainerNet.Plans;
using ContainerNet.Plans.Steps;

namespace ContainerNet.Networks;

/// <summary>What can be done with published ports.</summary>
public sealed class PortOperations
{
    private readonly NetHost _host;

    internal PortOperations(NetHost host) => _host = host;

    /// <summary>All published ports.</summary>
    public IReadOnlyList<PortMapping> List()
    {
        Dictionary<string, string> networks = _host.Networks.NamesById();
        return [.. _host.State.Endpoints.SelectMany(endpoint => endpoint.Ports.Select(port => ToMapping(endpoint, port, networks.GetValueOrDefault(endpoint.NetworkId, ""))))];
    }

    /// <summary>
    /// Plans to publish ports of an endpoint, all in one transaction. What is published just so is left as it is; a wish for any
    /// port of the host's is met by one that leads to the same port already.
    /// </summary>
    /// <exception cref="ContainerNetException">The endpoint is gone, or a port of the host's is taken.</exception>
    public Plan<IReadOnlyList<PortMapping>> PlanAdd(ContainerEndpoint endpoint, IReadOnlyList<PortPublication> publish)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(publish);
        IReadOnlyList<PortRecord> wanted = [];
        return new Plan<IReadOnlyList<PortMapping>>(_host, $"Publish {string.Join(", ", publish)}",
            session =>
            {
                var choice = new PortChoice(session, EndpointOperations.Require(session, endpoint.Id));
                wanted = choice.Choose(publish);
                return AddSteps(session, choice, wanted);
            },
            session =>
            {
                EndpointRecord record = EndpointOperations.Require(session, endpoint.Id);
                return [.. wanted.Select(port => ToMapping(record, port, endpoint.Network))];
            });
    }

    /// <summary>Plans to end the publishing of a port, or of all ports that were published with it as one range.</summary>
    /// <exception cref="ContainerNetException">It is not published.</exception>
    public Plan PlanRemove(PortMapping mapping)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        return new Plan(_host, $"Unpublish {mapping}", session => RemoveSteps(session, mapping));
    }

    internal static IReadOnlyList<Step> AddSteps(PlanSession session, PortChoice choice, IReadOnlyList<PortRecord> wanted)
    {
        EndpointRecord record = choice.Endpoint;
        PortRecord[] missing = [.. wanted.Except(record.Ports)];
        if (missing.Length == 0) return [];
        return
        [
            .. KeepSteps(session, choice, missing),
            ChangeFirewall.Adding(session.Host, [.. missing.Select(port => port.ToElement(record))]),
        ];
    }

    /// <summary>The steps that keep ports as an endpoint's, and bury the dead who had them.</summary>
    internal static IReadOnlyList<Step> KeepSteps(PlanSession session, PortChoice choice, IReadOnlyList<PortRecord> ports) =>
    [
        .. EndpointOperations.ReleaseSteps(session.Host, choice.Dead),
        new SavePorts(choice.Endpoint.Id, [.. choice.Endpoint.Ports, .. ports], choice.Endpoint.Ports) { LastChosen = choice.LastChosen, OldLastChosen = choice.OldLastChosen },
    ];

    private static IReadOnlyList<Step> RemoveSteps(PlanSession session, PortMapping mapping)
    {
        EndpointRecord record = EndpointOperations.Require(session, mapping.EndpointId);
        var port = new PortRecord(mapping.Protocol, mapping.HostAddress, (ushort)mapping.HostPort, (ushort)mapping.ContainerPort) { Count = mapping.Count };
        if (!record.Ports.Contains(port)) throw ContainerNetException.NotFound("PortMappingNotFound", mapping, $"{mapping} is not published.");
        return
        [
            new SavePorts(record.Id, [.. record.Ports.Where(other => other != port)], record.Ports),
            ChangeFirewall.Removing(session.Host, port.ToElement(record)),
        ];
    }

    private static PortMapping ToMapping(EndpointRecord endpoint, PortRecord port, string network) => new()
    {
        Network = network,
        Namespace = NamespaceReference.Parse(endpoint.Namespace),
        Container = endpoint.Container,
        EndpointId = endpoint.Id,
        HostAddress = port.HostAddress,
        HostPort = port.HostPort,
        ContainerAddress = endpoint.AddressLike(port.HostAddress)!,
        ContainerPort = port.ContainerPort,
        Count = port.Count,
        Protocol = port.Protocol,
    };
}

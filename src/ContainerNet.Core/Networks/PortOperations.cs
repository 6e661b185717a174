using System.Net;
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
        Dictionary<string, string> networks = _host.State.Networks.ToDictionary(network => network.Id, network => network.Name);
        return [.. _host.State.Endpoints.SelectMany(endpoint => MappingsOf(endpoint, networks.GetValueOrDefault(endpoint.NetworkId, "")))];
    }

    /// <summary>Plans to publish ports of an endpoint, all in one transaction. What is published just so is left as it is.</summary>
    /// <exception cref="ContainerNetException">The endpoint is gone, or a port of the host's is taken.</exception>
    public Plan<IReadOnlyList<PortMapping>> PlanAdd(ContainerEndpoint endpoint, IReadOnlyList<PortPublication> publish)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(publish);
        PortRecord[] wanted = [.. publish.SelectMany(RecordsOf).Distinct()];
        return new Plan<IReadOnlyList<PortMapping>>(_host, $"Publish {string.Join(", ", wanted.Select(Describe))}",
            session => AddSteps(session, endpoint, wanted),
            session => [.. MappingsOf(EndpointOperations.Require(session, endpoint.Id) with { Ports = wanted }, endpoint.Network)]);
    }

    /// <summary>Plans to end the publishing of a port.</summary>
    /// <exception cref="ContainerNetException">It is not published.</exception>
    public Plan PlanRemove(PortMapping mapping)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        return new Plan(_host, $"Unpublish {mapping}", session => RemoveSteps(session, mapping));
    }

    private static IEnumerable<PortRecord> RecordsOf(PortPublication wish)
    {
        if (wish.IsDynamic) throw ContainerNetException.Invalid("InvalidPortPublication", wish, $"'{wish}' does not say which port of the host is meant.");
        IPAddress? address = IPAddress.Any.Equals(wish.HostAddress) ? null : wish.HostAddress;
        return Enumerable.Range(0, wish.ContainerPorts.Count).Select(i =>
            new PortRecord(wish.Protocol, address, (ushort)(wish.HostPorts!.First + i), (ushort)(wish.ContainerPorts.First + i)));
    }

    private static IReadOnlyList<Step> AddSteps(PlanSession session, ContainerEndpoint endpoint, PortRecord[] wanted)
    {
        EndpointRecord record = EndpointOperations.Require(session, endpoint.Id);
        PortRecord[] missing = [.. wanted.Except(record.Ports)];
        if (missing.Length == 0) return [];
        CheckAmongThemselves(missing);
        foreach (EndpointRecord other in session.Host.State.Endpoints) CheckFree(missing, other);
        return
        [
            new SavePorts(record.Id, [.. record.Ports, .. missing], record.Ports),
            new ChangeFirewall(new FirewallChange([.. missing.Select(port => port.ToElement(record.Address))], [])) { Firewall = session.Host.Firewall },
        ];
    }

    private static IReadOnlyList<Step> RemoveSteps(PlanSession session, PortMapping mapping)
    {
        EndpointRecord record = EndpointOperations.Require(session, mapping.EndpointId);
        IPAddress? hostAddress = mapping.HostAddress.Equals(IPAddress.Any) ? null : mapping.HostAddress;
        var port = new PortRecord(mapping.Protocol, hostAddress, (ushort)mapping.HostPort, (ushort)mapping.ContainerPort);
        if (!record.Ports.Contains(port)) throw ContainerNetException.NotFound("PortMappingNotFound", mapping, $"{mapping} is not published.");
        return
        [
            new SavePorts(record.Id, [.. record.Ports.Where(other => other != port)], record.Ports),
            new ChangeFirewall(new FirewallChange([], [port.ToElement(record.Address)])) { Firewall = session.Host.Firewall },
        ];
    }

    private static void CheckAmongThemselves(PortRecord[] ports)
    {
        for (int i = 0; i < ports.Length; i++)
        {
            if (ports.Take(i).Any(ports[i].Collides))
                throw ContainerNetException.Invalid("HostPortTwice", ports[i].HostPort, $"Port {ports[i].HostPort} of the host is asked for twice.");
        }
    }

    private static void CheckFree(PortRecord[] wanted, EndpointRecord holder)
    {
        foreach (PortRecord port in wanted)
        {
            if (holder.Ports.FirstOrDefault(port.Collides) is not { } taken) continue;
            throw ContainerNetException.InUse("HostPortInUse", port.HostPort,
                $"Port {port.HostPort}/{Lower(port.Protocol)} of the host is in use: it leads to port {taken.ContainerPort} of namespace '{holder.Namespace}' ({holder.Address}).");
        }
    }

    private static IEnumerable<PortMapping> MappingsOf(EndpointRecord endpoint, string network) => endpoint.Ports.Select(port => new PortMapping
    {
        Network = network,
        Namespace = NamespaceReference.Parse(endpoint.Namespace),
        EndpointId = endpoint.Id,
        HostAddress = port.HostAddress ?? IPAddress.Any,
        HostPort = port.HostPort,
        ContainerAddress = endpoint.Address,
        ContainerPort = port.ContainerPort,
        Protocol = port.Protocol,
    });

    private static string Describe(PortRecord port) => $"{port.HostPort}:{port.ContainerPort}/{Lower(port.Protocol)}";

    private static string Lower(TransportProtocol protocol) => protocol.ToString().ToLowerInvariant();
}

using ContainerNet.Firewall;
using ContainerNet.Networks.Ports;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Networks.Endpoints;

/// <summary>What publishes the ports that were chosen for an endpoint.</summary>
internal static class PortSteps
{
    /// <summary>The steps that publish ports of an endpoint that is attached. Those that it publishes already are left as they are.</summary>
    public static IReadOnlyList<Step> Add(PlanSession session, PortChoice choice, IReadOnlyList<PortRecord> wanted)
    {
        EndpointRecord record = choice.Endpoint;
        PortRecord[] missing = [.. wanted.Except(record.Ports)];
        if (missing.Length == 0) return [];
        return
        [
            .. Keep(session, choice, missing),
            ChangeFirewall.Adding(session.Host, [.. missing.Select(port => port.ToElement(record))]),
        ];
    }

    /// <summary>The steps that keep ports as an endpoint's, and remove the dead endpoints that had them.</summary>
    public static IReadOnlyList<Step> Keep(PlanSession session, PortChoice choice, IReadOnlyList<PortRecord> ports) =>
    [
        .. EndpointRemoval.ReleaseSteps(session.Host, choice.Dead),
        new SavePorts(choice.Endpoint.Id, [.. choice.Endpoint.Ports, .. ports], choice.Endpoint.Ports) { LastChosen = choice.LastChosen, OldLastChosen = choice.OldLastChosen },
    ];
}

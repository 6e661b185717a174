using ContainerNet.Host;
using ContainerNet.Networks.Endpoints;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Networks;

/// <summary>Answers what networks and containers have made of the host's namespaces and bridges.</summary>
internal sealed class NamespaceUse(HostContext host) : INamespaceUse
{
    /// <inheritdoc/>
    public ILookup<ulong, NamespaceReference> Containers()
        => host.State.Endpoints.Where(endpoint => endpoint.Container is not null).ToLookup(endpoint => endpoint.NamespaceInode, endpoint => endpoint.Place());

    /// <inheritdoc/>
    public NamespaceReference NamespaceOfContainer(string nameOrId) => host.Containers.NamespaceOf(nameOrId);

    /// <inheritdoc/>
    public string? NetworkOf(string bridge) => host.State.Networks.FirstOrDefault(network => network.Bridge == bridge)?.Name;

    /// <inheritdoc/>
    public IEnumerable<Step> DetachSteps(PlanSession session, IReadOnlyList<NamespaceReference> namespaces)
        => EndpointRemoval.DetachSteps(session, [.. namespaces.SelectMany(place => LiveEndpoints.OfNamespace(session, place)).DistinctBy(endpoint => endpoint.Id)]);
}

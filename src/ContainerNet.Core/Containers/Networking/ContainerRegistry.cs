using System.Net;
using ContainerNet.Containers.Records;
using ContainerNet.Networks.Names;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Networking;

/// <summary>The host's containers, as networks know them.</summary>
/// <param name="host">The host.</param>
/// <param name="store">The containers that are kept.</param>
internal sealed class ContainerRegistry(HostContext host, ContainerStore store) : IContainerRegistry
{
    /// <inheritdoc/>
    public bool MayBeAny => store.MayBeAny;

    /// <inheritdoc/>
    public EndpointOwner? OwnerOf(NamespaceReference reference)
        => reference.Path is { } path && host.ContainerNamespaces.NameOf(path) is { } id && store.Read(id) is { } container ? ContainerPorts.OwnerOf(container) : null;

    /// <inheritdoc/>
    public NamespaceReference NamespaceOf(string nameOrId)
        => new ContainerView(host).Of(store.Require(nameOrId)).NamespaceValue ?? throw ContainerNetException.NotFound("ContainerNotRunning", nameOrId, $"Container '{nameOrId}' is not running.");

    /// <inheritdoc/>
    public void UpdateFiles(IReadOnlyList<EndpointRecord> changed)
    {
        if (!MayBeAny) return;
        HashSet<string> containers = [.. changed.Select(endpoint => endpoint.Container).OfType<string>()];
        HashSet<string> networks = [.. changed.Select(endpoint => endpoint.NetworkId).Distinct().Where(host.Names.AreInHostsFiles)];
        if (networks.Count > 0) containers.UnionWith(host.State.Endpoints.Where(endpoint => networks.Contains(endpoint.NetworkId)).Select(endpoint => endpoint.Container).OfType<string>());
        if (containers.Count == 0) return;
        foreach (ContainerRecord container in store.All().Where(container => container.Phase == ContainerPhase.Running && (containers.Contains(container.Name) || ContainerReferences.LinkedTo(store, container).Any(containers.Contains))))
            new ContainerNeighbors(host, store, container) { IsRunning = true }.WriteFiles();
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<IPAddress> FixedAddresses(string network, string? exceptId)
        =>
        [
            .. store.All().Where(container => container.Id != exceptId && container.Options.Addresses.Count > 0 && container.Networking is [var first, ..] && first == network)
                .SelectMany(container => container.Options.Addresses),
        ];

    /// <inheritdoc/>
    public IEnumerable<int> FixedPorts(string? exceptName)
        => MayBeAny
            ? store.All().Where(container => container.Name != exceptName).SelectMany(container => container.Options.Publish)
                .Where(publication => !publication.IsDynamic).SelectMany(publication => Enumerable.Range(publication.HostPorts!.First, publication.HostPorts.Count))
            : [];
}

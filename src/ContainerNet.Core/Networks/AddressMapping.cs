using System.Net;

namespace ContainerNet;

/// <summary>A whole address of the host that leads to an endpoint, and that the endpoint's own packets leave with.</summary>
public sealed record AddressMapping
{
    /// <summary>The network's name.</summary>
    public required string Network { get; init; }

    /// <summary>The namespace that answers.</summary>
    public required NamespaceReference Namespace { get; init; }

    /// <summary>The endpoint's id.</summary>
    public required string EndpointId { get; init; }

    /// <summary>The host's address.</summary>
    public required IPAddress HostAddress { get; init; }

    /// <summary>The endpoint's address.</summary>
    public required IPAddress ContainerAddress { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{ContainerAddress} -> {HostAddress}";
}

using System.Globalization;
using System.Net;
using ContainerNet.Firewall;

namespace ContainerNet;

/// <summary>A port of the host that leads to a port of an endpoint.</summary>
public sealed record PortMapping
{
    /// <summary>The network's name.</summary>
    public required string Network { get; init; }

    /// <summary>The namespace that answers.</summary>
    public required NamespaceReference Namespace { get; init; }

    /// <summary>The endpoint's id.</summary>
    public required string EndpointId { get; init; }

    /// <summary>The host's address; 0.0.0.0 for all of them.</summary>
    public required IPAddress HostAddress { get; init; }

    /// <summary>The host's port.</summary>
    public required int HostPort { get; init; }

    /// <summary>The endpoint's address.</summary>
    public required IPAddress ContainerAddress { get; init; }

    /// <summary>The endpoint's port.</summary>
    public required int ContainerPort { get; init; }

    /// <summary>The protocol.</summary>
    public required TransportProtocol Protocol { get; init; }

    /// <summary>As <c>docker port</c> writes it: <c>80/tcp -> 0.0.0.0:8080</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ContainerPort}/{Protocol.ToString().ToLowerInvariant()} -> {HostAddress}:{HostPort}");
}

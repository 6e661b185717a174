using System.Net;

namespace ContainerNet;

/// <summary>A whole address of the host that leads to an endpoint, and that the endpoint's own packets leave with.</summary>
public sealed class AddressMapping
{
    internal AddressMapping(NamespaceReference place, IPAddress host, IPAddress container) => (NamespaceValue, HostAddressValue, ContainerAddressValue) = (place, host, container);

    /// <summary>The network's name.</summary>
    public required string Network { get; init; }

    /// <summary>The namespace that answers.</summary>
    public string Namespace => NamespaceValue.ToString();

    /// <summary>The same as a value.</summary>
    internal NamespaceReference NamespaceValue { get; }

    /// <summary>The endpoint's id.</summary>
    public required string EndpointId { get; init; }

    /// <summary>The host's address.</summary>
    public string HostAddress => HostAddressValue.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress HostAddressValue { get; }

    /// <summary>The endpoint's address.</summary>
    public string ContainerAddress => ContainerAddressValue.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress ContainerAddressValue { get; }

    /// <inheritdoc/>
    public override string ToString() => $"{ContainerAddressValue} -> {HostAddressValue}";
}

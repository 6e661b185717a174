using System.Net;
using System.Net.Sockets;

namespace ContainerNet;

/// <summary>A port of the host, or several one after the other, that lead to as many ports of an endpoint.</summary>
public sealed class PortMapping
{
    internal PortMapping(NamespaceReference place, IPAddress host, IPAddress container) => (NamespaceValue, HostAddressValue, ContainerAddressValue) = (place, host, container);

    /// <summary>The network's name.</summary>
    public required string Network { get; init; }

    /// <summary>The namespace that answers.</summary>
    public string Namespace => NamespaceValue.ToString();

    /// <summary>The same as a value.</summary>
    internal NamespaceReference NamespaceValue { get; }

    /// <summary>The container that answers; null where it is another namespace.</summary>
    public string? Container { get; init; }

    /// <summary>The endpoint's id.</summary>
    public required string EndpointId { get; init; }

    /// <summary>The host's address; 0.0.0.0 for all of its IPv4 ones, :: for all of its IPv6 ones.</summary>
    public string HostAddress => HostAddressValue.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress HostAddressValue { get; }

    /// <summary>The host's port, the first of several.</summary>
    public required int HostPort { get; init; }

    /// <summary>The endpoint's address.</summary>
    public string ContainerAddress => ContainerAddressValue.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress ContainerAddressValue { get; }

    /// <summary>The endpoint's port, the first of several.</summary>
    public required int ContainerPort { get; init; }

    /// <summary>The number of consecutive ports.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The protocol.</summary>
    public required TransportProtocol Protocol { get; init; }

    /// <summary>The same as one publishes it: <c>8080:80</c>, with the host's address only where it is a certain one.</summary>
    public PortPublication ToPublication()
        => new(HostAddressValue.IsUnspecified() ? null : HostAddressValue, new PortRange(HostPort, Count), new PortRange(ContainerPort, Count), Protocol);

    /// <summary>As <c>docker port</c> writes it: <c>80/tcp -> 0.0.0.0:8080</c>, and several as <c>9000-9099/tcp -> 0.0.0.0:9000-9099</c>.</summary>
    public override string ToString()
    {
        string host = HostAddressValue.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{HostAddressValue}]" : $"{HostAddressValue}";
        return $"{new PortRange(ContainerPort, Count)}/{Protocol.Name()} -> {host}:{new PortRange(HostPort, Count)}";
    }
}

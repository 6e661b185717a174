using System.Net;
using ContainerNet.Firewall;

namespace ContainerNet.Networks;

/// <summary>A network as it is kept in the state.</summary>
internal sealed record NetworkRecord(string Id, string Name, string Driver, IPNetwork Subnet, IPAddress Gateway, string Bridge, bool Masquerade, DateTimeOffset Created)
{
    public uint? MtuSize { get; init; }
}

/// <summary>An endpoint as it is kept in the state, with its lease and its ports.</summary>
internal sealed record EndpointRecord(string Id, string NetworkId, string Namespace, string Interface, string HostInterface, IPAddress Address, MacAddress MacAddress, DateTimeOffset Created)
{
    public IReadOnlyList<PortRecord> Ports { get; init; } = [];
}

/// <summary>A published port as it is kept in the state.</summary>
internal sealed record PortRecord(TransportProtocol Protocol, IPAddress? HostAddress, ushort HostPort, ushort ContainerPort)
{
    /// <summary>Whether both want one port of the host's: on one address, or one of them on all.</summary>
    public bool Collides(PortRecord other)
        => Protocol == other.Protocol && HostPort == other.HostPort
            && (HostAddress is null || other.HostAddress is null || HostAddress.Equals(other.HostAddress));

    public PublishedPort ToElement(IPAddress container) => new(Protocol, HostAddress, HostPort, container, ContainerPort);
}

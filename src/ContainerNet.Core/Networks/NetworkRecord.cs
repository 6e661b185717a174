using System.Net;
using ContainerNet.Firewall;

namespace ContainerNet.Networks;

/// <summary>A network as it is kept in the state.</summary>
internal sealed record NetworkRecord(string Id, string Name, string Driver, IPNetwork Subnet, IPAddress Gateway, string Bridge, bool Masquerade, DateTimeOffset Created)
{
    public uint? MtuSize { get; init; }
}

/// <summary>An endpoint as it is kept in the state, with its lease and its ports.</summary>
/// <param name="Id">Unique.</param>
/// <param name="NetworkId">Its network's.</param>
/// <param name="Namespace">The namespace, as it was named when it was attached.</param>
/// <param name="NamespaceInode">Which namespace it is, whatever path leads to it.</param>
/// <param name="Interface">The interface inside.</param>
/// <param name="HostInterface">The interface outside.</param>
/// <param name="Address">The leased address.</param>
/// <param name="MacAddress">The MAC address inside.</param>
/// <param name="Created">When it was attached.</param>
internal sealed record EndpointRecord(string Id, string NetworkId, string Namespace, ulong NamespaceInode, string Interface, string HostInterface, IPAddress Address, MacAddress MacAddress, DateTimeOffset Created)
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

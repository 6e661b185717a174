using System.Net;
using ContainerNet.Firewall.Elements;
using ContainerNet.Networks.Ports;
using ContainerNet.State;

namespace ContainerNet.Networks.Records;

/// <summary>Published ports as they are kept in the state.</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="HostAddress">The host's address; 0.0.0.0 and :: for all of a family.</param>
/// <param name="HostPort">The host's port, the first of several.</param>
/// <param name="ContainerPort">The endpoint's port, the first of several.</param>
internal sealed record PortRecord(TransportProtocol Protocol, IPAddress HostAddress, ushort HostPort, ushort ContainerPort) : IJsonObject
{
    /// <summary>The number of consecutive ports.</summary>
    public int Count { get; init; } = 1;

    /// <inheritdoc/>
    public void WriteMembers(JsonLine line)
    {
        line.Member("protocol"u8, Protocol.ToString());
        line.Member("hostAddress"u8, HostAddress);
        line.Member("hostPort"u8, HostPort);
        line.Member("containerPort"u8, ContainerPort);
        line.Member("count"u8, (ulong)Count);
    }

    /// <summary>Whether both want one port of the host's.</summary>
    public bool Collides(PortRecord other)
        => Protocol == other.Protocol && HostPort < other.HostPort + other.Count && other.HostPort < HostPort + Count && Overlap(HostAddress, other.HostAddress);

    /// <summary>Whether two host addresses share one; 0.0.0.0 and :: are all of a family.</summary>
    public static bool Overlap(IPAddress one, IPAddress other)
        => one.AddressFamily == other.AddressFamily && (one.Equals(other) || one.IsUnspecified() || other.IsUnspecified());

    public PublishedPort ToElement(EndpointRecord endpoint)
        => new(Protocol, HostAddress, HostPort, endpoint.AddressLike(HostAddress)!, ContainerPort) { Count = Count };

    /// <summary>As <c>docker run -p</c> takes it.</summary>
    public override string ToString() => new PortPublication(HostAddress, new PortRange(HostPort, Count), new PortRange(ContainerPort, Count), Protocol).ToString();
}

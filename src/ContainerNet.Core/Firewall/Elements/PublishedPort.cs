using System.Net;
using System.Net.Sockets;
using ContainerNet.State;

namespace ContainerNet.Firewall.Elements;

/// <summary>A port of the host, or a range of them, that leads to the same number of ports of a container.</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="HostAddress">The host's address that it is published on; 0.0.0.0 or :: for all of the family, and for them also null, which journals of earlier versions have. Not ::1, which translated packets never find back to.</param>
/// <param name="HostPort">The host's port, the first of a range.</param>
/// <param name="ContainerAddress">The container's address.</param>
/// <param name="ContainerPort">The container's port, the first of a range.</param>
internal sealed record PublishedPort(
    TransportProtocol Protocol, IPAddress? HostAddress, ushort HostPort, IPAddress ContainerAddress, ushort ContainerPort) : FirewallElement
{
    /// <summary>The host's address that it is published on; 0.0.0.0 or :: for all of the family.</summary>
    public IPAddress HostAddress { get; init; } = HostAddress ?? ContainerAddress.AddressFamily.Unspecified();

    /// <summary>Whether it is published on all addresses of its family.</summary>
    public bool IsOnAllAddresses => HostAddress.IsUnspecified();

    /// <summary>How many ports one after the other, at least 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The host's port, the last of a range.</summary>
    public ushort LastHostPort => (ushort)(HostPort + Count - 1);

    /// <inheritdoc/>
    public override AddressFamily Family => ContainerAddress.AddressFamily;

    /// <inheritdoc/>
    public override void WriteMembers(JsonLine line)
    {
        line.Member("kind"u8, "port");
        line.Member("protocol"u8, Protocol.ToString());
        line.Member("hostPort"u8, HostPort);
        line.Member("containerAddress"u8, ContainerAddress);
        line.Member("containerPort"u8, ContainerPort);
        line.Member("hostAddress"u8, HostAddress);
        line.Member("count"u8, (ulong)Count);
    }

    /// <inheritdoc/>
    public override string ToString()
        => $"{new PortRange(HostPort, Count)}/{Protocol.Name()} of {(IsOnAllAddresses ? "all addresses" : $"{HostAddress}")} to {new PortRange(ContainerPort, Count)} of {ContainerAddress}";
}

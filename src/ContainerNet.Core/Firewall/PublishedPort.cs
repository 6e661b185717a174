using System.Net;

namespace ContainerNet.Firewall;

/// <summary>A port of the host that leads to one of a container.</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="HostAddress">The host's address that it is published on; null for all of them.</param>
/// <param name="HostPort">The host's port.</param>
/// <param name="ContainerAddress">The container's address.</param>
/// <param name="ContainerPort">The container's port.</param>
internal sealed record PublishedPort(
    TransportProtocol Protocol, IPAddress? HostAddress, ushort HostPort, IPAddress ContainerAddress, ushort ContainerPort) : FirewallElement;

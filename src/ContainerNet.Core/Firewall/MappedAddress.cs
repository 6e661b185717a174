using System.Net;
using System.Net.Sockets;

namespace ContainerNet.Firewall;

/// <summary>
/// A whole address of the host that leads to a container, and that the container's own packets leave with. Ports that are
/// published on that address go before it; those published on every address go behind it. Each of the two addresses has one
/// partner: to give either a second one is an error with the id <c>HostAddressInUse</c>.
/// </summary>
/// <param name="HostAddress">The host's address; neither a loopback nor the unspecified one.</param>
/// <param name="ContainerAddress">The container's address, of the same family.</param>
internal sealed record MappedAddress(IPAddress HostAddress, IPAddress ContainerAddress) : FirewallElement
{
    /// <inheritdoc/>
    public override AddressFamily Family => ContainerAddress.AddressFamily;

    /// <inheritdoc/>
    public override string ToString() => $"{HostAddress} to {ContainerAddress}";
}

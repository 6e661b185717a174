using System.Net;
using System.Net.Sockets;
using ContainerNet.State;

namespace ContainerNet.Firewall.Elements;

/// <summary>
/// A whole address of the host that leads to a container, and that the container's own packets leave with. Ports that are
/// published on that address take precedence over it; those published on every address come after it. Each of the two addresses has one
/// partner: to give either a second one is an error with the id <c>HostAddressInUse</c>.
/// </summary>
/// <param name="HostAddress">The host's address; neither a loopback nor the unspecified one.</param>
/// <param name="ContainerAddress">The container's address, of the same family.</param>
internal sealed record MappedAddress(IPAddress HostAddress, IPAddress ContainerAddress) : FirewallElement
{
    /// <inheritdoc/>
    public override AddressFamily Family => ContainerAddress.AddressFamily;

    /// <inheritdoc/>
    public override void WriteMembers(JsonLine line)
    {
        line.Member("kind"u8, "address");
        line.Member("hostAddress"u8, HostAddress);
        line.Member("containerAddress"u8, ContainerAddress);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{HostAddress} to {ContainerAddress}";
}

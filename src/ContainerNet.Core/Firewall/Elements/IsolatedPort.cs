using System.Net.Sockets;
using ContainerNet.State;

namespace ContainerNet.Firewall.Elements;

/// <summary>
/// A port of a bridge that exchanges no frames with other isolated ports but those that the host's IP rules let through: what a
/// bridge forwards passes those where br_netfilter is on, and is dropped where it is not. The bridge's own isolation
/// (IFLA_BRPORT_ISOLATED) would drop what those rules have translated for a published port as well.
/// </summary>
/// <param name="Port">The port's interface name.</param>
internal sealed record IsolatedPort(string Port) : FirewallElement
{
    /// <inheritdoc/>
    public override AddressFamily Family => AddressFamily.Unspecified;

    /// <inheritdoc/>
    public override bool IsOfFrames => true;

    /// <inheritdoc/>
    public override void WriteMembers(JsonLine line)
    {
        line.Member("kind"u8, "isolatedPort");
        line.Member("port"u8, Port);
    }

    /// <inheritdoc/>
    public override string ToString() => $"isolation of {Port}";
}

using System.Net;

namespace ContainerNet.Firewall;

/// <summary>A subnet behind a bridge: isolated from other bridges, hidden from outside, and masqueraded on its way out if asked for.</summary>
/// <param name="Bridge">The bridge's interface name.</param>
/// <param name="Subnet">The subnet.</param>
/// <param name="Masquerade">Whether its packets leave with the host's address.</param>
internal sealed record NetworkElement(string Bridge, IPNetwork Subnet, bool Masquerade) : FirewallElement;

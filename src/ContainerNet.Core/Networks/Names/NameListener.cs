using System.Net;

namespace ContainerNet.Networks.Names;

/// <summary>A place where the name server listens. What comes in by another interface is not for it.</summary>
/// <param name="NetworkId">The network whose endpoints ask there.</param>
/// <param name="Bridge">The network's bridge.</param>
/// <param name="Address">The bridge's address.</param>
internal sealed record NameListener(string NetworkId, string Bridge, IPAddress Address);

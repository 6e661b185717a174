using System.Net;

namespace ContainerNet.Networks;

/// <summary>Where subnets come from that nobody asked for: Docker's pools (ipamutils in libnetwork).</summary>
internal static class DefaultPools
{
    /// <summary>172.17.0.0/16 to 172.31.0.0/16, then 192.168.0.0/20 to 192.168.240.0/20.</summary>
    public static IEnumerable<IPNetwork> All
        => [.. Enumerable.Range(17, 15).Select(i => new IPNetwork(new IPAddress([172, (byte)i, 0, 0]), 16)),
            .. Enumerable.Range(0, 16).Select(i => new IPNetwork(new IPAddress([192, 168, (byte)(i * 16), 0]), 20))];
}

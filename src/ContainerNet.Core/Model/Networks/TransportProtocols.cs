namespace ContainerNet;

/// <summary>What <see cref="TransportProtocol"/> lacks.</summary>
internal static class TransportProtocols
{
    /// <summary>The protocol as Docker, nft and iptables write it: <c>tcp</c>, <c>udp</c>, <c>sctp</c>.</summary>
    public static string Name(this TransportProtocol protocol) => protocol.ToString().ToLowerInvariant();
}

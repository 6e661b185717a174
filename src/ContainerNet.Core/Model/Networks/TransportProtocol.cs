namespace ContainerNet;

/// <summary>A protocol with ports (IPPROTO_* in linux/in.h).</summary>
public enum TransportProtocol : long
{
    /// <summary>TCP.</summary>
    Tcp = 6,
    /// <summary>UDP.</summary>
    Udp = 17,
    /// <summary>SCTP.</summary>
    Sctp = 132,
}

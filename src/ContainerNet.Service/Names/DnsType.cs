namespace ContainerNet.Service.Names;

/// <summary>Types of resource records that the server itself knows (RFC 1035, RFC 3596, RFC 6891).</summary>
internal enum DnsType : ushort
{
    A = 1,
    Ptr = 12,
    Aaaa = 28,
    Opt = 41,
    Any = 255,
}

using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace ContainerNet;

/// <summary>The pools that hold when none is configured.</summary>
internal static class DefaultAddressPools
{
    private const int UniqueLocalLength = 48;
    private const int Ipv6SubnetLength = 64;

    /// <summary>Docker's own (localScopeDefaultNetworks in libnetwork's ipamutils): 172.17.0.0/16 to 172.31.0.0/16, then 192.168.0.0/16 in subnets of /20.</summary>
    public static IReadOnlyList<AddressPoolDefinition> IPv4 { get; } =
    [
        .. Enumerable.Range(17, 15).Select(second => new AddressPoolDefinition(new IPNetwork(new IPAddress([172, (byte)second, 0, 0]), 16), 16)),
        new AddressPoolDefinition(new IPNetwork(new IPAddress([192, 168, 0, 0]), 16), 20),
    ];

    /// <summary>
    /// A unique local /48 in subnets of /64 (RFC 4193, section 3.1: fd00::/8 and 40 bits). It is always the same on one host
    /// and another on each, as Docker's is, so that two hosts' networks can be joined later.
    /// </summary>
    /// <param name="machineId">What tells this host from others. Only a hash of it is used: machine-id(5) says that it must not get about.</param>
    public static AddressPoolDefinition IPv6(string machineId)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(machineId), "ContainerNet IPv6 pool"u8, hash);
        var address = new byte[16];
        address[0] = 0xfd;
        hash[..5].CopyTo(address.AsSpan(1));
        return new AddressPoolDefinition(new IPNetwork(new IPAddress(address), UniqueLocalLength), Ipv6SubnetLength);
    }
}

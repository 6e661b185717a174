using System.Buffers.Binary;
using System.Net;

namespace ContainerNet.Networks;

/// <summary>
/// Chooses addresses of a subnet one after the other, so that an address just freed is used last: what still remembers its
/// former holder then has time to forget (Docker allocates serially for the same reason).
/// </summary>
internal static class AddressPool
{
    /// <summary>The first free address behind the last one that was leased, round the end if need be.</summary>
    /// <param name="subnet">An IPv4 subnet.</param>
    /// <param name="taken">Addresses in use, the gateway among them.</param>
    /// <param name="last">The address leased last, or null.</param>
    /// <returns>Null when none is free.</returns>
    public static IPAddress? Next(IPNetwork subnet, IReadOnlySet<IPAddress> taken, IPAddress? last)
    {
        uint first = ToNumber(subnet.BaseAddress) + 1;
        uint count = ToNumber(subnet.LastAddress()) - first;
        uint start = last is not null && subnet.Contains(last) ? ToNumber(last) - first + 1 : 0;
        for (uint i = 0; i < count; i++)
        {
            IPAddress candidate = FromNumber(first + (start + i) % count);
            if (!taken.Contains(candidate)) return candidate;
        }
        return null;
    }

    private static uint ToNumber(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private static IPAddress FromNumber(uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        return new IPAddress(bytes);
    }
}

using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace ContainerNet.Networks.Ipam;

/// <summary>
/// Chooses addresses of a subnet one after the other, so that an address just freed is used last: what still remembers its
/// former holder then has time to forget (Docker allocates serially for the same reason).
/// </summary>
internal static class AddressPool
{
    /// <summary>The first free address after the last leased one, wrapping around at the end.</summary>
    /// <param name="subnet">A subnet of either family.</param>
    /// <param name="range">The part of it that is given out; all when null.</param>
    /// <param name="taken">Addresses in use, the gateway among them.</param>
    /// <param name="last">The address leased last, or null.</param>
    /// <returns>Null when none is free.</returns>
    public static IPAddress? Next(IPNetwork subnet, IPNetwork? range, IReadOnlySet<IPAddress> taken, IPAddress? last)
    {
        IPNetwork part = range ?? subnet;
        // The subnet's own address and in IPv4 its broadcast address are reserved; a range may begin and end anywhere else.
        bool isIPv4 = subnet.BaseAddress.AddressFamily == AddressFamily.InterNetwork;
        UInt128 first = UInt128.Max(ToNumber(part.BaseAddress), ToNumber(subnet.BaseAddress) + 1);
        UInt128 end = ToNumber(part.LastAddress());
        if (isIPv4 && end == ToNumber(subnet.LastAddress())) end--;
        if (end < first) return null;
        UInt128 count = end - first + 1;
        UInt128 start = last is not null && part.Contains(last) && ToNumber(last) >= first ? ToNumber(last) - first + 1 : 0;
        for (UInt128 i = 0; i < count; i++)
        {
            IPAddress candidate = FromNumber(first + (start + i) % count, isIPv4);
            if (!taken.Contains(candidate)) return candidate;
        }
        return null;
    }

    private static UInt128 ToNumber(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        return length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static IPAddress FromNumber(UInt128 number, bool isIPv4)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return new IPAddress(isIPv4 ? bytes[12..] : bytes);
    }
}

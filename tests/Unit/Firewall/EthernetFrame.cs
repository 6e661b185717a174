using System.Buffers.Binary;
using System.Net;

namespace ContainerNet.Tests.Firewall;

/// <summary>Frames to everyone, each with a marker that tells it from all others.</summary>
internal static class EthernetFrame
{
    private const ushort IPv4Type = 0x0800, ArpType = 0x0806, IPv6Type = 0x86dd, VlanType = 0x8100;
    private const byte Experimental = 253, Icmpv6Protocol = 58;

    public static byte[] Of(string source, ushort type, ReadOnlySpan<byte> payload)
        => [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, .. Mac(source), (byte)(type >> 8), (byte)type, .. payload];

    /// <summary>The same frame with the tag of VLAN 1.</summary>
    public static byte[] Tagged(byte[] frame) => [.. frame[..12], VlanType >> 8, VlanType & 0xff, 0, 1, .. frame[12..]];

    public static byte[] IPv4(string mac, string source, byte[] marker)
    {
        byte[] header = [0x45, 0, 0, (byte)(20 + marker.Length), 0, 0, 0, 0, 64, Experimental, 0, 0, .. Address(source), 172, 20, 255, 255];
        uint sum = 0;
        for (int i = 0; i < header.Length; i += 2) sum += BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(i));
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(10), (ushort)~(sum + (sum >> 16)));
        return Of(mac, IPv4Type, [.. header, .. marker]);
    }

    /// <summary>A request (1) for an address that nobody has, or an answer (2) to it (RFC 826).</summary>
    public static byte[] Arp(string mac, string sender, string senderAddress, byte[] marker, byte operation = 1)
        => Of(mac, ArpType, [0, 1, 8, 0, 6, 4, 0, operation, .. Mac(sender), .. Address(senderAddress), 0, 0, 0, 0, 0, 0, 172, 20, 255, 254, .. marker]);

    public static byte[] IPv6(string mac, string source, byte nextHeader, byte[] payload)
        => Of(mac, IPv6Type, [0x60, 0, 0, 0, 0, (byte)payload.Length, nextHeader, 255, .. Address(source), .. Address("ff02::1"), .. payload]);

    public static byte[] Icmpv6(string mac, string source, byte type, byte[] marker) => IPv6(mac, source, Icmpv6Protocol, [type, 0, 0, 0, 0, 0, 0, 0, .. marker]);

    private static byte[] Mac(string text)
    {
        byte[] bytes = new byte[MacAddress.Length];
        MacAddress.Parse(text).CopyTo(bytes);
        return bytes;
    }

    private static byte[] Address(string text) => IPAddress.Parse(text).GetAddressBytes();
}

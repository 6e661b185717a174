using System.Buffers.Binary;
using System.Net;

namespace ContainerNet.Tests.Firewall;

/// <summary>Frames to everyone, each with a marker that tells it from all others.</summary>
internal static class EthernetFrame
{
    private const ushort IPv4Type = 0x0800, ArpType = 0x0806, IPv6Type = 0x86dd, VlanType = 0x8100;
    private const byte Experimental = 253, Icmpv6Protocol = 58, DestinationOptions = 60, UdpProtocol = 17;

    public static byte[] Of(string source, ushort type, ReadOnlySpan<byte> payload)
        => [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, .. Mac(source), (byte)(type >> 8), (byte)type, .. payload];

    /// <summary>The same frame with the tag of VLAN 1.</summary>
    public static byte[] Tagged(byte[] frame) => [.. frame[..12], VlanType >> 8, VlanType & 0xff, 0, 1, .. frame[12..]];

    public static byte[] IPv4(string mac, string source, byte[] marker) => IPv4(mac, source, "172.20.255.255", Experimental, marker);

    /// <summary>A datagram without a checksum, which IPv4 allows (RFC 768); to everyone unless said otherwise.</summary>
    public static byte[] Udp(string mac, string source, ushort sourcePort, ushort port, byte[] content, string target = "255.255.255.255")
    {
        byte[] header = new byte[8];
        BinaryPrimitives.WriteUInt16BigEndian(header, sourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), port);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(4), (ushort)(header.Length + content.Length));
        return IPv4(mac, source, target, UdpProtocol, [.. header, .. content]);
    }

    private static byte[] IPv4(string mac, string source, string target, byte protocol, byte[] content)
    {
        byte[] header = [0x45, 0, 0, (byte)(20 + content.Length), 0, 0, 0, 0, 64, protocol, 0, 0, .. Address(source), .. Address(target)];
        uint sum = 0;
        for (int i = 0; i < header.Length; i += 2) sum += BinaryPrimitives.ReadUInt16BigEndian(header.AsSpan(i));
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(10), (ushort)~(sum + (sum >> 16)));
        return Of(mac, IPv4Type, [.. header, .. content]);
    }

    /// <summary>A request (1) for an unused address, or an answer (2) to it (RFC 826).</summary>
    public static byte[] Arp(string mac, string sender, string senderAddress, byte[] marker, byte operation = 1)
        => Of(mac, ArpType, [0, 1, 8, 0, 6, 4, 0, operation, .. Mac(sender), .. Address(senderAddress), 0, 0, 0, 0, 0, 0, 172, 20, 255, 254, .. marker]);

    public static byte[] IPv6(string mac, string source, byte nextHeader, byte[] payload)
        => Of(mac, IPv6Type, [0x60, 0, 0, 0, 0, (byte)payload.Length, nextHeader, 255, .. Address(source), .. Address("ff02::1"), .. payload]);

    /// <summary>A message of ICMPv6, with the target that those of neighbour discovery have (RFC 4861), behind destination options that say nothing where asked for.</summary>
    public static byte[] Icmpv6(string mac, string source, byte type, byte[] marker, string? target = null, bool options = false)
    {
        byte[] message = [type, 0, 0, 0, 0, 0, 0, 0, .. target is null ? [] : Address(target), .. marker];
        return options ? IPv6(mac, source, DestinationOptions, [Icmpv6Protocol, 0, 1, 4, 0, 0, 0, 0, .. message]) : IPv6(mac, source, Icmpv6Protocol, message);
    }

    /// <summary>A router advertisement that hosts take: with a checksum, and for half an hour (RFC 4861, section 4.2).</summary>
    public static byte[] RouterAdvertisement(string mac, string source)
    {
        byte[] message = [134, 0, 0, 0, 64, 0, 7, 8, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] pseudo = [.. Address(source), .. Address("ff02::1"), 0, 0, 0, (byte)message.Length, 0, 0, 0, Icmpv6Protocol, .. message];
        uint sum = 0;
        for (int i = 0; i < pseudo.Length; i += 2) sum += BinaryPrimitives.ReadUInt16BigEndian(pseudo.AsSpan(i));
        while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), (ushort)~sum);
        return IPv6(mac, source, Icmpv6Protocol, message);
    }

    public static byte[] Mac(string text)
    {
        byte[] bytes = new byte[MacAddress.Length];
        MacAddress.Parse(text).CopyTo(bytes);
        return bytes;
    }

    private static byte[] Address(string text) => IPAddress.Parse(text).GetAddressBytes();
}

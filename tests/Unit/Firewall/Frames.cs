using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;

namespace ContainerNet.Tests.Firewall;

/// <summary>Frames that an endpoint may send or not, each with room for a mark at its end.</summary>
internal static class Frames
{
    private const int MarkLength = 16;
    private const ushort IPv4 = 0x0800, Arp = 0x0806, IPv6 = 0x86dd, Vlan = 0x8100, Experimental = 0x88b5;

    private static readonly MacAddress OtherMac = MacAddress.Parse("02:42:00:00:00:99");
    private static readonly IPAddress Other = IPAddress.Parse("172.20.0.99"), Other6 = IPAddress.Parse("fd00:20::99"), OtherLinkLocal = IPAddress.Parse("fe80::99");

    /// <summary>Puts a new mark at the end of a frame, and returns it.</summary>
    public static byte[] Mark(byte[] frame)
    {
        byte[] mark = RandomNumberGenerator.GetBytes(MarkLength);
        mark.CopyTo(frame, frame.Length - MarkLength);
        return mark;
    }

    public static byte[] Make(string kind, MacAddress mac, MacAddress to, string address, string address6)
    {
        IPAddress own = IPAddress.Parse(address), own6 = IPAddress.Parse(address6), ownLinkLocal = LinkLocal(mac);
        return kind switch
        {
            "its own IPv4 packet" => Frame(to, mac, IPv4, Packet(own)),
            "an IPv4 packet from another address" => Frame(to, mac, IPv4, Packet(Other)),
            "an IPv4 packet from another MAC address" => Frame(to, OtherMac, IPv4, Packet(own)),
            "an ARP request of its own" => Frame(to, mac, Arp, ArpMessage(1, mac, own)),
            "an ARP request that tells another address" => Frame(to, mac, Arp, ArpMessage(1, mac, Other)),
            "an ARP request that tells another MAC address" => Frame(to, mac, Arp, ArpMessage(1, OtherMac, own)),
            "an ARP request from another MAC address" => Frame(to, OtherMac, Arp, ArpMessage(1, mac, own)),
            "an ARP probe" => Frame(to, mac, Arp, ArpMessage(1, mac, IPAddress.Any)),
            "an ARP probe that tells another MAC address" => Frame(to, mac, Arp, ArpMessage(1, OtherMac, IPAddress.Any)),
            "an ARP answer without an address" => Frame(to, mac, Arp, ArpMessage(2, mac, IPAddress.Any)),
            "its own IPv6 packet" => Frame(to, mac, IPv6, Packet6(own6, 17, 0)),
            "an IPv6 packet from another address" => Frame(to, mac, IPv6, Packet6(Other6, 17, 0)),
            "an IPv6 packet from another MAC address" => Frame(to, OtherMac, IPv6, Packet6(own6, 17, 0)),
            "a neighbour solicitation without an address" => Frame(to, mac, IPv6, Packet6(IPAddress.IPv6Any, 58, 135)),
            "a neighbour solicitation from its link-local address" => Frame(to, mac, IPv6, Packet6(ownLinkLocal, 58, 135)),
            "a neighbour solicitation from another link-local address" => Frame(to, mac, IPv6, Packet6(OtherLinkLocal, 58, 135)),
            "a router advertisement" => Frame(to, mac, IPv6, Packet6(ownLinkLocal, 58, 134)),
            "a redirect" => Frame(to, mac, IPv6, Packet6(ownLinkLocal, 58, 137)),
            "its own IPv4 packet with a VLAN tag" => Frame(to, mac, Vlan, [0, 5, 8, 0, .. Packet(own)]),
            "a frame of another type" => Frame(to, mac, Experimental, new byte[64]),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
    }

    private static byte[] Frame(MacAddress to, MacAddress from, ushort type, byte[] content)
        => [.. Bytes(to), .. Bytes(from), (byte)(type >> 8), (byte)type, .. content];

    private static byte[] Bytes(MacAddress address)
    {
        byte[] bytes = new byte[MacAddress.Length];
        address.CopyTo(bytes);
        return bytes;
    }

    private static byte[] ArpMessage(byte operation, MacAddress mac, IPAddress address)
        => [0, 1, 8, 0, 6, 4, 0, operation, .. Bytes(mac), .. address.GetAddressBytes(), .. new byte[6], 172, 20, 0, 2, .. new byte[MarkLength]];

    // A UDP datagram; br_netfilter drops what has no right header checksum (RFC 791, section 3.1).
    private static byte[] Packet(IPAddress source)
    {
        byte[] packet = [0x45, 0, 0, 0, 0, 0, 0, 0, 64, 17, 0, 0, .. source.GetAddressBytes(), 172, 20, 0, 2, 0, 9, 0, 9, 0, 8 + MarkLength, 0, 0, .. new byte[MarkLength]];
        packet[3] = (byte)packet.Length;
        uint sum = 0;
        for (int i = 0; i < 20; i += 2) sum += BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(i));
        while (sum > ushort.MaxValue) sum = (sum & ushort.MaxValue) + (sum >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), (ushort)~sum);
        return packet;
    }

    private static byte[] Packet6(IPAddress source, byte protocol, byte type)
    {
        byte[] content = protocol == 17 ? [0, 9, 0, 9, 0, 8 + MarkLength, 0, 0, .. new byte[MarkLength]] : [type, 0, 0, 0, .. new byte[20 + MarkLength]];
        return [0x60, 0, 0, 0, 0, (byte)content.Length, protocol, 255, .. source.GetAddressBytes(), .. IPAddress.Parse("fd00:20::2").GetAddressBytes(), .. content];
    }

    private static IPAddress LinkLocal(MacAddress mac)
    {
        byte[] b = Bytes(mac);
        return new IPAddress([0xfe, 0x80, 0, 0, 0, 0, 0, 0, (byte)(b[0] ^ 2), b[1], b[2], 0xff, 0xfe, b[3], b[4], b[5]]);
    }
}

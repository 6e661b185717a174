using System.Net;
using System.Net.Sockets;
using ContainerNet.Tests.Firewall;

namespace ContainerNet.Tests.Attacks;

/// <summary>Something that a hostile container, or a machine on the LAN, tries.</summary>
/// <param name="Name">What it tries.</param>
/// <param name="Succeeds">Tries it, and says whether it came through.</param>
public sealed record Attack(string Name, Func<AttackTestbed, bool> Succeeds)
{
    private const string Attacker = AttackTestbed.Attacker, Victim = AttackTestbed.Victim, Gateway = AttackTestbed.Gateway, Host = AttackTestbed.HostAddress;
    private const string Attacker6 = AttackTestbed.Attacker6, Victim6 = AttackTestbed.Victim6, Gateway6 = AttackTestbed.Gateway6;
    private const int RouterAdvertisement = 134, Advertisement = 136, Redirect = 137, Udp = 17;

    /// <summary>All of them, a line each.</summary>
    public static readonly Attack[] All =
    [
        // Whose it is, in ARP, IPv4 and IPv6.
        Frame("IPv4 from a neighbour's address", (bed, marker) => EthernetFrame.IPv4(bed.Mac, Victim, marker)),
        Frame("IPv4 from the gateway's address", (bed, marker) => EthernetFrame.IPv4(bed.Mac, Gateway, marker)),
        Frame("IPv4 from nowhere", (bed, marker) => EthernetFrame.IPv4(bed.Mac, "0.0.0.0", marker)),
        Frame("IPv4 from the host's loopback", (bed, marker) => EthernetFrame.IPv4(bed.Mac, "127.0.0.1", marker)),
        Frame("a neighbour's MAC address", (bed, marker) => EthernetFrame.IPv4(bed.VictimMac, Attacker, marker)),
        Frame("the bridge's MAC address", (bed, marker) => EthernetFrame.IPv4(bed.GatewayMac, Attacker, marker)),
        Frame("an unknown MAC address", (bed, marker) => EthernetFrame.IPv4("02:00:00:00:00:99", Attacker, marker)),
        Frame("ARP answers for a neighbour", (bed, marker) => EthernetFrame.Arp(bed.Mac, bed.Mac, Victim, marker, operation: 2)),
        Frame("ARP answers for the gateway", (bed, marker) => EthernetFrame.Arp(bed.Mac, bed.Mac, Gateway, marker, operation: 2)),
        Frame("ARP asks in a neighbour's name", (bed, marker) => EthernetFrame.Arp(bed.Mac, bed.Mac, Victim, marker)),
        Frame("ARP sends a neighbour's traffic to another MAC address", (bed, marker) => EthernetFrame.Arp(bed.Mac, "02:00:00:00:00:99", Attacker, marker, operation: 2)),
        Frame("IPv6 from a neighbour's address", (bed, marker) => EthernetFrame.IPv6(bed.Mac, Victim6, Udp, marker)),
        Frame("IPv6 from the gateway's address", (bed, marker) => EthernetFrame.IPv6(bed.Mac, Gateway6, Udp, marker)),
        Frame("IPv6 from another's link-local address", (bed, marker) => EthernetFrame.IPv6(bed.Mac, "fe80::1", Udp, marker)),
        Frame("a neighbour advertisement for a neighbour", (bed, marker) => EthernetFrame.Icmpv6(bed.Mac, Attacker6, Advertisement, marker, target: Victim6)),
        Frame("a neighbour advertisement for the gateway", (bed, marker) => EthernetFrame.Icmpv6(bed.Mac, Attacker6, Advertisement, marker, target: Gateway6)),
        Frame("a neighbour advertisement for the gateway from a link-local address", (bed, marker) => EthernetFrame.Icmpv6(bed.Mac, bed.LinkLocal, Advertisement, marker, target: Gateway6)),
        Frame("a neighbour advertisement for a neighbour behind options", (bed, marker) => EthernetFrame.Icmpv6(bed.Mac, Attacker6, Advertisement, marker, target: Victim6, options: true)),
        Frame("a router advertisement", (bed, marker) => EthernetFrame.Icmpv6(bed.Mac, bed.LinkLocal, RouterAdvertisement, marker)),
        Frame("a router advertisement behind options", (bed, marker) => EthernetFrame.Icmpv6(bed.Mac, bed.LinkLocal, RouterAdvertisement, marker, options: true)),
        Frame("a redirect", (bed, marker) => EthernetFrame.Icmpv6(bed.Mac, bed.LinkLocal, Redirect, marker)),
        Frame("a DHCP server that says it is the gateway", (bed, marker) => EthernetFrame.Udp(bed.Mac, Gateway, 67, 68, marker)),
        Frame("a frame with a VLAN tag", (bed, marker) => EthernetFrame.Tagged(EthernetFrame.IPv4(bed.Mac, Attacker, marker))),
        Frame("a frame with a VLAN tag and a neighbour's address", (bed, marker) => EthernetFrame.Tagged(EthernetFrame.IPv4(bed.Mac, Victim, marker))),
        Frame("another protocol", (bed, marker) => EthernetFrame.Of(bed.Mac, 0x88b5, marker)),

        // The groups that a bridge keeps to itself.
        .. Enumerable.Range(0, 16).Select(group => new Attack($"a neighbour's place in the bridge's table, through 01:80:c2:00:00:{group:x2}", bed => bed.TakesPlaceOfVictim($"01:80:c2:00:00:{group:x2}"))),
        .. Enumerable.Range(0, 16).Select(group => new Attack($"UDP to the host in a neighbour's name, through 01:80:c2:00:00:{group:x2}", bed => bed.ReachesHostByGroup($"01:80:c2:00:00:{group:x2}"))),
        new("a default route for the host, by a router advertisement to 01:80:c2:00:00:0e", bed => bed.GivesHostARoute("01:80:c2:00:00:0e")),
        new("a default route for the host, by a router advertisement to 01:80:c2:00:00:00", bed => bed.GivesHostARoute("01:80:c2:00:00:00")),

        // Past what separates networks.
        new("another network's container", bed => bed.Connects(bed.Stranger, Victim, 80)),
        new("another network's container by IPv6", bed => bed.Connects(bed.Stranger, Victim6, 80)),
        new("another network's container at an unpublished port, by the host's address", bed => bed.Connects(bed.Stranger, Host, 81)),
        new("an internal network's container from another network", bed => bed.Connects(bed.AttackerPlace, AttackTestbed.Inside, 80)),
        new("another network from an internal one", bed => bed.Connects(bed.InsidePlace, Victim, 80)),
        new("the LAN from an internal network", bed => bed.Connects(bed.InsidePlace, AttackTestbed.LanAddress, 80)),
        new("a published port from an internal network", bed => bed.Connects(bed.InsidePlace, Host, 8080)),
        new("an isolated neighbour", bed => bed.Connects(bed.LonelyPlace, AttackTestbed.Lonely2, 80)),
        new("an isolated neighbour by way of the gateway", bed => bed.ConnectsByWayOfGateway(bed.LonelyPlace, AttackTestbed.Lonely2, 80)),
        new("an isolated neighbour by a broadcast", bed => bed.FrameArrives(bed.LonelyPlace, bed.Lonely2Place, (marker, mac) => EthernetFrame.IPv4(mac, AttackTestbed.Lonely, marker), reachesOthers: false)),

        new("a service of the host from an internal network, at the gateway", bed => bed.Connects(bed.InsidePlace, "172.22.0.1", AttackTestbed.HostTcpPort)),
        new("a service of the host from an internal network, at an address on the LAN", bed => bed.ConnectsByWayOfGateway(bed.InsidePlace, Host, AttackTestbed.HostTcpPort, "172.22.0.1")),

        // From the LAN.
        new("a container from the LAN, by routing", bed => bed.Connects(bed.Lan, Victim, 81)),
        new("a container's published port from the LAN, by routing past the host's address", bed => bed.Connects(bed.Lan, Victim, 80)),
        new("a container by IPv6 from the LAN, by routing", bed => bed.Connects(bed.Lan, Victim6, 81)),
        new("an internal network's container from the LAN, by routing", bed => bed.Connects(bed.Lan, AttackTestbed.Inside, 80)),
        new("a port that is published at 127.0.0.1, at the host's address", bed => bed.Connects(bed.Lan, Host, 8081)),
        new("a port that is published at 127.0.0.1, by a frame for it from the LAN", bed => bed.ReachesLoopback(bed.Lan)),
        new("a port that is published at 127.0.0.1, by a frame for it from a container", bed => bed.ReachesLoopback(bed.AttackerPlace)),
        new("a container from the LAN in a neighbour's name", bed => bed.DatagramArrives(bed.Lan, Attacker, Victim)),
    ];

    public override string ToString() => Name;

    // To everyone on the network, looked for at another container.
    private static Attack Frame(string name, Func<AttackTestbed, byte[], byte[]> frame)
        => new(name, bed => bed.FrameArrives(bed.AttackerPlace, bed.VictimPlace, (marker, _) => frame(bed, marker)));
}

using System.Net;
using ContainerNet.Firewall.Elements;
using Xunit;
using static ContainerNet.Tests.Firewall.FirewallTestbed;

namespace ContainerNet.Tests.Firewall;

/// <summary>Which frames a bridge takes from an endpoint's port: each is sent by A1 to everyone, and looked for at A2.</summary>
public abstract class FirewallFrameTests(FirewallTestbed bed)
{
    private const string Mine = "02:42:ac:14:00:02", Anothers = "02:42:ac:14:00:03", MyAddressV6 = "fd00:20::2", MyLinkLocal = "fe80::42:acff:fe14:2";
    private const int Solicitation = 135, Advertisement = 136, RouterAdvertisement = 134, Redirect = 137, Echo = 128, Udp = 17, Tcp = 6;

    /// <summary>A frame by its name.</summary>
    private static byte[] Frame(string name, byte[] marker) => name switch
    {
        "IPv4" => EthernetFrame.IPv4(Mine, A1, marker),
        "IPv4 with another's MAC" => EthernetFrame.IPv4(Anothers, A1, marker),
        "IPv4 with another's address" => EthernetFrame.IPv4(Mine, A2, marker),
        "ARP" => EthernetFrame.Arp(Mine, Mine, A1, marker),
        "ARP probe" => EthernetFrame.Arp(Mine, Mine, "0.0.0.0", marker),
        "ARP probe with another's MAC as sender" => EthernetFrame.Arp(Mine, Anothers, "0.0.0.0", marker),
        "ARP answer without an address" => EthernetFrame.Arp(Mine, Mine, "0.0.0.0", marker, operation: 2),
        "ARP with another's MAC in the frame" => EthernetFrame.Arp(Anothers, Mine, A1, marker),
        "ARP with another's MAC as sender" => EthernetFrame.Arp(Mine, Anothers, A1, marker),
        "ARP with another's address as sender" => EthernetFrame.Arp(Mine, Mine, A2, marker),
        "IPv6" => EthernetFrame.IPv6(Mine, MyAddressV6, 59, marker),
        "IPv6 with another's MAC" => EthernetFrame.IPv6(Anothers, MyAddressV6, 59, marker),
        "ICMPv6 from the own link-local address" => EthernetFrame.Icmpv6(Mine, MyLinkLocal, Echo, marker),
        "ICMPv6 from another's link-local address" => EthernetFrame.Icmpv6(Mine, "fe80::42:acff:fe14:3", Echo, marker),
        "IPv6 with another's address" => EthernetFrame.IPv6(Mine, "fd00:20::3", 59, marker),
        "IPv6 duplicate address detection" => EthernetFrame.Icmpv6(Mine, "::", Solicitation, marker),
        "neighbour solicitation" => EthernetFrame.Icmpv6(Mine, MyLinkLocal, Solicitation, marker),
        "neighbour advertisement" => EthernetFrame.Icmpv6(Mine, MyAddressV6, Advertisement, marker, target: MyAddressV6),
        "neighbour advertisement of the own link-local address" => EthernetFrame.Icmpv6(Mine, MyAddressV6, Advertisement, marker, target: MyLinkLocal),
        "neighbour advertisement for another's address" => EthernetFrame.Icmpv6(Mine, MyAddressV6, Advertisement, marker, target: A2v6),
        "neighbour advertisement for another's address from the own link-local one" => EthernetFrame.Icmpv6(Mine, MyLinkLocal, Advertisement, marker, target: A2v6),
        "neighbour advertisement for another's address behind options" => EthernetFrame.Icmpv6(Mine, MyAddressV6, Advertisement, marker, target: A2v6, options: true),
        "UDP from the own link-local address" => EthernetFrame.IPv6(Mine, MyLinkLocal, Udp, marker),
        "UDP from another's link-local address" => EthernetFrame.IPv6(Mine, "fe80::42:acff:fe14:3", Udp, marker),
        "TCP from the own link-local address" => EthernetFrame.IPv6(Mine, MyLinkLocal, Tcp, marker),
        "neighbour advertisement from nowhere" => EthernetFrame.Icmpv6(Mine, "::", Advertisement, marker),
        "redirect" => EthernetFrame.Icmpv6(Mine, MyLinkLocal, Redirect, marker),
        "router advertisement" => EthernetFrame.Icmpv6(Mine, MyLinkLocal, RouterAdvertisement, marker),
        "another protocol" => EthernetFrame.Of(Mine, 0x88b5, marker),
        "a VLAN's IPv4" => EthernetFrame.Tagged(EthernetFrame.IPv4(Mine, A1, marker)),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    [Theory]
    [InlineData("IPv4", true)]
    [InlineData("IPv4 with another's MAC", false)]
    [InlineData("IPv4 with another's address", false)]
    [InlineData("ARP", true)]
    [InlineData("ARP probe", true)]
    [InlineData("ARP probe with another's MAC as sender", false)]
    [InlineData("ARP answer without an address", false)]
    [InlineData("ARP with another's MAC in the frame", false)]
    [InlineData("ARP with another's MAC as sender", false)]
    [InlineData("ARP with another's address as sender", false)]
    [InlineData("IPv6", true)]
    [InlineData("IPv6 with another's MAC", false)]
    [InlineData("ICMPv6 from the own link-local address", true)]
    [InlineData("ICMPv6 from another's link-local address", false)]
    [InlineData("IPv6 with another's address", false)]
    [InlineData("IPv6 duplicate address detection", true)]
    [InlineData("neighbour solicitation", true)]
    [InlineData("neighbour advertisement", true)]
    [InlineData("neighbour advertisement of the own link-local address", true)]
    [InlineData("neighbour advertisement for another's address", false)]
    [InlineData("neighbour advertisement for another's address from the own link-local one", false)]
    [InlineData("neighbour advertisement for another's address behind options", false)]
    [InlineData("UDP from the own link-local address", true)]
    [InlineData("UDP from another's link-local address", false)]
    [InlineData("TCP from the own link-local address", true)]
    [InlineData("neighbour advertisement from nowhere", false)]
    [InlineData("redirect", false)]
    [InlineData("router advertisement", false)]
    [InlineData("another protocol", false)]
    [InlineData("a VLAN's IPv4", false)]
    public void A_port_gives_the_bridge_what_is_its_endpoints_own(string name, bool passes)
    {
        string port = PortOf(bed.ContainerA1);
        foreach (bool bridgeCallsIPHooks in new[] { true, false })
        {
            bed.CallIPHooksOfBridges(bridgeCallsIPHooks);
            bed.Hold();
            Assert.True(Arrives(name), "Without a rule everything arrives, so that this test tests it.");
            bed.Hold(new EndpointElement(port, MacAddress.Parse(Mine), IPAddress.Parse(A1)), new EndpointElement(port, MacAddress.Parse(Mine), IPAddress.Parse(MyAddressV6)));
            Assert.Equal(passes, Arrives(name));
        }
    }

    [Fact]
    public void Other_ports_are_free_to_send_what_they_like()
    {
        bed.Hold(new EndpointElement("veth-other", MacAddress.Parse(Mine), IPAddress.Parse(A1)));
        Assert.True(Arrives("IPv4 with another's MAC"));
        bed.Hold();
    }

    // Frames keep their order: when the later one has arrived, the one before is lost.
    private bool Arrives(string name)
    {
        byte[] marker = Guid.NewGuid().ToByteArray(), behind = Guid.NewGuid().ToByteArray();
        using var receiver = new PacketSocket(bed.ContainerA2);
        using var sender = new PacketSocket(bed.ContainerA1);
        sender.Send(Frame(name, marker));
        sender.Send(Frame("IPv4", behind));
        return receiver.Receives(marker, behind);
    }
}

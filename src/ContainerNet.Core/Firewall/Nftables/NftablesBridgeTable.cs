using System.Collections.Immutable;
using ContainerNet.Firewall.Elements;
using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Nftables;
using ContainerNet.Netlink.Nftables.Expressions;
using ContainerNet.Netlink.Nftables.Text;
using ContainerNet.Netlink.Nftables.Values;
using static ContainerNet.Firewall.Nftables.NftablesExpressions;

namespace ContainerNet.Firewall.Nftables;

/// <summary>
/// The table that sees frames as they come in by a bridge's port, before the bridge or br_netfilter does anything with
/// them: an endpoint speaks with its own addresses only. It is there as long as there is an endpoint or an isolated port.
/// </summary>
internal static class NftablesBridgeTable
{
    private const string Name = "containernet";
    private const string Prerouting = "prerouting";
    private const ushort EtherTypeIPv4 = 0x0800, EtherTypeArp = 0x0806, EtherTypeIPv6 = 0x86dd;
    private const byte Icmpv6 = 58;
    private const byte NeighborSolicitation = 135, NeighborAdvertisement = 136, RouterAdvertisement = 134, Redirect = 137;
    private const string Forward = "forward";

    private static readonly NftDataType PortAndMac = NftDataType.Concatenate(NftDataType.InterfaceName, NftDataType.EtherAddr);

    /// <summary>The bridges' ports that lead to endpoints.</summary>
    public static readonly NftSet Ports = Set("ports", NftDataType.InterfaceName);

    /// <summary>Each port with the MAC addresses behind it, for an endpoint that checks whether an address is free before it has one.</summary>
    public static readonly NftSet Macs = Set("macs", PortAndMac);

    /// <summary>Each port with a MAC and an IPv4 address behind it.</summary>
    public static readonly NftSet Endpoints
        = Set("endpoints", NftDataType.Concatenate(NftDataType.InterfaceName, NftDataType.EtherAddr, NftDataType.Ipv4Addr));

    /// <summary>Each port with a MAC and an IPv6 address behind it.</summary>
    public static readonly NftSet Endpoints6
        = Set("endpoints6", NftDataType.Concatenate(NftDataType.InterfaceName, NftDataType.EtherAddr, NftDataType.Ipv6Addr));

    /// <summary>The same with the link-local address that follows from the MAC address.</summary>
    public static readonly NftSet LinkLocals
        = Set("link_locals", NftDataType.Concatenate(NftDataType.InterfaceName, NftDataType.EtherAddr, NftDataType.Ipv6Addr));

    /// <summary>Each port with a MAC address and all IPv6 addresses behind it, for what a neighbour advertisement names. nft has no name for that field.</summary>
    public static readonly NftSet Advertised
        = Set("advertised", NftDataType.Concatenate(NftDataType.InterfaceName, NftDataType.EtherAddr, NftDataType.Integer(16))) with
        {
            TypeOf = new NftValue(NftTypeOf.Note(FrameSource[0], FrameSource[1], AdvertisedTarget)),
        };

    /// <summary>The ports that exchange only what the IP rules have seen (<see cref="IsolatedPort"/>).</summary>
    public static readonly NftSet Isolated = Set("isolated", NftDataType.InterfaceName);

    public static readonly NftablesDefinition Definition = new(
        new NftTable(NftFamily.Bridge, Name),
        [Ports, Macs, Endpoints, Endpoints6, LinkLocals, Advertised, Isolated],
        [Chain(Prerouting, NftHookNumber.PreRouting), Chain(Forward, NftHookNumber.Forward)],
        [
            // First what nearly every frame is, which is looked up but once then. The type in the frame itself, where a VLAN tag
            // shows even if the card took it off.
            Rule("ether type ip iifname . ether saddr . ip saddr @endpoints accept",
                [.. EtherType(EtherTypeIPv4), .. FrameSource, Network(12, 4, NftRegister.Word6), In(Endpoints), Verdict(NftVerdict.Accept)]),
            Rule("iifname != @ports accept", [From(NftRegister.R1), NotIn(Ports), Verdict(NftVerdict.Accept)]),

            // An ARP message tells the sender's MAC address once more: both have to be its own.
            Rule("ether type arp arp htype 1 arp ptype ip arp hlen 6 arp plen 4 iifname . ether saddr . arp saddr ip @endpoints iifname . arp saddr ether . arp saddr ip @endpoints accept",
                [
                    .. EtherType(EtherTypeArp), .. Arp,
                    .. FrameSource, ArpSender(NftRegister.Word6), In(Endpoints),
                    .. ArpSource, ArpSender(NftRegister.Word6), In(Endpoints), Verdict(NftVerdict.Accept),
                ]),
            // RFC 5227, section 2.1.1: a probe has no sender's address yet.
            Rule("ether type arp arp htype 1 arp ptype ip arp hlen 6 arp plen 4 arp operation request arp saddr ip 0.0.0.0 iifname . ether saddr @macs iifname . arp saddr ether @macs accept",
                [
                    .. EtherType(EtherTypeArp), .. ArpRequest, ArpSender(NftRegister.R1), Is(new NftValue(new byte[4])),
                    .. FrameSource, In(Macs), .. ArpSource, In(Macs), Verdict(NftVerdict.Accept),
                ]),

            // The gateway is the host: no endpoint tells another about routes.
            Rule("ether type ip6 icmpv6 type nd-router-advert drop", [.. EtherType(EtherTypeIPv6), .. Icmp(RouterAdvertisement), Verdict(NftVerdict.Drop)]),
            Rule("ether type ip6 icmpv6 type nd-redirect drop", [.. EtherType(EtherTypeIPv6), .. Icmp(Redirect), Verdict(NftVerdict.Drop)]),
            Rule("ether type ip6 icmpv6 type nd-neighbor-advert iifname . ether saddr . @th,64,128 != @advertised drop",
                [.. EtherType(EtherTypeIPv6), .. Icmp(NeighborAdvertisement), .. FrameSource, AdvertisedTarget, NotIn(Advertised), Verdict(NftVerdict.Drop)]),
            Rule("ether type ip6 iifname . ether saddr . ip6 saddr @endpoints6 accept",
                [.. EtherType(EtherTypeIPv6), .. FrameSource, Network(8, 16, NftRegister.Word6), In(Endpoints6), Verdict(NftVerdict.Accept)]),
            Rule("ether type ip6 iifname . ether saddr . ip6 saddr @link_locals accept",
                [.. EtherType(EtherTypeIPv6), .. FrameSource, Network(8, 16, NftRegister.Word6), In(LinkLocals), Verdict(NftVerdict.Accept)]),
            // RFC 4862, section 5.4.2: an endpoint that checks whether its address is free has none yet.
            Rule("ether type ip6 ip6 saddr :: icmpv6 type nd-neighbor-solicit iifname . ether saddr @macs accept",
                [
                    .. EtherType(EtherTypeIPv6), Network(8, 16, NftRegister.R1), Is(new NftValue(new byte[16])), .. Icmp(NeighborSolicitation),
                    .. FrameSource, In(Macs), Verdict(NftVerdict.Accept),
                ]),
            Rule("drop", [Verdict(NftVerdict.Drop)]),

            // Only what passes the IP hooks (br_netfilter) has the mark, and those accept what was translated for a published port.
            Rule(Forward, $"iifname @isolated oifname @isolated meta mark & 0x{SeenMark:x8} == 0x00000000 drop",
                [From(NftRegister.R1), In(Isolated), To(NftRegister.R1), In(Isolated), Mark, NftBitwise.And(SeenMark), Is(NftValue.Host(0)), Verdict(NftVerdict.Drop)]),
        ]);

    /// <summary>The set that holds endpoints with addresses of this family.</summary>
    public static NftSet EndpointsOf(System.Net.IPAddress address)
        => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? Endpoints6 : Endpoints;

    private static NftExpression[] FrameSource => [From(NftRegister.R1), new NftPayload(NftPayloadBase.LinkLayer, 6, 6, NftRegister.R2)];

    private static NftExpression[] ArpSource => [From(NftRegister.R1), Network(8, 6, NftRegister.R2)];

    // nft compares neighbouring fields in one go: hardware and protocol type, then the lengths (and the operation).
    private static NftExpression[] Arp => [.. ArpTypes, Network(4, 2, NftRegister.R1), Is(new NftValue([6, 4]))];

    private static NftExpression[] ArpRequest => [.. ArpTypes, Network(4, 4, NftRegister.R1), Is(new NftValue([6, 4, 0, 1]))];

    private static NftExpression[] ArpTypes => [Network(0, 4, NftRegister.R1), Is(new NftValue([0, 1, 8, 0]))];

    private static NftPayload ArpSender(NftRegister register) => Network(14, 4, register);

    private static NftExpression[] EtherType(ushort type)
        => [new NftPayload(NftPayloadBase.LinkLayer, 12, 2), Is(new NftValue([(byte)(type >> 8), (byte)type]))];

    // RFC 4861, section 4.4.
    private static NftPayload AdvertisedTarget => new(NftPayloadBase.Transport, 8, 16, NftRegister.Word6);

    private static NftExpression[] Icmp(byte type)
        => [Protocol, Is(NftValue.Of(Icmpv6)), new NftPayload(NftPayloadBase.Transport, 0, 1), Is(NftValue.Of(type))];

    private static NftPayload Network(uint offset, uint length, NftRegister register) => new(NftPayloadBase.Network, offset, length, register);

    private static NftSet Set(string name, NftDataType key) => new(NftFamily.Bridge, Name, name, key);

    private static NftChain Chain(string name, NftHookNumber hook) => new(NftFamily.Bridge, Name, name) { Hook = new NftHook("filter", hook, -200) };

    private static NftablesRule Rule(string text, ImmutableArray<NftExpression> expressions) => Rule(Prerouting, text, expressions);

    private static NftablesRule Rule(string chain, string text, ImmutableArray<NftExpression> expressions) => new(new NftRule(NftFamily.Bridge, Name, chain, expressions), text);
}

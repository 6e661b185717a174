using ContainerNet.Netlink.Nftables.Expressions;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables.Text;

/// <summary>The keywords for properties of a packet, of its connection, and of the routing tables.</summary>
internal static class NftSelectorText
{
    private static readonly NftDataType HostInteger = NftDataType.Integer(4, NftByteOrder.Host);

    // By enum nft_meta_keys.
    private static readonly (string Name, NftDataType Type)[] MetaKeys =
    [
        ("meta length", HostInteger), ("meta protocol", NftDataType.EtherType), ("meta priority", HostInteger),
        ("meta mark", NftDataType.Mark), ("iif", NftDataType.InterfaceIndex), ("oif", NftDataType.InterfaceIndex),
        ("iifname", NftDataType.InterfaceName), ("oifname", NftDataType.InterfaceName), ("meta iiftype", NftDataType.InterfaceType),
        ("meta oiftype", NftDataType.InterfaceType), ("meta skuid", NftDataType.UserId), ("meta skgid", NftDataType.GroupId),
        ("meta nftrace", NftDataType.Integer(1)), ("rt classid", HostInteger), ("meta secmark", HostInteger),
        ("meta nfproto", NftDataType.NfProto), ("meta l4proto", NftDataType.InetProto), ("meta ibrname", NftDataType.InterfaceName),
        ("meta obrname", NftDataType.InterfaceName), ("meta pkttype", NftDataType.PacketType), ("meta cpu", HostInteger),
        ("iifgroup", HostInteger), ("oifgroup", HostInteger), ("meta cgroup", HostInteger), ("meta random", NftDataType.Integer(4)),
        ("meta ipsec", NftDataType.Boolean), ("meta iifkind", NftDataType.InterfaceName), ("meta oifkind", NftDataType.InterfaceName),
    ];

    // By enum nft_ct_keys.
    private static readonly (string Name, NftDataType Type)[] ConntrackKeys =
    [
        ("state", NftDataType.ConntrackState), ("direction", NftDataType.ConntrackDirection), ("status", NftDataType.ConntrackStatus),
        ("mark", NftDataType.Mark), ("secmark", HostInteger), ("expiration", HostInteger), ("helper", NftDataType.InterfaceName),
        ("l3proto", NftDataType.NfProto), ("saddr", NftDataType.Ipv4Addr), ("daddr", NftDataType.Ipv4Addr),
        ("protocol", NftDataType.InetProto), ("proto-src", NftDataType.InetService), ("proto-dst", NftDataType.InetService),
        ("label", HostInteger), ("packets", NftDataType.Integer(8, NftByteOrder.Host)), ("bytes", NftDataType.Integer(8, NftByteOrder.Host)),
        ("avgpkt", NftDataType.Integer(8, NftByteOrder.Host)), ("zone", NftDataType.Integer(2, NftByteOrder.Host)), ("event", HostInteger),
        ("ip saddr", NftDataType.Ipv4Addr), ("ip daddr", NftDataType.Ipv4Addr), ("ip6 saddr", NftDataType.Ipv6Addr),
        ("ip6 daddr", NftDataType.Ipv6Addr), ("id", HostInteger),
    ];

    public static NftLoad Of(NftMetaKey key)
        => (uint)key < MetaKeys.Length ? new NftLoad(MetaKeys[(int)key].Name, MetaKeys[(int)key].Type) : new NftLoad($"meta {(uint)key}", HostInteger);

    public static NftLoad Of(NftConntrack ct)
    {
        (string name, NftDataType type) = (uint)ct.Key < ConntrackKeys.Length ? ConntrackKeys[(int)ct.Key] : ($"{(uint)ct.Key}", HostInteger);
        string direction = ct.Direction switch { null => "", 0 => "original ", _ => "reply " };
        return new NftLoad($"ct {direction}{name}", type);
    }

    public static NftLoad Of(NftFib fib)
    {
        string flags = string.Join(" . ", FibFlags(fib.Flags));
        bool present = fib.Flags.HasFlag(NftFibFlags.Present);
        return fib.Result switch
        {
            NftFibResult.OutputInterface => new NftLoad($"fib {flags} oif", present ? NftDataType.Boolean : NftDataType.InterfaceIndex),
            NftFibResult.OutputInterfaceName => new NftLoad($"fib {flags} oifname", present ? NftDataType.Boolean : NftDataType.InterfaceName),
            NftFibResult.AddressType => new NftLoad($"fib {flags} type", NftDataType.FibAddressType),
            _ => new NftLoad($"fib {flags} {(uint)fib.Result}", HostInteger),
        };
    }

    private static IEnumerable<string> FibFlags(NftFibFlags flags)
    {
        if (flags.HasFlag(NftFibFlags.SourceAddress)) yield return "saddr";
        if (flags.HasFlag(NftFibFlags.DestinationAddress)) yield return "daddr";
        if (flags.HasFlag(NftFibFlags.Mark)) yield return "mark";
        if (flags.HasFlag(NftFibFlags.InputInterface)) yield return "iif";
        if (flags.HasFlag(NftFibFlags.OutputInterface)) yield return "oif";
    }
}

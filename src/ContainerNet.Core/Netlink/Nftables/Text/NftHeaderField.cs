using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables.Text;

/// <summary>A field of a packet's header.</summary>
/// <param name="Header">The header's name in nft(8).</param>
/// <param name="Name">The field's.</param>
/// <param name="Offset">Where it begins in the header, in bits.</param>
/// <param name="Length">How many bits it has.</param>
/// <param name="Type">What it holds.</param>
internal sealed record NftHeaderField(string Header, string Name, int Offset, int Length, NftDataType Type)
{
    private static readonly NftDataType Byte = NftDataType.Integer(1);
    private static readonly NftDataType Short = NftDataType.Integer(2);
    private static readonly NftDataType Int = NftDataType.Integer(4);

    private static readonly ILookup<string, NftHeaderField> All = ((IEnumerable<NftHeaderField>)
    [
        new("ether", "daddr", 0, 48, NftDataType.EtherAddr),
        new("ether", "saddr", 48, 48, NftDataType.EtherAddr),
        new("ether", "type", 96, 16, NftDataType.EtherType),

        new("ip", "version", 0, 4, Byte),
        new("ip", "hdrlength", 4, 4, Byte),
        new("ip", "dscp", 8, 6, NftDataType.Dscp),
        new("ip", "ecn", 14, 2, NftDataType.Ecn),
        new("ip", "length", 16, 16, Short),
        new("ip", "id", 32, 16, Short),
        new("ip", "frag-off", 48, 16, Short),
        new("ip", "ttl", 64, 8, Byte),
        new("ip", "protocol", 72, 8, NftDataType.InetProto),
        new("ip", "checksum", 80, 16, Short),
        new("ip", "saddr", 96, 32, NftDataType.Ipv4Addr),
        new("ip", "daddr", 128, 32, NftDataType.Ipv4Addr),

        new("ip6", "version", 0, 4, Byte),
        new("ip6", "length", 32, 16, Short),
        new("ip6", "nexthdr", 48, 8, NftDataType.InetProto),
        new("ip6", "hoplimit", 56, 8, Byte),
        new("ip6", "saddr", 64, 128, NftDataType.Ipv6Addr),
        new("ip6", "daddr", 192, 128, NftDataType.Ipv6Addr),

        new("arp", "htype", 0, 16, Short),
        new("arp", "ptype", 16, 16, NftDataType.EtherType),
        new("arp", "hlen", 32, 8, Byte),
        new("arp", "plen", 40, 8, Byte),
        new("arp", "operation", 48, 16, NftDataType.ArpOperation),
        new("arp", "saddr ether", 64, 48, NftDataType.EtherAddr),
        new("arp", "saddr ip", 112, 32, NftDataType.Ipv4Addr),
        new("arp", "daddr ether", 144, 48, NftDataType.EtherAddr),
        new("arp", "daddr ip", 192, 32, NftDataType.Ipv4Addr),

        .. Ports("th"),
        .. Ports("tcp"),
        new("tcp", "sequence", 32, 32, Int),
        new("tcp", "ackseq", 64, 32, Int),
        new("tcp", "doff", 96, 4, Byte),
        new("tcp", "reserved", 100, 4, Byte),
        new("tcp", "flags", 104, 8, NftDataType.TcpFlag),
        new("tcp", "window", 112, 16, Short),
        new("tcp", "checksum", 128, 16, Short),
        new("tcp", "urgptr", 144, 16, Short),
        .. Ports("udp"),
        new("udp", "length", 32, 16, Short),
        new("udp", "checksum", 48, 16, Short),
        .. Ports("udplite"),
        .. Ports("dccp"),
        .. Ports("sctp"),
        new("sctp", "vtag", 32, 32, Int),
        new("sctp", "checksum", 64, 32, Int),

        new("icmp", "type", 0, 8, NftDataType.IcmpType),
        new("icmp", "code", 8, 8, NftDataType.IcmpCode),
        new("icmp", "checksum", 16, 16, Short),
        new("icmpv6", "type", 0, 8, NftDataType.Icmpv6Type),
        new("icmpv6", "code", 8, 8, NftDataType.Icmpv6Code),
        new("icmpv6", "checksum", 16, 16, Short),
        new("esp", "spi", 0, 32, Int),
        new("esp", "sequence", 32, 32, Int),
    ]).ToLookup(f => f.Header);

    /// <summary>The field that begins at a byte of a header and does not end within it; null when there is none.</summary>
    public static NftHeaderField? At(string? header, uint offset)
        => header is null ? null : All[header].FirstOrDefault(f => f.Offset == (long)offset * 8 && f.Length >= 8);

    /// <summary>The field that a mask selects in bytes of a header; null when there is none.</summary>
    public static NftHeaderField? Masked(string? header, uint offset, ReadOnlySpan<byte> mask)
    {
        if (header is null || mask.Length != 1) return null;
        byte bits = mask[0];
        return All[header].FirstOrDefault(f => f.Length < 8 && f.Offset / 8 == offset && f.Mask == bits);
    }

    /// <summary>How many bits follow a field that is a part of a byte.</summary>
    public int Shift => 8 - Offset % 8 - Length;

    public override string ToString() => $"{Header} {Name}";

    private int Mask => ((1 << Length) - 1) << Shift;

    private static IEnumerable<NftHeaderField> Ports(string header) =>
    [
        new(header, "sport", 0, 16, NftDataType.InetService),
        new(header, "dport", 16, 16, NftDataType.InetService),
    ];
}

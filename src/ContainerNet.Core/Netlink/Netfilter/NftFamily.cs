namespace ContainerNet.Netlink.Netfilter;

/// <summary>What a table's chains see (NFPROTO_* in linux/netfilter.h).</summary>
internal enum NftFamily : byte
{
    Unspecified = 0,
    Inet = 1,
    IPv4 = 2,
    Arp = 3,
    NetDev = 5,
    Bridge = 7,
    IPv6 = 10,
}

internal static class NftFamilyNames
{
    /// <summary>The family's name in nft(8).</summary>
    public static string ToNftName(this NftFamily family) => family switch
    {
        NftFamily.Inet => "inet",
        NftFamily.IPv4 => "ip",
        NftFamily.IPv6 => "ip6",
        NftFamily.Arp => "arp",
        NftFamily.Bridge => "bridge",
        NftFamily.NetDev => "netdev",
        _ => $"{(byte)family}",
    };
}

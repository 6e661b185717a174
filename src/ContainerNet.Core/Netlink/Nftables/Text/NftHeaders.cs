using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Nftables.Expressions;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables.Text;

/// <summary>
/// Which headers a rule has found in the packet, and by which of its matches. A match that only says which header comes
/// next is left out when a field of that header is named later: <c>tcp dport 80</c> says that the protocol is TCP.
/// </summary>
internal sealed class NftHeaders
{
    private const uint EtherInterface = 1;
    private const int BaseCount = 3;
    private const string Icmp = "icmp";
    private const string Icmpv6 = "icmpv6";

    private readonly string?[] _headers = new string?[BaseCount];
    private readonly Dependency?[] _dependencies = new Dependency?[BaseCount];
    private readonly bool _familyHasOneNetworkHeader;

    public NftHeaders(NftFamily family)
    {
        _headers[(int)NftPayloadBase.LinkLayer] = family == NftFamily.Bridge ? "ether" : null;
        _headers[(int)NftPayloadBase.Network] = family switch
        {
            NftFamily.IPv4 => "ip",
            NftFamily.IPv6 => "ip6",
            NftFamily.Arp => "arp",
            _ => null,
        };
        _familyHasOneNetworkHeader = _headers[(int)NftPayloadBase.Network] is not null;
    }

    /// <summary>The header that stands at a base; null where the rule has not said.</summary>
    public string? At(NftPayloadBase at) => at switch
    {
        NftPayloadBase.Transport => _headers[(int)at] ?? "th",
        < NftPayloadBase.Inner => _headers[(int)at],
        _ => null,
    };

    /// <summary>A field at this base has a name, which implies that its header is present.</summary>
    public void Name(NftPayloadBase at)
    {
        if (at >= NftPayloadBase.Inner || _dependencies[(int)at] is not { } dependency) return;
        // The protocol in an IP header says which IP version it is, too.
        if (dependency.IsNetworkField && !_familyHasOneNetworkHeader) return;
        Release(at);
    }

    /// <summary>Takes note of a match that a field, or metadata, is exactly one value.</summary>
    public void Match(string left, ulong value, NftStatement statement)
    {
        (NftPayloadBase At, string? Header)? next = left switch
        {
            "meta iiftype" => (NftPayloadBase.LinkLayer, value == EtherInterface ? "ether" : null),
            "ether type" or "meta protocol" => (NftPayloadBase.Network, NftSymbols.Find(NftDataType.EtherType, value) is "ip" or "ip6" or "arp" ? NftSymbols.Find(NftDataType.EtherType, value) : null),
            "meta nfproto" => (NftPayloadBase.Network, value switch { (ulong)NftFamily.IPv4 => "ip", (ulong)NftFamily.IPv6 => "ip6", _ => null }),
            "ip protocol" or "ip6 nexthdr" or "meta l4proto" => (NftPayloadBase.Transport, Transport(value)),
            _ => null,
        };
        if (next is not { } found) return;
        if (left is "meta nfproto" or "meta protocol") Release(NftPayloadBase.LinkLayer);
        if (left == "meta l4proto" && ImpliesNetwork(found.Header)) Release(NftPayloadBase.Network);
        _headers[(int)found.At] = found.Header;
        _dependencies[(int)found.At] = new Dependency(statement, left.StartsWith("ip", StringComparison.Ordinal));
    }

    // ICMP is IPv4's, and ICMPv6 is IPv6's.
    private bool ImpliesNetwork(string? transport)
        => (_headers[(int)NftPayloadBase.Network], transport) is ("ip", Icmp) or ("ip6", Icmpv6);

    private void Release(NftPayloadBase at)
    {
        if (_dependencies[(int)at] is not { } dependency) return;
        dependency.Statement.IsImplied = true;
        _dependencies[(int)at] = null;
    }

    private static string? Transport(ulong protocol) => NftSymbols.Find(NftDataType.InetProto, protocol) switch
    {
        "ipv6-icmp" => Icmpv6,
        { } name and ("tcp" or "udp" or "udplite" or "sctp" or "dccp" or "esp" or Icmp) => name,
        _ => null,
    };

    private sealed record Dependency(NftStatement Statement, bool IsNetworkField);
}

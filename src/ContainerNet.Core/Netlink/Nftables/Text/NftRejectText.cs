using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Nftables.Expressions;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables.Text;

/// <summary>The words for a refusal that tells the sender; the table's default one is <c>reject</c> alone.</summary>
/// <param name="family">The table's family.</param>
/// <param name="headers">The headers that the rule has found.</param>
internal sealed class NftRejectText(NftFamily family, NftHeaders headers)
{
    private static readonly NftDataType IcmpxCode = new() { Id = 34, Name = "icmpx_code", Length = 1, ByteOrder = NftByteOrder.BigEndian };

    private bool HasOneFamily => family is NftFamily.IPv4 or NftFamily.IPv6;

    public string Of(NftReject reject)
    {
        switch (reject.Type)
        {
            case NftRejectType.TcpReset:
                // It is implied that the packet is TCP only where its IP version is implied.
                if (HasOneFamily) headers.Name(NftPayloadBase.Transport);
                return "reject with tcp reset";
            case NftRejectType.UnreachableOfEither:
                return With("icmpx", IcmpxCode, reject, isDefault: !HasOneFamily);
            default:
                bool isIPv6 = headers.At(NftPayloadBase.Network) == "ip6";
                headers.Name(NftPayloadBase.Network);
                return isIPv6 ? With("icmpv6", NftDataType.Icmpv6Code, reject, HasOneFamily) : With("icmp", NftDataType.IcmpCode, reject, HasOneFamily);
        }
    }

    private static string With(string protocol, NftDataType type, NftReject reject, bool isDefault)
    {
        string code = NftValueText.Of(type, reject.Code.GetValueOrDefault());
        return isDefault && code == "port-unreachable" ? "reject" : $"reject with {protocol} {code}";
    }
}

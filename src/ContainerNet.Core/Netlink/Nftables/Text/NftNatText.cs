using ContainerNet.Netlink.Netfilter;
using ContainerNet.Netlink.Nftables.Expressions;
using ContainerNet.Netlink.Nftables.Values;

namespace ContainerNet.Netlink.Nftables.Text;

/// <summary>The words for address translation.</summary>
/// <param name="family">The table's family.</param>
/// <param name="registers">Where the addresses and ports come from.</param>
/// <param name="text">The words for an operand that is of a type.</param>
internal sealed class NftNatText(NftFamily family, NftRegisters registers, Func<NftOperand, NftDataType, string> text)
{
    public string Of(NftNat nat)
    {
        string words = nat.Type switch { NftNatType.Source => "snat", NftNatType.Destination => "dnat", _ => $"nat {(uint)nat.Type}" };
        bool isConcatenation = nat.Address is { } register && registers[register] is NftLoad { Type.Fields.IsEmpty: false };
        bool hasPrefix = nat.Flags.HasFlag(NftNatFlags.Prefix);
        if (nat.Address is not null && (family == NftFamily.Inet || isConcatenation || hasPrefix)) words += $" {nat.Family.ToNftName()}";
        if (hasPrefix) words += " prefix";
        string ports = isConcatenation ? "" : Ports(nat.Port, nat.PortMax);
        return $"{words}{To(Addresses(nat, ports.Length > 0), ports)}{Flags(nat.Flags)}";
    }

    public string Of(NftMasquerade masquerade) => $"masquerade{To("", Ports(masquerade.Port, masquerade.PortMax))}{Flags(masquerade.Flags)}";

    private static string To(string addresses, string ports) => addresses.Length + ports.Length == 0 ? "" : $" to {addresses}{ports}";

    private string Addresses(NftNat nat, bool hasPorts)
    {
        if (nat.Address is not { } first) return "";
        bool isIPv6 = nat.Family == NftFamily.IPv6;
        NftDataType type = isIPv6 ? NftDataType.Ipv6Addr : NftDataType.Ipv4Addr;
        string address = Bracketed(text(registers[first], type), isIPv6 && hasPorts && registers[first] is NftConstant);
        if (nat.AddressMax is not { } last || last == first) return address;
        return $"{address}-{Bracketed(text(registers[last], type), isIPv6 && hasPorts)}";
    }

    private string Ports(NftRegister? first, NftRegister? last)
    {
        if (first is not { } from) return "";
        string port = $":{text(registers[from], NftDataType.InetService)}";
        return last is not { } to || to == from ? port : $"{port}-{text(registers[to], NftDataType.InetService)}";
    }

    private static string Bracketed(string address, bool brackets) => brackets ? $"[{address}]" : address;

    private static string Flags(NftNatFlags flags)
    {
        var names = new List<string>();
        if (flags.HasFlag(NftNatFlags.Random)) names.Add("random");
        if (flags.HasFlag(NftNatFlags.FullyRandom)) names.Add("fully-random");
        if (flags.HasFlag(NftNatFlags.Persistent)) names.Add("persistent");
        return names.Count == 0 ? "" : $" {string.Join(',', names)}";
    }
}

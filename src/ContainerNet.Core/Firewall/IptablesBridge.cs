using System.Net;
using System.Net.Sockets;

namespace ContainerNet.Firewall;

/// <summary>
/// Endpoints as rules of <c>ebtables</c>, in nat's PREROUTING: before anything else looks at the frame, and whether it is for
/// the host or for another port. Each port has a chain, in which what is an endpoint's returns and all else is dropped.
/// ebtables sees who sends a neighbour advertisement, but not which address it advertises: nftables sees both.
/// </summary>
internal sealed class IptablesBridge : IptablesFamily
{
    private const string Table = "nat", Ports = "CONTAINERNET", PortPrefix = "CONTAINERNET-";

    public override string Program => "ebtables";

    public override IReadOnlyList<string> Tables => [Table];

    public override string EndOfTable => "";

    // A chain of ebtables accepts at its end unless told otherwise.
    public override string Create(string chain) => $"-N {chain} -P RETURN";

    public override bool Holds(FirewallElement element) => element is EndpointElement;

    public override IptablesRuleset Rules(IReadOnlyList<FirewallElement> elements, IReadOnlyCollection<string> dockerBridges)
    {
        var rules = new IptablesRuleset();
        IGrouping<string, EndpointElement>[] ports = [.. elements.OfType<EndpointElement>().GroupBy(endpoint => endpoint.Port)];
        if (ports.Length == 0) return rules;
        rules.Add(Table, Ports, ports.Select(port => $"-i {port.Key} -j {PortPrefix}{port.Key}"), ("PREROUTING", ""));
        foreach (IGrouping<string, EndpointElement> port in ports) rules.Add(Table, PortPrefix + port.Key, PortRules(port));
        return rules;
    }

    public override List<FirewallElement> Read(IptablesRuleset rules)
        => [.. rules.Chains.Where(chain => chain.Key.Name != Ports).SelectMany(chain => chain.Value.Select(rule => ReadEndpoint(chain.Key.Name[PortPrefix.Length..], rule))).OfType<EndpointElement>().Distinct()];

    private static IEnumerable<string> PortRules(IEnumerable<EndpointElement> endpoints) =>
    [
        // The gateway is the host: no endpoint tells another about routes.
        "-p IPv6 --ip6-proto ipv6-icmp --ip6-icmp-type router-advertisement -j DROP",
        "-p IPv6 --ip6-proto ipv6-icmp --ip6-icmp-type redirect -j DROP",
        .. endpoints.GroupBy(endpoint => endpoint.MacAddress).SelectMany(group => EndpointRules(group.Key, [.. group.Select(endpoint => endpoint.Address)])),
        "-j DROP",
    ];

    private static IEnumerable<string> EndpointRules(MacAddress mac, IPAddress[] addresses)
    {
        foreach (IPAddress address in addresses.Where(address => address.AddressFamily == AddressFamily.InterNetwork))
        {
            yield return $"-p IPv4 -s {mac} --ip-src {address} -j RETURN";
            yield return $"-p ARP -s {mac} --arp-ip-src {address} --arp-mac-src {mac} -j RETURN";
        }
        // A probe whether an address is free has no sender yet (RFC 5227; RFC 4862 for IPv6).
        yield return $"-p ARP -s {mac} --arp-op Request --arp-ip-src 0.0.0.0 --arp-mac-src {mac} -j RETURN";
        yield return $"-p IPv6 -s {mac} --ip6-src :: --ip6-proto ipv6-icmp --ip6-icmp-type neighbour-solicitation -j RETURN";
        yield return $"-p IPv6 -s {mac} --ip6-src {LinkLocal(mac)} --ip6-proto ipv6-icmp -j RETURN";
        foreach (IPAddress address in addresses.Where(address => address.AddressFamily == AddressFamily.InterNetworkV6))
            yield return $"-p IPv6 -s {mac} --ip6-src {address} -j RETURN";
    }

    private static EndpointElement? ReadEndpoint(string port, string rule)
    {
        if (!MacAddress.TryParse(Value(rule, "-s"), out MacAddress mac) || Value(rule, "--ip6-proto") is not null) return null;
        if (!IPAddress.TryParse(Value(rule, "--ip-src") ?? Value(rule, "--ip6-src"), out IPAddress? address)) return null;
        return new EndpointElement(port, mac, address);
    }

    // The modified EUI-64 of the MAC address behind fe80::/64 (RFC 4291, appendix A).
    private static IPAddress LinkLocal(MacAddress mac)
    {
        Span<byte> bytes = stackalloc byte[MacAddress.Length];
        mac.CopyTo(bytes);
        return new IPAddress([0xfe, 0x80, 0, 0, 0, 0, 0, 0, (byte)(bytes[0] ^ 2), bytes[1], bytes[2], 0xff, 0xfe, bytes[3], bytes[4], bytes[5]]);
    }
}

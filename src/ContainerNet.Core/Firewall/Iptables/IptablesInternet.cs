using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ContainerNet.Firewall.Elements;
using ContainerNet.Firewall.Nftables;

namespace ContainerNet.Firewall.Iptables;

/// <summary>
/// Networks, ports and mapped addresses as rules of <c>iptables</c> and <c>ip6tables</c>. A network is read back from the
/// rule that masquerades what calls a port that the network itself publishes: each has one, and its comment says whether the
/// network is internal, isolated and without access to the host. Each family guards the bridges that have a subnet of it. What a bridge forwards by
/// itself, between two of its ports, comes here only where br_netfilter hands it over.
/// </summary>
/// <param name="family">IPv4 or IPv6.</param>
internal sealed class IptablesInternet(AddressFamily family) : IptablesFamily
{
    private const string Publish = "CONTAINERNET-PUBLISH", Postrouting = "CONTAINERNET-POSTROUTING", Forward = "CONTAINERNET-FORWARD", Raw = "CONTAINERNET-RAW", Input = "CONTAINERNET-INPUT";
    private const string Comment = "-m comment --comment ContainerNet";
    private const string Translated = "-m conntrack --ctstate DNAT";

    private readonly bool _ipv4 = family == AddressFamily.InterNetwork;

    public override string Program => _ipv4 ? "iptables" : "ip6tables";

    // Nothing is translated before what must not pass is dropped.
    public override IReadOnlyList<string> Tables => ["raw", "filter", "nat"];

    private int AddressBits => _ipv4 ? 32 : 128;

    public override bool Holds(FirewallElement element) => element switch
    {
        NetworkElement network => network.Subnet.BaseAddress.AddressFamily == family,
        PublishedPort port => port.ContainerAddress.AddressFamily == family,
        MappedAddress mapped => mapped.ContainerAddress.AddressFamily == family,
        _ => false,
    };

    public override IptablesRuleset Rules(IReadOnlyList<FirewallElement> elements, IReadOnlyCollection<string> dockerBridges)
    {
        var rules = new IptablesRuleset();
        if (elements.Count == 0) return rules;
        NetworkElement[] networks = [.. elements.OfType<NetworkElement>()];
        MappedAddress[] mapped = [.. elements.OfType<MappedAddress>()];
        if (RawRules(networks) is { Length: > 0 } raw) rules.Add("raw", Raw, raw, ("PREROUTING", Comment));
        if (InputRules(networks) is { Length: > 0 } input) rules.Add("filter", Input, input, ("INPUT", Comment));
        rules.Add("filter", Forward, ForwardRules(networks, dockerBridges), ("FORWARD", Comment));
        // The kernel never routes packets from ::1, so the host's own services there are not affected.
        rules.Add("nat", Publish, PublishRules(networks, elements.OfType<PublishedPort>(), mapped), ("PREROUTING", ToThisHost), ("OUTPUT", _ipv4 ? ToThisHost : $"! -d ::1/128 {ToThisHost}"));
        rules.Add("nat", Postrouting, PostroutingRules(networks, mapped), ("POSTROUTING", Comment));
        return rules;
    }

    public override List<FirewallElement> Read(IptablesRuleset rules)
    {
        IReadOnlyList<string> publish = rules.Rules("nat", Publish), postrouting = rules.Rules("nat", Postrouting), input = rules.Rules("filter", Input);
        return
        [
            .. postrouting.Select(rule => ReadNetwork(rule, postrouting, input)).OfType<NetworkElement>().DistinctBy(network => (network.Bridge, network.Subnet)),
            .. publish.Select(ReadPort).OfType<PublishedPort>().DistinctBy(port => (port.Protocol, port.HostAddress, port.HostPort)),
            .. publish.Select(ReadMapped).OfType<MappedAddress>().DistinctBy(mapped => mapped.HostAddress),
        ];
    }

    private static string ToThisHost => $"-m addrtype --dst-type LOCAL {Comment}";

    private string[] RawRules(NetworkElement[] networks) =>
    [
        // A bridge routes 127.0.0.0/8 so that the host reaches what it publishes there; no other host may do that. The kernel itself accepts ::1 from no neighbour.
        .. _ipv4 ? ["-d 127.0.0.0/8 ! -i lo -j DROP"] : Array.Empty<string>(),
        // Frames that a bridge forwards arrive here only with br_netfilter; then FORWARD decides on them.
        .. Bridges(networks.Where(network => network.Isolated)).Select(bridge => $"-i {bridge} -j MARK --set-xmark 0x{NftablesExpressions.SeenMark:x}/0x{NftablesExpressions.SeenMark:x}"),
    ];

    // Endpoints without access to the host can still resolve neighbours and names, and send answers.
    private string[] HostRules(NetworkElement[] networks)
    {
        string[] hostless = Bridges(networks.Where(network => !network.HostAccess));
        return hostless.Length == 0 ? [] :
        [
            "-m conntrack --ctstate RELATED,ESTABLISHED -j RETURN",
            $"-p {(_ipv4 ? "icmp" : "ipv6-icmp")} -j RETURN",
            "-p udp -m udp --dport 53 -j RETURN",
            "-p tcp -m tcp --dport 53 -j RETURN",
            .. hostless.Select(bridge => $"-i {bridge} -j DROP"),
        ];
    }

    private static IEnumerable<string> ForwardRules(NetworkElement[] networks, IReadOnlyCollection<string> dockerBridges)
    {
        string[] bridges = Bridges(networks);
        HashSet<string> isolated = [.. networks.Where(network => network.Isolated).Select(network => network.Bridge)];
        return
        [
            .. Bridges(networks.Where(network => network.Internal)).SelectMany(bridge => new[] { $"-i {bridge} ! -o {bridge} -j DROP", $"! -i {bridge} -o {bridge} -j DROP" }),
            .. bridges.Select(bridge => $"-o {bridge} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"),
            .. bridges.Where(bridge => !isolated.Contains(bridge)).Select(bridge => $"-i {bridge} -o {bridge} -j ACCEPT"),
            .. bridges.Select(bridge => $"-o {bridge} {Translated} -j ACCEPT"),
            // From another bridge or from outside, to a port that is not published.
            .. bridges.Select(bridge => $"-o {bridge} -j DROP"),
            // What leaves for outside does, whatever the policy of FORWARD is; whether it gets into a container of Docker's is for Docker.
            .. bridges.Length == 0 ? [] : dockerBridges.Except(bridges).Select(bridge => $"-o {bridge} -j RETURN"),
            .. bridges.Select(bridge => $"-i {bridge} -j ACCEPT"),
        ];
    }

    // Endpoints on a bridge ask for names at its address; only they and the host itself may.
    private string[] InputRules(NetworkElement[] networks)
    {
        NetworkElement[] named = [.. networks.Where(network => network.NameServer is not null)];
        return
        [
            .. named.Length == 0 ? Array.Empty<string>() : ["-i lo -j RETURN"],
            .. named.SelectMany(network => Questions($"-d {Host(network.NameServer!)} ! -i {network.Bridge}", "DROP")),
            .. HostRules(networks),
        ];
    }

    private static IEnumerable<string> Questions(string which, string verdict) => [$"{which} -p udp -m udp --dport 53 -j {verdict}", $"{which} -p tcp -m tcp --dport 53 -j {verdict}"];

    private IEnumerable<string> PublishRules(NetworkElement[] networks, IEnumerable<PublishedPort> ports, MappedAddress[] mapped) =>
    [
        .. networks.Where(network => network.NameServer is not null).SelectMany(network => Questions($"-d {Host(network.NameServer!)} -i {network.Bridge}", "RETURN")),
        .. ports.OrderBy(port => port.IsOnAllAddresses).Select(PortRule),
        .. mapped.Select(address => $"-d {Host(address.HostAddress)} -j DNAT --to-destination {address.ContainerAddress}"),
    ];

    private IEnumerable<string> PostroutingRules(NetworkElement[] networks, MappedAddress[] mapped) =>
    [
        // A container calls a port published by its own network: the answer has to come back through the host.
        .. networks.Select(network => $"-s {network.Subnet} -o {network.Bridge} {Translated}{Flags(network)} -j MASQUERADE"),
        // So has the answer to the host that called one at 127.0.0.1.
        .. (_ipv4 ? Bridges(networks) : []).Select(bridge => $"-s 127.0.0.0/8 -o {bridge} -j MASQUERADE"),
        .. mapped.Select(address => $"-s {Host(address.ContainerAddress)}{BeyondItsBridge(address, networks)} -j SNAT --to-source {address.HostAddress}"),
        .. networks.Where(network => network.Masquerade).Select(network => Outgoing(network) + (network.SnatAddress is null ? "MASQUERADE" : $"SNAT --to-source {network.SnatAddress}")),
    ];

    private string PortRule(PublishedPort port)
    {
        string protocol = port.Protocol.Name();
        string address = port.IsOnAllAddresses ? "" : $"-d {Host(port.HostAddress)} ";
        string ports = port.Count == 1 ? $"{port.HostPort}" : $"{port.HostPort}:{port.HostPort + port.Count - 1}";
        return $"{address}-p {protocol} -m {protocol} --dport {ports} -j DNAT --to-destination {Target(port)}";
    }

    private string Target(PublishedPort port)
    {
        if (port.Count > 1 && port.HostPort == port.ContainerPort) return $"{port.ContainerAddress}";
        string address = _ipv4 ? $"{port.ContainerAddress}" : $"[{port.ContainerAddress}]";
        return port.Count == 1 ? $"{address}:{port.ContainerPort}" : $"{address}:{port.ContainerPort}-{port.ContainerPort + port.Count - 1}/{port.HostPort}";
    }

    private static NetworkElement? ReadNetwork(string rule, IReadOnlyList<string> rules, IReadOnlyList<string> input)
    {
        if (Value(rule, "--ctstate") != "DNAT" || Value(rule, "-o") is not { } bridge || !IPNetwork.TryParse(Value(rule, "-s"), out IPNetwork subnet)) return null;
        string[] flags = Value(rule, "--comment")?.Split('-') ?? [];
        var network = new NetworkElement(bridge, subnet, false) { Internal = flags.Contains("internal"), Isolated = flags.Contains("isolated"), HostAccess = !flags.Contains("hostless") };
        string? outgoing = rules.FirstOrDefault(other => other.StartsWith(Outgoing(network), StringComparison.Ordinal));
        IPAddress? server = input.Where(other => Value(other, "-i") == bridge).Select(other => Address(Value(other, "-d"))).FirstOrDefault(address => address is not null && subnet.Contains(address));
        return network with { NameServer = server, Masquerade = outgoing is not null, SnatAddress = Address(outgoing is null ? null : Value(outgoing, "--to-source")) };
    }

    private static PublishedPort? ReadPort(string rule)
    {
        if (!Enum.TryParse(Value(rule, "-p"), ignoreCase: true, out TransportProtocol protocol) || Value(rule, "--dport") is not { } dport) return null;
        if (Value(rule, "--to-destination") is not { } target || Address(TargetAddress(target)) is not { } container) return null;
        ushort[] host = [.. dport.Split(':').Select(Port)];
        string ports = target[TargetEnd(target)..].TrimStart(']', ':');
        ushort first = ports.Length == 0 ? host[0] : Port(ports.Split('-')[0]);
        return new PublishedPort(protocol, Address(Value(rule, "-d")) ?? container.AddressFamily.Unspecified(), host[0], container, first) { Count = host[^1] - host[0] + 1 };
    }

    private static MappedAddress? ReadMapped(string rule)
        => Value(rule, "-p") is null && Address(Value(rule, "-d")) is { } host && Address(Value(rule, "--to-destination")) is { } container ? new MappedAddress(host, container) : null;

    private static string TargetAddress(string target) => target[..TargetEnd(target)].TrimStart('[');

    // [fd00::2]:80, 172.17.0.2:80, or an address alone.
    private static int TargetEnd(string target)
    {
        int bracket = target.IndexOf(']', StringComparison.Ordinal), colon = target.IndexOf(':', StringComparison.Ordinal);
        if (bracket >= 0) return bracket;
        return colon < 0 || colon != target.LastIndexOf(':') ? target.Length : colon;
    }

    private static ushort Port(string text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) ? port : (ushort)0;

    private static IPAddress? Address(string? text) => IPAddress.TryParse(text?.Split('/')[0], out IPAddress? address) ? address : null;

    private string Host(IPAddress address) => $"{address}/{AddressBits}";

    private static string Outgoing(NetworkElement network) => $"-s {network.Subnet} ! -o {network.Bridge} -j ";

    private static string Flags(NetworkElement network)
    {
        string[] flags = [.. network.Internal ? ["internal"] : Array.Empty<string>(), .. network.Isolated ? ["isolated"] : Array.Empty<string>(), .. network.HostAccess ? Array.Empty<string>() : ["hostless"]];
        return flags.Length == 0 ? "" : $" -m comment --comment {string.Join('-', flags)}";
    }

    // What a bridge forwards by itself passes POSTROUTING too where br_netfilter is on.
    private static string BeyondItsBridge(MappedAddress address, NetworkElement[] networks)
        => networks.FirstOrDefault(network => network.Subnet.Contains(address.ContainerAddress)) is { } home ? $" ! -o {home.Bridge}" : "";

    private static string[] Bridges(IEnumerable<NetworkElement> networks) => [.. networks.Select(network => network.Bridge).Distinct()];
}

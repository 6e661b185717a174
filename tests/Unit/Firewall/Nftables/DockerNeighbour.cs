using ContainerNet.Tests.Support;
using static ContainerNet.Tests.Firewall.FirewallTestbed;

namespace ContainerNet.Tests.Firewall.Nftables;

/// <summary>
/// A Docker Engine beside our networks, as its rules show it: a bridge <c>dk0</c> with a container (172.29.0.2, which answers on
/// the ports 80 and 81), 80 published as 8090 on every address of the host, and FORWARD's policy DROP. And a LAN of the host
/// (203.0.113.2) behind a bridge <c>br0</c> that is nobody's but the host's own.
/// </summary>
internal sealed class DockerNeighbour : IDisposable
{
    internal const string Address = "172.29.0.2", BridgedLanAddress = "203.0.113.2", Bridge = "dk0";

    private const string Nat = """
        *nat
        :DOCKER -
        -A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER
        -A POSTROUTING -s 172.29.0.0/24 ! -o dk0 -j MASQUERADE
        -A DOCKER ! -i dk0 -p tcp -m tcp --dport 8090 -j DNAT --to-destination 172.29.0.2:80
        COMMIT

        """;

    private const string Before28 = """
        *filter
        :DOCKER -
        :DOCKER-ISOLATION-STAGE-1 -
        :DOCKER-ISOLATION-STAGE-2 -
        :DOCKER-USER -
        -P FORWARD DROP
        -I FORWARD -i dk0 -o dk0 -j ACCEPT
        -I FORWARD -i dk0 ! -o dk0 -j ACCEPT
        -I FORWARD -o dk0 -j DOCKER
        -I FORWARD -o dk0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
        -I FORWARD -j DOCKER-ISOLATION-STAGE-1
        -I FORWARD -j DOCKER-USER
        -A DOCKER -d 172.29.0.2/32 ! -i dk0 -o dk0 -p tcp -m tcp --dport 80 -j ACCEPT
        -A DOCKER-ISOLATION-STAGE-1 -i dk0 ! -o dk0 -j DOCKER-ISOLATION-STAGE-2
        -A DOCKER-ISOLATION-STAGE-2 -o dk0 -j DROP
        -A DOCKER-USER -o br0 -j RETURN
        COMMIT

        """;

    private const string Since28 = """
        *filter
        :DOCKER -
        :DOCKER-BRIDGE -
        :DOCKER-CT -
        :DOCKER-FORWARD -
        :DOCKER-USER -
        -P FORWARD DROP
        -I FORWARD -j DOCKER-FORWARD
        -I FORWARD -j DOCKER-USER
        -A DOCKER -d 172.29.0.2/32 ! -i dk0 -o dk0 -p tcp -m tcp --dport 80 -j ACCEPT
        -A DOCKER ! -i dk0 -o dk0 -j DROP
        -A DOCKER-BRIDGE -o dk0 -j DOCKER
        -A DOCKER-CT -o dk0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
        -A DOCKER-FORWARD -j DOCKER-CT
        -A DOCKER-FORWARD -j DOCKER-BRIDGE
        -A DOCKER-FORWARD -i dk0 -j ACCEPT
        -A DOCKER-USER -o br0 -j RETURN
        COMMIT

        """;

    private readonly FirewallTestbed _bed;
    private readonly List<AddressServer> _servers = [];

    /// <summary>Makes the links, without a rule yet.</summary>
    public DockerNeighbour(FirewallTestbed bed)
    {
        _bed = bed;
        Attach(Container, Bridge, "172.29.0.1", Address);
        Attach(BridgedLan, "br0", "203.0.113.1", BridgedLanAddress);
        _servers.AddRange([new(Container, Address, 80), new(Container, Address, 81), new(BridgedLan, BridgedLanAddress, 80)]);
        WaitFor(bed.Host, Address, 80);
        WaitFor(bed.Host, BridgedLanAddress, 80);
    }

    public TestNamespace Container { get; } = new();

    public TestNamespace BridgedLan { get; } = new();

    /// <summary>Makes the rules as an engine does: its jumps at the head of FORWARD, whatever is there.</summary>
    /// <param name="version">The engine's major version.</param>
    public void Start(int version) => _bed.Host.Exec($"{_bed.Iptables}-restore", "--noflush", Nat + (version < 28 ? Before28 : Since28));

    /// <summary>The tables as they are.</summary>
    public string Rules() => _bed.Host.Exec(_bed.Iptables, "-S") + _bed.Host.Exec(_bed.Iptables, "-t nat -S");

    public void Dispose()
    {
        foreach (string table in new[] { "filter", "nat" })
        {
            _bed.Host.Exec(_bed.Iptables, $"-t {table} -F");
            _bed.Host.Exec(_bed.Iptables, $"-t {table} -X");
        }
        _bed.Host.Exec(_bed.Iptables, "-P FORWARD ACCEPT");
        foreach (AddressServer server in _servers) server.Dispose();
        _bed.Host.Ip($"""
            link del {Bridge}
            link del br0
            """);
        Container.Dispose();
        BridgedLan.Dispose();
    }

    private void Attach(TestNamespace place, string bridge, string gateway, string address)
    {
        string port = PortOf(place);
        _bed.Host.Ip($"""
            link add {bridge} type bridge
            addr add {gateway}/24 dev {bridge}
            link set {bridge} up
            link add {port} master {bridge} type veth peer name eth0 netns {place.Name}
            link set {port} up
            """);
        place.Ip($"""
            addr add {address}/24 dev eth0
            link set eth0 up
            route add default via {gateway}
            """);
    }
}

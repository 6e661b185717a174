using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ContainerNet.Tests.Firewall;
using ContainerNet.Tests.Networks;
using ContainerNet.Tests.Support;

namespace ContainerNet.Tests.Attacks;

/// <summary>
/// A host whose networks are made as anybody makes them: the attacker and its victim on one, a stranger on another, one endpoint
/// on an internal and two on an isolated one; and a machine on the LAN that routes all of them through the host. Each container
/// answers on the ports 80 and 81. The victim's port 80 is published on 8080 of the host, and on 8081 of 127.0.0.1.
/// </summary>
public abstract class AttackTestbed : IDisposable
{
    internal const string Attacker = "172.20.0.2", Victim = "172.20.0.3", Gateway = "172.20.0.1", Inside = "172.22.0.2", Lonely = "172.23.0.2", Lonely2 = "172.23.0.3";

    internal const string Attacker6 = "fd00:20::2", Victim6 = "fd00:20::3", Gateway6 = "fd00:20::1";

    internal const string HostAddress = "192.0.2.1", LanAddress = "192.0.2.2";

    internal const int HostTcpPort = 7000;

    private const int HostPort = 5353;

    private readonly NetworkTestbed _bed = new();
    private readonly Socket _hostService;

    /// <summary>Makes all of it, with rules in one of the back ends.</summary>
    protected AttackTestbed(string backEnd)
    {
        _bed.Configure($$"""{ "firewall-backend": "{{backEnd}}" }""");
        // As most hosts have it: new interfaces have IPv6.
        _bed.Set(NamespaceReference.Host, "net.ipv6.conf.all.disable_ipv6=0", "net.ipv6.conf.default.disable_ipv6=0");
        Lan = _bed.NewLan();
        Network("demo", "172.20.0.0/24", "fd00:20::/64");
        Network("other", "172.21.0.0/24", "fd00:21::/64");
        _bed.Net.Networks.PlanCreate(NetworkTestbed.Definition("internal", "172.22.0.0/24") with { Internal = true }).Run();
        _bed.Net.Networks.PlanCreate(NetworkTestbed.Definition("isolated", "172.23.0.0/24") with { Icc = false }).Run();
        AttackerEndpoint = Endpoint("demo", "attacker");
        VictimEndpoint = Endpoint("demo", "victim");
        Stranger = Endpoint("other", "stranger").NamespaceValue;
        InsidePlace = Endpoint("internal", "inside").NamespaceValue;
        LonelyPlace = Endpoint("isolated", "lonely").NamespaceValue;
        Lonely2Place = Endpoint("isolated", "lonely2").NamespaceValue;
        _bed.Serve(Lan, 80);
        _bed.Serve(NamespaceReference.Host, HostTcpPort);
        _bed.Publish(VictimEndpoint, "8080:80");
        _bed.Publish(VictimEndpoint, "127.0.0.1:8081:80");
        _hostService = _bed.Receive(NamespaceReference.Host, HostPort);
        WaitUntilAllAnswers();
    }

    internal NamespaceReference Lan { get; }

    internal NamespaceReference Stranger { get; }

    internal NamespaceReference InsidePlace { get; }

    internal NamespaceReference LonelyPlace { get; }

    internal NamespaceReference Lonely2Place { get; }

    internal NamespaceReference AttackerPlace => AttackerEndpoint.NamespaceValue;

    internal NamespaceReference VictimPlace => VictimEndpoint.NamespaceValue;

    internal string Mac => $"{AttackerEndpoint.MacAddress}";

    internal string VictimMac => $"{VictimEndpoint.MacAddress}";

    internal string GatewayMac => _bed.Host.IpJson(NamespaceReference.Host, $"link show {BridgeName}")[0]!["address"]!.ToString();

    /// <summary>The attacker's link-local address, from its MAC address (RFC 4291, appendix A).</summary>
    internal string LinkLocal
    {
        get
        {
            byte[] mac = EthernetFrame.Mac(Mac);
            return new IPAddress([0xfe, 0x80, 0, 0, 0, 0, 0, 0, (byte)(mac[0] ^ 2), mac[1], mac[2], 0xff, 0xfe, mac[3], mac[4], mac[5]]).ToString();
        }
    }

    private ContainerEndpoint AttackerEndpoint { get; }

    private ContainerEndpoint VictimEndpoint { get; }

    private string BridgeName => _bed.Net.Networks.Get("demo").BridgeName!;

    /// <summary>Whether what a bridge forwards passes the host's IP hooks too.</summary>
    internal void CallIPHooksOfBridges(bool on)
    {
        foreach (string setting in new[] { "net.bridge.bridge-nf-call-iptables", "net.bridge.bridge-nf-call-ip6tables" })
        {
            if (File.Exists($"/proc/sys/{setting.Replace('.', '/')}")) _bed.Set(NamespaceReference.Host, $"{setting}={(on ? 1 : 0)}");
        }
    }

    /// <summary>Whether all that is meant to be reached is: without that no attack would say anything.</summary>
    internal bool Works()
        => _bed.Ask(AttackerPlace, Victim, 80) is not null && _bed.Ask(AttackerPlace, Victim6, 80) is not null && _bed.Ask(Lan, HostAddress, 8080) is not null
            && _bed.Ask(Stranger, HostAddress, 8080) is not null && _bed.Ask(LonelyPlace, HostAddress, 8080) is not null && _bed.Ask(NamespaceReference.Host, "127.0.0.1", 8081) is not null
            && _bed.Ask(AttackerPlace, Gateway, HostTcpPort) is not null && _bed.Ask(NamespaceReference.Host, Lonely2, 80) is not null && _bed.Ask(NamespaceReference.Host, Inside, 80) is not null;

    /// <summary>Whether a connection is made.</summary>
    internal bool Connects(NamespaceReference from, string address, int port) => _bed.Ask(from, address, port, attempts: 2) is not null;

    /// <summary>The same with a route to a neighbour through the gateway.</summary>
    internal bool ConnectsByWayOfGateway(NamespaceReference from, string address, int port, string? gateway = null)
    {
        gateway ??= address[..^1] + "1";
        _bed.Host.Ip(from, $"route add {address}/32 via {gateway}");
        try
        {
            return Connects(from, address, port);
        }
        finally
        {
            _bed.Host.Ip(from, $"route del {address}/32 via {gateway}");
        }
    }

    /// <summary>Whether a frame arrives at another endpoint, ahead of one that is sent after it and may arrive.</summary>
    /// <param name="from">The sender, by its eth0.</param>
    /// <param name="to">Where it is looked for, at its eth0.</param>
    /// <param name="frame">The frame with a marker in it, from a MAC address.</param>
    /// <param name="reachesOthers">Whether anything of the sender's may arrive there; otherwise the frame behind is looked for at the host.</param>
    internal bool FrameArrives(NamespaceReference from, NamespaceReference to, Func<byte[], string, byte[]> frame, bool reachesOthers = true)
    {
        byte[] marker = Guid.NewGuid().ToByteArray(), behind = Guid.NewGuid().ToByteArray();
        JsonNode interfaceOfSender = _bed.Host.IpJson(from, "addr show dev eth0")[0]!;
        string mac = interfaceOfSender["address"]!.ToString(), address = interfaceOfSender["addr_info"]!.AsArray().First(entry => entry!["family"]!.ToString() == "inet")!["local"]!.ToString();
        using var receiver = new PacketSocket(_bed.Host.PathOf(to), "eth0");
        using PacketSocket? atHost = reachesOthers ? null : new PacketSocket(_bed.Host.PathOf(NamespaceReference.Host), _bed.Net.Networks.Get("isolated").BridgeName!);
        using var sender = new PacketSocket(_bed.Host.PathOf(from), "eth0");
        sender.Send(frame(marker, mac));
        sender.Send(EthernetFrame.IPv4(mac, address, behind));
        if (atHost is null) return receiver.Receives(marker, behind);
        atHost.Receives(behind, behind);
        return receiver.HasReceived(marker);
    }

    /// <summary>Whether the bridge looks for the victim at the attacker's port once the attacker has sent a frame with the victim's MAC address to a group.</summary>
    internal bool TakesPlaceOfVictim(string group)
    {
        Send(AttackerPlace, To(group, EthernetFrame.IPv4(VictimMac, Victim, new byte[16])));
        FrameArrives(AttackerPlace, VictimPlace, (marker, mac) => EthernetFrame.IPv4(mac, Attacker, marker));
        string table = IpTool.Start(_bed.Host.Options.NamespacePath, ["bridge", "fdb", "show", "br", BridgeName], null);
        return table.Contains($"{VictimMac} dev {AttackerEndpoint.HostInterface}", StringComparison.Ordinal);
    }

    /// <summary>Whether the host takes a datagram from the victim's address that the attacker sends to a group.</summary>
    internal bool ReachesHostByGroup(string group)
    {
        byte[] marker = Guid.NewGuid().ToByteArray();
        Send(AttackerPlace, To(group, EthernetFrame.Udp(VictimMac, Victim, HostPort, HostPort, marker, Gateway)));
        Send(AttackerPlace, To(group, EthernetFrame.Udp(Mac, Victim, HostPort, HostPort, marker, Gateway)));
        return HostTakes(marker);
    }

    /// <summary>Whether the host takes a router advertisement for one.</summary>
    internal bool GivesHostARoute(string group)
    {
        _bed.Set(NamespaceReference.Host, "net.ipv6.conf.all.forwarding=0");
        try
        {
            Send(AttackerPlace, To(group, EthernetFrame.RouterAdvertisement(Mac, LinkLocal)));
            FrameArrives(AttackerPlace, VictimPlace, (marker, mac) => EthernetFrame.IPv4(mac, Attacker, marker));
            return _bed.Host.Ip(NamespaceReference.Host, "-6 route show default").Contains("fe80", StringComparison.Ordinal);
        }
        finally
        {
            _bed.Set(NamespaceReference.Host, "net.ipv6.conf.all.forwarding=1");
        }
    }

    /// <summary>Whether a datagram from another's address arrives at the victim.</summary>
    internal bool DatagramArrives(NamespaceReference from, string source, string target)
    {
        byte[] marker = Guid.NewGuid().ToByteArray();
        string hostMac = _bed.Host.IpJson(NamespaceReference.Host, "link show lan0")[0]!["address"]!.ToString(), mac = _bed.Host.IpJson(from, "link show eth0")[0]!["address"]!.ToString();
        using var receiver = new PacketSocket(_bed.Host.PathOf(VictimPlace), "eth0");
        Send(from, To(hostMac, EthernetFrame.Udp(mac, source, 4000, 4000, marker, target)));
        Send(from, To(hostMac, EthernetFrame.Udp(mac, LanAddress, HostPort, HostPort, marker, HostAddress)));
        return HostTakes(marker) && receiver.HasReceived(marker);
    }

    /// <summary>Whether a call from a neighbour of the host's for 127.0.0.1 is answered with what is published there.</summary>
    internal bool ReachesLoopback(NamespaceReference from)
    {
        bool isLan = from == Lan;
        string source = isLan ? LanAddress : Attacker, device = isLan ? "lan0" : BridgeName;
        string hostMac = _bed.Host.IpJson(NamespaceReference.Host, $"link show {device}")[0]!["address"]!.ToString(), mac = _bed.Host.IpJson(from, "link show eth0")[0]!["address"]!.ToString();
        _bed.Set(NamespaceReference.Host, $"net.ipv4.conf.{device}.route_localnet=1");
        byte[] marker = Guid.NewGuid().ToByteArray();
        Send(from, To(hostMac, EthernetFrame.Udp(mac, source, HostPort, HostPort, marker, "127.0.0.1")));
        Send(from, To(hostMac, EthernetFrame.Udp(mac, source, HostPort, HostPort, [.. marker, 1], isLan ? HostAddress : Gateway)));
        return !HostTakes([.. marker, 1]) || _taken > 1;
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => _bed.Dispose();

    // How many datagrams the host has taken, the last time that was looked at.
    private int _taken;

    // Whether a datagram arrives at the host; a busy machine may take a while, and what is dropped never comes.
    private bool HostTakes(byte[] content)
    {
        _hostService.ReceiveTimeout = 200;
        _taken = 0;
        byte[] buffer = new byte[2048];
        try
        {
            while (true)
            {
                int length = _hostService.Receive(buffer);
                _taken++;
                if (buffer.AsSpan(0, length).SequenceEqual(content)) return true;
            }
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            return false;
        }
    }

    private void Send(NamespaceReference from, byte[] frame)
    {
        using var sender = new PacketSocket(_bed.Host.PathOf(from), "eth0");
        sender.Send(frame);
    }

    private static byte[] To(string mac, byte[] frame) => [.. EthernetFrame.Mac(mac), .. frame[6..]];

    private void Network(string name, string subnet, string subnet6)
        => _bed.Net.Networks.PlanCreate(NetworkTestbed.Definition(name, subnet) with { IPv6Subnet = IPNetwork.Parse(subnet6) }).Run();

    private ContainerEndpoint Endpoint(string network, string name)
    {
        ContainerEndpoint endpoint = _bed.NewEndpoint(network, name);
        foreach (int port in new[] { 80, 81 }) _bed.Serve(endpoint.NamespaceValue, port);
        return endpoint;
    }

    private void WaitUntilAllAnswers()
    {
        _bed.AddIPv6(Lan);
        if (!SpinWait.SpinUntil(Works, TimeSpan.FromSeconds(30))) throw new TimeoutException("Not all answers that is meant to.");
    }
}

/// <summary>The testbed with the rules in nf_tables.</summary>
public sealed class NftablesAttackTestbed() : AttackTestbed("nftables");

/// <summary>The testbed with the rules of packets in iptables.</summary>
public sealed class IptablesAttackTestbed() : AttackTestbed("iptables");

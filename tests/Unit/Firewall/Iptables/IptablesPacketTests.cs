using System.Net;
using System.Net.Sockets;
using ContainerNet.Firewall;
using ContainerNet.Firewall.Elements;
using ContainerNet.Firewall.Iptables;
using ContainerNet.Firewall.Nftables;
using ContainerNet.Linux.Processes;
using ContainerNet.Netlink;
using ContainerNet.Tests.Firewall.Nftables;
using Xunit;
using static ContainerNet.Tests.Firewall.FirewallTestbed;

namespace ContainerNet.Tests.Firewall.Iptables;

/// <summary>The same packets with the firewall in iptables, of the kind that the host has.</summary>
public sealed class IptablesPacketTests(IptablesTestbed bed) : FirewallPacketTests(bed), IClassFixture<IptablesTestbed>;

/// <summary>The same packets with the legacy iptables.</summary>
public sealed class IptablesLegacyPacketTests(IptablesLegacyTestbed bed) : FirewallPacketTests(bed), IClassFixture<IptablesLegacyTestbed>;

/// <summary>The testbed with the firewall of packets in iptables.</summary>
public abstract class DividedTestbed(IptablesKind kind) : FirewallTestbed
{
    private NetlinkSocket? _socket;

    internal override string Iptables => kind.ToString();

    internal override void RemoveLoopbackRule() => Host.Exec(Iptables, "-t raw -F CONTAINERNET-RAW");

    private protected override IFirewall OpenFirewall()
    {
        Func<ChildProcessOptions, ChildProcess> start = kind.StartIn(Host);
        _socket = Host.Run(() => NetlinkSocket.Open(NetlinkProtocol.Netfilter));
        return new DividedFirewall(new NftablesFirewall(_socket), new IptablesFirewall(start));
    }

    protected override void Dispose(bool disposing)
    {
        _socket?.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>The testbed with the iptables that the host has.</summary>
public sealed class IptablesTestbed() : DividedTestbed(IptablesKind.Default);

/// <summary>The testbed with the legacy iptables.</summary>
public sealed class IptablesLegacyTestbed() : DividedTestbed(IptablesKind.Legacy);

/// <summary>The other kinds of elements with the firewall in iptables.</summary>
public sealed class IptablesElementPacketTests(IptablesTestbed bed) : FirewallElementPacketTests(bed), IClassFixture<IptablesTestbed>
{
    [Fact]
    public void What_the_host_serves_at_its_own_loopback_address_stays_there_where_nothing_else_could_answer()
    {
        using Socket own = Listen(bed.Host, "::1", 8080);
        bed.Hold(Published("fd00:20::2"));
        Assert.Equal("::1", Source(own, bed.Host, "::1", 8080));
    }

    [Fact]
    public void A_host_that_drops_what_it_forwards_lets_ours_pass()
    {
        bed.Host.Exec("iptables", "-P FORWARD DROP");
        try
        {
            bed.Hold(NetworkA, NetworkB, Published(A1));
            Assert.Equal(LanAddress, Connect(bed.Lan, HostAddress, 8080));
            Assert.Equal(HostAddress, Connect(bed.ContainerA1, LanAddress, 80));
            Assert.NotNull(Connect(bed.ContainerA2, A1, 81));
        }
        finally
        {
            bed.Host.Exec("iptables", "-P FORWARD ACCEPT");
        }
    }

    private static PublishedPort Published(string container) => new(TransportProtocol.Tcp, IPAddress.Parse(container).AddressFamily.Unspecified(), 8080, IPAddress.Parse(container), 80);
}

/// <summary>The other kinds of elements with the legacy iptables.</summary>
public sealed class IptablesLegacyElementPacketTests(IptablesLegacyTestbed bed) : FirewallElementPacketTests(bed), IClassFixture<IptablesLegacyTestbed>;

/// <summary>Endpoints' frames with the firewall of packets in iptables.</summary>
public sealed class IptablesFrameTests(IptablesTestbed bed) : FirewallFrameTests(bed), IClassFixture<IptablesTestbed>;

/// <summary>A Docker Engine beside the firewall in iptables.</summary>
public sealed class IptablesDockerNeighbourTests(IptablesTestbed bed) : DockerNeighbourTests(bed), IClassFixture<IptablesTestbed>;

/// <summary>A Docker Engine beside the firewall in the legacy iptables, its own rules there too.</summary>
public sealed class IptablesLegacyDockerNeighbourTests(IptablesLegacyTestbed bed) : DockerNeighbourTests(bed), IClassFixture<IptablesLegacyTestbed>;

using System.Net;
using ContainerNet.Firewall.Elements;
using ContainerNet.Firewall.Nftables;
using ContainerNet.Netlink;
using ContainerNet.Tests.Support;
using Xunit;
using static ContainerNet.Tests.Firewall.FirewallTestbed;

namespace ContainerNet.Tests.Firewall.Nftables;

/// <summary>What packets do under the nftables firewall.</summary>
public sealed class NftablesPacketTests(NftablesTestbed bed) : FirewallPacketTests(bed), IClassFixture<NftablesTestbed>
{
    private static readonly PublishedPort Web = new(TransportProtocol.Tcp, IPAddress.Any, 8080, IPAddress.Parse(A1), 80);
    private static readonly PublishedPort Web6 = Web with { HostAddress = IPAddress.IPv6Any, ContainerAddress = IPAddress.Parse(A1v6) };

    [Fact]
    public void A_host_whose_iptables_forward_nothing_forwards_for_our_bridges()
    {
        Requires.Program("/usr/sbin/iptables");
        bed.Hold(NetworkA, NetworkA6, Web, Web6);
        string before = Rules();
        try
        {
            // As Docker Engine does when it starts beside networks that are there.
            SetForwardPolicy("DROP");
            Assert.Null(TryConnect(bed.Lan, HostAddress, 8080));
            Assert.Null(TryConnect(bed.Lan, HostAddress6, 8080));
            Assert.Equal(
                from table in new[] { "ip filter", "ip6 filter" }
                from line in new[]
                {
                    $"Chain CONTAINERNET-ACCEPT of table {table} lacks the rule: iifname \"br-a\" counter accept",
                    $"Chain CONTAINERNET-ACCEPT of table {table} lacks the rule: oifname \"br-a\" counter accept",
                    $"Chain FORWARD of table {table} lacks the rule: counter jump CONTAINERNET-ACCEPT",
                }
                select line, bed.Firewall.Damage());

            bed.Firewall.Apply(new FirewallChange([NetworkB], []));
            Assert.Empty(bed.Firewall.Damage());
            string[] accepts = [.. from way in new[] { "-i", "-o" } from bridge in new[] { "br-a", "br-b" } select $"-A CONTAINERNET-ACCEPT {way} {bridge} -j ACCEPT"];
            foreach (string tool in new[] { "iptables", "ip6tables" })
            {
                Assert.Equal(["-P FORWARD DROP", "-A FORWARD -j CONTAINERNET-ACCEPT"], bed.Host.Exec(tool, "-S FORWARD").Trim().Split('\n'));
                Assert.Equal(["-N CONTAINERNET-ACCEPT", .. accepts], bed.Host.Exec(tool, "-S CONTAINERNET-ACCEPT").Trim().Split('\n'));
            }
            Assert.Equal(LanAddress, Connect(bed.Lan, HostAddress, 8080));
            Assert.Equal(LanAddress6, Connect(bed.Lan, HostAddress6, 8080));
            Assert.Equal(HostAddress, Connect(bed.ContainerA1, LanAddress, 80));
            Assert.Null(TryConnect(bed.Lan, A1, 80));
            Assert.Null(TryConnect(bed.ContainerA1, B1, 80));

            // Rules that iptables has written itself once more are still known.
            foreach (string tool in new[] { "iptables", "ip6tables" }) bed.Host.Exec(tool + "-restore", "", bed.Host.Exec(tool + "-save", ""));
            Assert.Empty(bed.Firewall.Damage());
            bed.Firewall.Apply(new FirewallChange([], [NetworkB]));
            Assert.DoesNotContain("br-b", Rules(), StringComparison.Ordinal);
            Assert.Contains("-A CONTAINERNET-ACCEPT -i br-a", Rules(), StringComparison.Ordinal);

            bed.Firewall.Rebuild([NetworkA, NetworkB, Web]);
            Assert.Equal(LanAddress, Connect(bed.Lan, HostAddress, 8080));
            Assert.Contains("-A CONTAINERNET-ACCEPT -o br-b", Rules(), StringComparison.Ordinal);
        }
        finally
        {
            SetForwardPolicy("ACCEPT");
            bed.Hold();
        }
        Assert.DoesNotContain("CONTAINERNET", Rules(), StringComparison.Ordinal);
        Assert.Equal(before, Rules());
    }

    [Fact]
    public void A_port_is_published_where_iptables_forward_nothing_before_the_first_network()
    {
        Requires.Program("/usr/sbin/iptables");
        bed.Hold();
        SetForwardPolicy("DROP");
        try
        {
            bed.Firewall.Apply(new FirewallChange([NetworkA, Web], []));
            Assert.Equal(LanAddress, Connect(bed.Lan, HostAddress, 8080));
            Assert.Empty(bed.Firewall.Describe(new FirewallChange([Web], [])));
            bed.Host.Exec("iptables", "-F");
            Assert.Equal(
                [
                    "nft add rule ip filter CONTAINERNET-ACCEPT 'iifname \"br-a\" counter accept'",
                    "nft add rule ip filter CONTAINERNET-ACCEPT 'oifname \"br-a\" counter accept'",
                    "nft add rule ip filter FORWARD 'counter jump CONTAINERNET-ACCEPT'",
                ],
                bed.Firewall.Describe(new FirewallChange([Web], [])));
            bed.Firewall.Apply(new FirewallChange([Web], []));
            Assert.Equal(LanAddress, Connect(bed.Lan, HostAddress, 8080));
        }
        finally
        {
            SetForwardPolicy("ACCEPT");
            bed.Hold();
        }
    }

    private string Rules() => bed.Host.Exec("iptables", "-S") + bed.Host.Exec("ip6tables", "-S");

    private void SetForwardPolicy(string policy)
    {
        foreach (string tool in new[] { "iptables", "ip6tables" }) bed.Host.Exec(tool, "-P FORWARD " + policy);
    }
}

/// <summary>The other kinds of elements under the nftables firewall.</summary>
public sealed class NftablesElementPacketTests(NftablesTestbed bed) : FirewallElementPacketTests(bed), IClassFixture<NftablesTestbed>;

/// <summary>A Docker Engine beside the nftables firewall.</summary>
public sealed class NftablesDockerNeighbourTests(NftablesTestbed bed) : DockerNeighbourTests(bed), IClassFixture<NftablesTestbed>;

/// <summary>Endpoints' frames under the nftables firewall.</summary>
public sealed class NftablesFrameTests(NftablesTestbed bed) : FirewallFrameTests(bed), IClassFixture<NftablesTestbed>;

/// <summary>The testbed with the nftables firewall.</summary>
public sealed class NftablesTestbed : FirewallTestbed
{
    private NetlinkSocket? _socket;

    internal override void RemoveLoopbackRule() => Host.Exec("nft", "flush chain inet containernet raw_prerouting");

    private protected override IFirewall OpenFirewall()
    {
        _socket = Host.Run(() => NetlinkSocket.Open(NetlinkProtocol.Netfilter));
        return new NftablesFirewall(_socket);
    }

    protected override void Dispose(bool disposing)
    {
        _socket?.Dispose();
        base.Dispose(disposing);
    }
}

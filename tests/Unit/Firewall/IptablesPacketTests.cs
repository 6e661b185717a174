using ContainerNet.Firewall;
using Xunit;

namespace ContainerNet.Tests.Firewall;

/// <summary>The same packets with the firewall in iptables, of the kind that the host has.</summary>
public sealed class IptablesPacketTests(IptablesTestbed bed) : FirewallPacketTests(bed), IClassFixture<IptablesTestbed>;

/// <summary>The same packets with the legacy iptables.</summary>
public sealed class IptablesLegacyPacketTests(IptablesLegacyTestbed bed) : FirewallPacketTests(bed), IClassFixture<IptablesLegacyTestbed>;

/// <summary>The testbed with the firewall in iptables.</summary>
public sealed class IptablesTestbed : FirewallTestbed
{
    internal override void RemoveLoopbackRule() => Host.Exec("iptables", "-t raw -F CONTAINERNET-RAW");

    private protected override IFirewall OpenFirewall() => new IptablesFirewall(IptablesKind.Default.StartIn(Host));
}

/// <summary>The testbed with the firewall in the legacy iptables.</summary>
public sealed class IptablesLegacyTestbed : FirewallTestbed
{
    internal override void RemoveLoopbackRule() => Host.Exec("iptables-legacy", "-t raw -F CONTAINERNET-RAW");

    private protected override IFirewall OpenFirewall() => new IptablesFirewall(IptablesKind.Legacy.StartIn(Host));
}

/// <summary>The other kinds of elements with the firewall in iptables.</summary>
public sealed class IptablesElementPacketTests(IptablesTestbed bed) : FirewallElementPacketTests(bed), IClassFixture<IptablesTestbed>
{
    [Fact]
    public void A_host_that_drops_what_it_forwards_lets_ours_pass()
    {
        bed.Host.Exec("iptables", "-P FORWARD DROP");
        try
        {
            bed.Hold(FirewallTestbed.NetworkA, FirewallTestbed.NetworkB, new PublishedPort(TransportProtocol.Tcp, null, 8080, System.Net.IPAddress.Parse(FirewallTestbed.A1), 80));
            Assert.Equal(FirewallTestbed.LanAddress, FirewallTestbed.Connect(bed.Lan, FirewallTestbed.HostAddress, 8080));
            Assert.Equal(FirewallTestbed.HostAddress, FirewallTestbed.Connect(bed.ContainerA1, FirewallTestbed.LanAddress, 80));
            Assert.NotNull(FirewallTestbed.Connect(bed.ContainerA2, FirewallTestbed.A1, 81));
        }
        finally
        {
            bed.Host.Exec("iptables", "-P FORWARD ACCEPT");
        }
    }
}

/// <summary>The other kinds of elements with the legacy iptables.</summary>
public sealed class IptablesLegacyElementPacketTests(IptablesLegacyTestbed bed) : FirewallElementPacketTests(bed), IClassFixture<IptablesLegacyTestbed>;

/// <summary>Endpoints' frames with the firewall in ebtables.</summary>
public sealed class IptablesFrameTests(IptablesTestbed bed) : FirewallFrameTests(bed), IClassFixture<IptablesTestbed>;

using System.Net;
using ContainerNet.Firewall.Elements;
using ContainerNet.Tests.Firewall.Iptables;
using Xunit;
using static ContainerNet.Tests.Firewall.FirewallTestbed;

namespace ContainerNet.Tests.Firewall.Nftables;

/// <summary>Another tool's nf_tables chain that drops what the host forwards is named, and lets ours pass once that is asked for.</summary>
public abstract class ForeignChainTests(FirewallTestbed bed)
{
    private static readonly PublishedPort Web = new(TransportProtocol.Tcp, IPAddress.Any, 8080, IPAddress.Parse(A1), 80);

    [Theory]
    [InlineData("inet", "policy drop; ct state established,related accept")]
    [InlineData("ip", "policy drop; ct state established,related accept")]
    [InlineData("inet", "policy accept; ct state established,related accept; counter reject with icmpx type admin-prohibited")]
    [InlineData("ip", "policy accept; ct state established,related accept; log prefix \"dropped\" drop")]
    public void It_is_named_and_lets_ours_pass_after_a_repair(string family, string content)
    {
        bed.Hold(NetworkA, Web);
        Load($"table {family} other {{ chain transit {{ type filter hook forward priority 10; {content}; }}; }}");
        try
        {
            Assert.Null(TryConnect(bed.Lan, HostAddress, 8080));
            Assert.Contains(bed.Firewall.Damage(), line => line.StartsWith($"Chain transit of table {family} other lacks", StringComparison.Ordinal));

            bed.Firewall.Rebuild(bed.Firewall.Read());
            Assert.Empty(bed.Firewall.Damage());
            Assert.Equal(LanAddress, Connect(bed.Lan, HostAddress, 8080));
            Assert.NotNull(Connect(bed.ContainerA1, LanAddress, 80));
            Assert.Null(TryConnect(bed.Lan, A1, 81));

            // The next network has its place there from the start.
            bed.Firewall.Apply(new FirewallChange([NetworkB], []));
            Assert.Empty(bed.Firewall.Damage());
            Assert.NotNull(Connect(bed.ContainerB1, LanAddress, 80));

            bed.Hold();
            Assert.DoesNotContain("CONTAINERNET", bed.Host.Exec("nft", $"list table {family} other"), StringComparison.Ordinal);
        }
        finally
        {
            bed.Host.Exec("nft", $"delete table {family} other");
            bed.Hold();
        }
    }

    [Fact]
    public void What_it_drops_on_purpose_stays_dropped()
    {
        Load($"table inet other {{ chain transit {{ type filter hook forward priority 10; policy drop; ip saddr {LanAddress} tcp dport 80 drop; }}; }}");
        try
        {
            bed.Hold(NetworkA, Web);
            Assert.Empty(bed.Firewall.Damage());
            Assert.Null(TryConnect(bed.Lan, HostAddress, 8080));
            Assert.NotNull(Connect(bed.ContainerA1, LanAddress, 81));
        }
        finally
        {
            bed.Host.Exec("nft", "delete table inet other");
            bed.Hold();
        }
    }

    private void Load(string table) => bed.Host.Exec("nft", "-f -", table + "\n");
}

/// <summary>Beside the nftables firewall.</summary>
public sealed class NftablesForeignChainTests(NftablesTestbed bed) : ForeignChainTests(bed), IClassFixture<NftablesTestbed>;

/// <summary>Beside the firewall in iptables.</summary>
public sealed class IptablesForeignChainTests(IptablesTestbed bed) : ForeignChainTests(bed), IClassFixture<IptablesTestbed>;

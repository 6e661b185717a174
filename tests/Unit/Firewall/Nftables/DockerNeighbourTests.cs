using System.Net;
using System.Text.RegularExpressions;
using ContainerNet.Firewall.Elements;
using ContainerNet.Tests.Support;
using Xunit;
using static ContainerNet.Tests.Firewall.FirewallTestbed;

namespace ContainerNet.Tests.Firewall.Nftables;

/// <summary>What passes between our networks and those of a Docker Engine on the same host, whichever firewall holds ours.</summary>
public abstract partial class DockerNeighbourTests(FirewallTestbed bed)
{
    private static readonly PublishedPort Web = new(TransportProtocol.Tcp, IPAddress.Any, 8080, IPAddress.Parse(A1), 80);

    [Theory]
    [InlineData(20)]
    [InlineData(28)]
    public void An_endpoint_reaches_what_Docker_publishes_and_nothing_else_of_its_containers(int version)
    {
        using DockerNeighbour docker = Beside();
        docker.Start(version);
        bed.Hold(NetworkA, Web);
        Assert.NotNull(Connect(bed.ContainerA1, HostAddress, 8090));
        Assert.Null(TryConnect(bed.ContainerA1, DockerNeighbour.Address, 81));
        Assert.NotNull(Connect(docker.Container, HostAddress, 8080));
        Assert.Null(TryConnect(docker.Container, A1, 81));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(28)]
    public void Both_reach_a_LAN_behind_a_bridge_of_the_hosts(int version)
    {
        using DockerNeighbour docker = Beside();
        docker.Start(version);
        bed.Hold(NetworkA, Web);
        Assert.Equal("203.0.113.1", Connect(bed.ContainerA1, DockerNeighbour.BridgedLanAddress, 80));
        Assert.Equal("203.0.113.1", Connect(docker.Container, DockerNeighbour.BridgedLanAddress, 80));
        Assert.Equal(DockerNeighbour.BridgedLanAddress, Connect(docker.BridgedLan, HostAddress, 8080));
        Assert.Equal(HostAddress, Connect(bed.ContainerA1, LanAddress, 80));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(28)]
    public void The_next_change_finds_a_Docker_that_starts_later(int version)
    {
        using DockerNeighbour docker = Beside();
        bed.Hold(NetworkA);
        Assert.Empty(bed.Firewall.Damage());
        docker.Start(version);
        Assert.Contains(bed.Firewall.Damage(), line => line.Contains("dk0", StringComparison.Ordinal));

        bed.Firewall.Apply(new FirewallChange([Web], []));
        Assert.Empty(bed.Firewall.Damage());
        Assert.Null(TryConnect(bed.ContainerA1, DockerNeighbour.Address, 81));
        Assert.Equal(HostAddress, Connect(bed.ContainerA1, LanAddress, 80));
    }

    [Fact]
    public void Without_the_rule_that_spares_Docker_an_endpoint_would_get_through()
    {
        using DockerNeighbour docker = Beside();
        docker.Start(20);
        bed.Hold(NetworkA);
        bed.Host.Exec(bed.Iptables, "-D " + Sparing().Match(docker.Rules()).Groups[1].Value);
        Assert.NotNull(Connect(bed.ContainerA1, DockerNeighbour.Address, 81));
        Assert.Contains(bed.Firewall.Damage(), line => line.Contains("dk0", StringComparison.Ordinal));
        bed.Firewall.Rebuild([NetworkA]);
        Assert.Null(TryConnect(bed.ContainerA1, DockerNeighbour.Address, 81));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(28)]
    public void The_rules_of_Docker_stay_as_they_are(int version)
    {
        using DockerNeighbour docker = Beside();
        docker.Start(version);
        string before = docker.Rules();
        bed.Hold(NetworkA, NetworkB, Web);
        string[] during = docker.Rules().Split('\n');
        Assert.Equal(before.Split('\n'), during.Where(rule => !rule.Contains("CONTAINERNET", StringComparison.Ordinal)));
        bed.Hold();
        Assert.Equal(before, docker.Rules());
    }

    [Fact]
    public void A_bridge_that_Docker_gives_up_is_no_longer_spared()
    {
        using DockerNeighbour docker = Beside();
        docker.Start(20);
        bed.Hold(NetworkA);
        bed.Host.Exec(bed.Iptables, "-D FORWARD -o dk0 -j DOCKER");
        foreach (string chain in new[] { "DOCKER", "DOCKER-ISOLATION-STAGE-2" }) bed.Host.Exec(bed.Iptables, "-F " + chain);
        Assert.Contains("-o dk0 -j RETURN", docker.Rules(), StringComparison.Ordinal);
        Assert.Single(bed.Firewall.Damage(), line => line.Contains("dk0", StringComparison.Ordinal));
        bed.Firewall.Apply(new FirewallChange([Web], []));
        Assert.DoesNotMatch(Sparing(), docker.Rules());
        Assert.Empty(bed.Firewall.Damage());
    }

    private DockerNeighbour Beside()
    {
        Requires.Program("/usr/sbin/iptables");
        bed.Hold();
        return new DockerNeighbour(bed);
    }

    [GeneratedRegex("-A (CONTAINERNET-[A-Z]+ -o dk0 -j RETURN)")]
    private static partial Regex Sparing();
}

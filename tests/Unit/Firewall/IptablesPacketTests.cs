using ContainerNet.Firewall;
using Xunit;

namespace ContainerNet.Tests.Firewall;

/// <summary>The same packets with the firewall in iptables, of the kind that the host has.</summary>
public sealed class IptablesPacketTests(IptablesTestbed bed) : FirewallPacketTests(bed), IClassFixture<IptablesTestbed>
{
    protected override void RemoveLoopbackRule() => bed.Host.Exec("iptables", "-t raw -F CONTAINERNET-RAW");
}

/// <summary>The same packets with the legacy iptables.</summary>
public sealed class IptablesLegacyPacketTests(IptablesLegacyTestbed bed) : FirewallPacketTests(bed), IClassFixture<IptablesLegacyTestbed>
{
    protected override void RemoveLoopbackRule() => bed.Host.Exec("iptables-legacy", "-t raw -F CONTAINERNET-RAW");
}

/// <summary>The testbed with the firewall in iptables.</summary>
public sealed class IptablesTestbed : FirewallTestbed
{
    private protected override IFirewall Open() => new IptablesFirewall(IptablesKind.Default.StartIn(Host));
}

/// <summary>The testbed with the firewall in the legacy iptables.</summary>
public sealed class IptablesLegacyTestbed : FirewallTestbed
{
    private protected override IFirewall Open() => new IptablesFirewall(IptablesKind.Legacy.StartIn(Host));
}

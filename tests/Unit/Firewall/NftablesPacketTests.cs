using ContainerNet.Firewall;
using ContainerNet.Netlink;
using Xunit;

namespace ContainerNet.Tests.Firewall;

/// <summary>What packets do under the nftables firewall.</summary>
public sealed class NftablesPacketTests(NftablesTestbed bed) : FirewallPacketTests(bed), IClassFixture<NftablesTestbed>;

/// <summary>The other kinds of elements under the nftables firewall.</summary>
public sealed class NftablesElementPacketTests(NftablesTestbed bed) : FirewallElementPacketTests(bed), IClassFixture<NftablesTestbed>;

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

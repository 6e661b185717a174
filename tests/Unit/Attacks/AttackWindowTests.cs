using System.Net;
using ContainerNet.Tests.Firewall;
using ContainerNet.Tests.Networks;
using Xunit;

namespace ContainerNet.Tests.Attacks;

/// <summary>An attacker that floods its network in its victim's name gets nothing through while it is attached and detached, either.</summary>
public sealed class AttackWindowTests : IDisposable
{
    private const int Rounds = 5;

    private readonly NetworkTestbed _bed = new();

    public void Dispose() => _bed.Dispose();

    [Theory]
    [InlineData("nftables", true)]
    [InlineData("nftables", false)]
    [InlineData("iptables", true)]
    [InlineData("iptables", false)]
    public void No_forged_frame_passes_while_an_endpoint_is_attached_and_detached(string backEnd, bool bridgesCallIPHooks)
    {
        _bed.Configure($$"""{ "firewall-backend": "{{backEnd}}" }""");
        _bed.CallIPHooksOfBridges(bridgesCallIPHooks);
        _bed.NewNetwork("demo", "172.20.0.0/24");
        ContainerEndpoint victim = _bed.NewEndpoint("demo", "victim");
        NamespaceReference attacker = _bed.NewNamespace("attacker");
        using var atVictim = new PacketSocket(_bed.Host.PathOf(victim.NamespaceValue), "eth0");
        byte[] forged = Guid.NewGuid().ToByteArray(), own = Guid.NewGuid().ToByteArray();
        using (Flood(attacker, [EthernetFrame.IPv4($"{victim.MacAddress}", $"{victim.IPAddress}", forged), EthernetFrame.IPv4("02:42:ac:14:00:03", "172.20.0.3", own)]))
        {
            for (int round = 0; round < Rounds; round++)
            {
                _bed.Net.Endpoints.PlanConnect("demo", attacker, new EndpointOptions { Addresses = [IPAddress.Parse("172.20.0.3")] }).Run();
                // Frames keep their order: where its own arrive, the forged ones have been sent.
                Assert.False(atVictim.Receives(forged, own));
                _bed.Net.Endpoints.PlanDisconnect("demo", attacker).Run();
                Assert.False(atVictim.HasReceived(forged));
            }
        }
        Assert.False(atVictim.HasReceived(forged));
    }

    private Flooder Flood(NamespaceReference from, byte[][] frames) => new(_bed.Host.PathOf(from), frames);
}

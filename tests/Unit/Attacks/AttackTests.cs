using Xunit;

namespace ContainerNet.Tests.Attacks;

/// <summary>No attack succeeds, whichever back end holds the rules, and whether or not bridges pass IP's hooks (br_netfilter).</summary>
public abstract class AttackTests(AttackTestbed bed)
{
    public static TheoryData<string> Names => [.. Attack.All.Select(attack => attack.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Fails(string name)
    {
        Attack attack = Array.Find(Attack.All, attack => attack.Name == name)!;
        foreach (bool bridgesCallIPHooks in new[] { true, false })
        {
            bed.CallIPHooksOfBridges(bridgesCallIPHooks);
            Assert.False(attack.Succeeds(bed), $"{name} came through, with bridge-nf-call-iptables {(bridgesCallIPHooks ? "on" : "off")}.");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Services_that_are_open_are_reached(bool bridgesCallIPHooks)
    {
        bed.CallIPHooksOfBridges(bridgesCallIPHooks);
        Assert.True(bed.Works());
    }
}

/// <summary>With the rules in nf_tables.</summary>
public sealed class NftablesAttackTests(NftablesAttackTestbed bed) : AttackTests(bed), IClassFixture<NftablesAttackTestbed>;

/// <summary>With the rules of packets in iptables.</summary>
public sealed class IptablesAttackTests(IptablesAttackTestbed bed) : AttackTests(bed), IClassFixture<IptablesAttackTestbed>;

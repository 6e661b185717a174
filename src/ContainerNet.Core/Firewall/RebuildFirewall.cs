using ContainerNet.Firewall.Elements;
using ContainerNet.Plans;

namespace ContainerNet.Firewall;

/// <summary>Makes the firewall again, with exactly these elements. What was there was damaged, so there is no way back to it.</summary>
/// <param name="Elements">All that it is to hold.</param>
internal sealed record RebuildFirewall(IReadOnlyList<FirewallElement> Elements) : Step
{
    public override string Command => $"# rebuild the firewall with {Elements.Count} element{(Elements.Count == 1 ? "" : "s")}";

    internal override Step? Inverse => null;

    internal override string Noun => "Firewall";

    internal override bool HasHappened(PlanSession session) => session.Host.Firewall.Damage().Count == 0;

    internal override void Apply(PlanSession session) => session.Host.Firewall.Rebuild(Elements);
}

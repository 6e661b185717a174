using System.Text.Json.Serialization;
using ContainerNet.Firewall;
using ContainerNet.State;

namespace ContainerNet.Plans.Steps;

/// <summary>Changes the firewall in one transaction.</summary>
internal sealed record ChangeFirewall(FirewallChange Change) : Step, IJsonObject
{
    /// <summary>The firewall that can say what the change equals, which depends on what it holds already.</summary>
    [JsonIgnore]
    public IFirewall? Firewall { get; init; }

    /// <summary>The step that adds to a host's firewall.</summary>
    public static ChangeFirewall Adding(NetHost host, params FirewallElement[] elements) => new(new FirewallChange(elements, [])) { Firewall = host.Firewall };

    /// <summary>The step that removes from it.</summary>
    public static ChangeFirewall Removing(NetHost host, params FirewallElement[] elements) => new(new FirewallChange([], elements)) { Firewall = host.Firewall };

    public override string Command => Firewall is null ? "nft" : string.Join('\n', Firewall.Describe(Change));

    internal override Step Inverse => new ChangeFirewall(Change.Reversed()) { Firewall = Firewall };

    internal override string Noun => "Firewall";

    internal override void Apply(PlanSession session)
    {
        session.Host.Firewall.Apply(Change);
        StaleFlows.Forget(session.Host.HostNetfilter(), Change);
    }

    /// <inheritdoc/>
    public void WriteMembers(JsonLine line)
    {
        line.Member("change"u8, Change);
    }
}

using System.Text.Json.Serialization;
using ContainerNet.Firewall.Elements;
using ContainerNet.Plans;
using ContainerNet.State;

namespace ContainerNet.Firewall;

/// <summary>Changes the firewall in one transaction.</summary>
internal sealed record ChangeFirewall(FirewallChange Change) : Step, IRepeatingStep, IJsonObject
{
    /// <summary>The firewall that can say what the change equals, which depends on what it holds already.</summary>
    [JsonIgnore]
    public IFirewall? Firewall { get; init; }

    /// <summary>What earlier steps of the same plan have removed by then. It counts as gone when the change is described.</summary>
    [JsonIgnore]
    public IReadOnlyList<FirewallElement> Gone { get; init; } = [];

    /// <summary>The step that adds to a host's firewall.</summary>
    public static ChangeFirewall Adding(HostContext host, params FirewallElement[] elements) => new(new FirewallChange(elements, [])) { Firewall = host.Firewall };

    /// <summary>The step that removes from it.</summary>
    public static ChangeFirewall Removing(HostContext host, params FirewallElement[] elements) => new(new FirewallChange([], elements)) { Firewall = host.Firewall };

    public override string Command => Firewall is null ? "nft" : string.Join('\n', Describe(Firewall));

    internal override Step Inverse => new ChangeFirewall(Change.Reversed()) { Firewall = Firewall };

    internal override string Noun => "Firewall";

    internal override void Apply(PlanSession session)
    {
        session.Host.Firewall.Apply(Change);
        ConntrackFlush.Forget(session.Host.Sockets.Netfilter, Change);
    }

    private IEnumerable<string> Describe(IFirewall firewall)
    {
        if (Gone.Count == 0) return firewall.Describe(Change);
        HashSet<string> earlier = [.. firewall.Describe(new FirewallChange([], [.. Gone]))];
        return firewall.Describe(Change with { Remove = [.. Gone, .. Change.Remove] }).Where(line => !earlier.Contains(line));
    }

    /// <inheritdoc/>
    public void WriteMembers(JsonLine line)
    {
        line.Member("change"u8, Change);
    }
}

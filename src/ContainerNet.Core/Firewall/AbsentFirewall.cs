namespace ContainerNet.Firewall;

/// <summary>No firewall of ours at all: the host's rules are somebody else's (<c>"iptables": false</c>), who isolates, translates and publishes.</summary>
internal sealed class AbsentFirewall : IFirewall
{
    public bool Holds(FirewallElement element) => false;

    public void Apply(FirewallChange change) { }

    public void Rebuild(IReadOnlyList<FirewallElement> elements) { }

    public IReadOnlyList<string> Damage() => [];

    public string List() => "";

    public IReadOnlyList<FirewallElement> Read() => [];

    public IReadOnlyList<string> Describe(FirewallChange change) => [];
}

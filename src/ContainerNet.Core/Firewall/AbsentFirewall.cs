using ContainerNet.Firewall.Elements;

namespace ContainerNet.Firewall;

/// <summary>No firewall: the administrator's own rules (<c>"iptables": false</c>) isolate, translate and publish.</summary>
internal sealed class AbsentFirewall : IFirewall
{
    public FirewallBackend Backend => FirewallBackend.None;

    public bool Holds(FirewallElement element) => false;

    public void Apply(FirewallChange change) { }

    public void Rebuild(IReadOnlyList<FirewallElement> elements) { }

    public IReadOnlyList<string> Damage() => [];

    public string List() => "";

    public IReadOnlyList<FirewallElement> Read() => [];

    public IReadOnlyList<string> Describe(FirewallChange change) => [];
}

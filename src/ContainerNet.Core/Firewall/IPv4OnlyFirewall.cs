using System.Net.Sockets;

namespace ContainerNet.Firewall;

/// <summary>A firewall that leaves IPv6 to whoever else sees to it (<c>"ip6tables": false</c>).</summary>
internal sealed class IPv4OnlyFirewall(IFirewall firewall) : IFirewall
{
    // Whose frames a bridge's port takes is no matter of ip6tables, and without its IPv6 address an endpoint could not use it.
    public bool Holds(FirewallElement element) => element.Family == AddressFamily.InterNetwork || element is EndpointElement;

    public void Apply(FirewallChange change)
    {
        FirewallChange kept = Kept(change);
        if (kept.Add.Length + kept.Remove.Length > 0) firewall.Apply(kept);
    }

    public void Rebuild(IReadOnlyList<FirewallElement> elements) => firewall.Rebuild([.. elements.Where(Holds)]);

    public IReadOnlyList<string> Damage() => firewall.Damage();

    public string List() => firewall.List();

    public IReadOnlyList<FirewallElement> Read() => firewall.Read();

    public IReadOnlyList<string> Describe(FirewallChange change) => firewall.Describe(Kept(change));

    private FirewallChange Kept(FirewallChange change) => new([.. change.Add.Where(Holds)], [.. change.Remove.Where(Holds)]);
}

using System.Net.Sockets;
using ContainerNet.Firewall.Elements;

namespace ContainerNet.Firewall;

/// <summary>A firewall that leaves IPv6 to the administrator (<c>"ip6tables": false</c>).</summary>
internal sealed class IPv4OnlyFirewall(IFirewall firewall) : IFirewall
{
    public FirewallBackend Backend => firewall.Backend;

    /// <summary>
    /// Whether an element is kept. ip6tables does not see the frames on a bridge, so the guards of IPv6 addresses stay: without
    /// them an endpoint could not send from those addresses.
    /// </summary>
    public static bool Keeps(FirewallElement element) => element.Family == AddressFamily.InterNetwork || element.IsOfFrames;

    public bool Holds(FirewallElement element) => Keeps(element);

    public void Apply(FirewallChange change)
    {
        FirewallChange kept = Kept(change);
        if (kept.Add.Length + kept.Remove.Length > 0) firewall.Apply(kept);
    }

    public void Rebuild(IReadOnlyList<FirewallElement> elements) => firewall.Rebuild([.. elements.Where(Keeps)]);

    public IReadOnlyList<string> Damage() => firewall.Damage();

    public string List() => firewall.List();

    public IReadOnlyList<FirewallElement> Read() => firewall.Read();

    public IReadOnlyList<string> Describe(FirewallChange change) => firewall.Describe(Kept(change));

    private static FirewallChange Kept(FirewallChange change) => new([.. change.Add.Where(Keeps)], [.. change.Remove.Where(Keeps)]);
}

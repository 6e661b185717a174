using System.Net;

namespace ContainerNet.Firewall.Elements;

/// <summary>Ports by where on the host they are. None overlaps another, so that of those that begin before an end only the last can reach it.</summary>
internal sealed class PublishedPortIndex
{
    private static readonly Comparer<PublishedPort> ByHostPort = Comparer<PublishedPort>.Create((a, b) => a.HostPort.CompareTo(b.HostPort));

    private readonly Dictionary<(TransportProtocol, IPAddress), SortedSet<PublishedPort>> _ports = [];

    public PublishedPortIndex(IEnumerable<PublishedPort> ports)
    {
        foreach (PublishedPort port in ports) Add(port);
    }

    public int Count { get; private set; }

    public void Add(PublishedPort port)
    {
        if (!_ports.TryGetValue(Place(port), out SortedSet<PublishedPort>? ports)) _ports.Add(Place(port), ports = new SortedSet<PublishedPort>(ByHostPort));
        if (ports.Add(port)) Count++;
    }

    /// <summary>Removes exactly this port; false where it is not there, or leads elsewhere.</summary>
    public bool Remove(PublishedPort port)
    {
        if (Overlapping(port) != port) return false;
        _ports[Place(port)].Remove(port);
        Count--;
        return true;
    }

    /// <summary>What has one of the host's ports that this has too; null where all are free.</summary>
    public PublishedPort? Overlapping(PublishedPort port)
    {
        if (!_ports.TryGetValue(Place(port), out SortedSet<PublishedPort>? ports)) return null;
        PublishedPort? last = ports.GetViewBetween(port with { HostPort = 0 }, port with { HostPort = port.LastHostPort }).Max;
        return last is not null && last.LastHostPort >= port.HostPort ? last : null;
    }

    private static (TransportProtocol, IPAddress) Place(PublishedPort port) => (port.Protocol, port.HostAddress);
}

using System.Net;
using System.Net.Sockets;

namespace ContainerNet.Firewall;

/// <summary>Which ports a change has to remove and to add, given what is there.</summary>
internal sealed record PortDifference(IReadOnlyList<PublishedPort> Removed, IReadOnlyList<PublishedPort> Added)
{
    /// <summary>Compares; throws when a host port that is to be added is part of something else.</summary>
    public static PortDifference Between(IEnumerable<PublishedPort> present, FirewallChange change)
    {
        var current = new HostPorts();
        foreach (PublishedPort port in present) current.Add(port);
        var removed = new List<PublishedPort>();
        var added = new List<PublishedPort>();
        foreach (PublishedPort port in change.Remove.OfType<PublishedPort>())
        {
            // A host port that leads elsewhere by now is another's.
            if (current.Overlapping(port) == port && current.Remove(port)) removed.Add(port);
        }
        foreach (PublishedPort port in change.Add.OfType<PublishedPort>())
        {
            PublishedPort? there = current.Overlapping(port);
            if (there == port) continue;
            if (there is not null) throw InUse(port, there);
            current.Add(port);
            added.Add(port);
        }
        return new PortDifference(removed, added);
    }

    private static ContainerNetException InUse(PublishedPort port, PublishedPort there)
    {
        string host = Text(port.HostAddress, port.HostPort, port.Count, port.Protocol);
        string target = there.Count == 1 ? $"{there.ContainerPort}" : $"{there.ContainerPort}-{there.ContainerPort + there.Count - 1}";
        string what = port.HostPort == there.HostPort && port.Count == there.Count
            ? $"The host port {host} is published already"
            : $"The host port {host} is part of what is published already: {Text(there.HostAddress, there.HostPort, there.Count, there.Protocol)}";
        return ContainerNetException.Exists("HostPortInUse", host,
            $"{what}, to {there.ContainerAddress}:{target}. Remove that first, or publish on another host port or address.");
    }

    private static string Text(IPAddress? address, ushort port, int count, TransportProtocol protocol)
        => $"{(object?)address ?? "*"}:{port}{(count == 1 ? "" : $"-{port + count - 1}")}/{protocol.Name()}";

    /// <summary>Ports by where on the host they are. None overlaps another, so that of those that begin before an end only the last can reach it.</summary>
    private sealed class HostPorts
    {
        private static readonly Comparer<PublishedPort> ByHostPort = Comparer<PublishedPort>.Create((a, b) => a.HostPort.CompareTo(b.HostPort));

        private readonly Dictionary<(TransportProtocol, IPAddress?, AddressFamily), SortedSet<PublishedPort>> _ports = [];

        public void Add(PublishedPort port)
        {
            if (!_ports.TryGetValue(Place(port), out SortedSet<PublishedPort>? ports)) _ports.Add(Place(port), ports = new SortedSet<PublishedPort>(ByHostPort));
            ports.Add(port);
        }

        public bool Remove(PublishedPort port) => _ports[Place(port)].Remove(port);

        public PublishedPort? Overlapping(PublishedPort port)
        {
            if (!_ports.TryGetValue(Place(port), out SortedSet<PublishedPort>? ports)) return null;
            PublishedPort? last = ports.GetViewBetween(port with { HostPort = 0 }, port with { HostPort = port.LastHostPort }).Max;
            return last is not null && last.LastHostPort >= port.HostPort ? last : null;
        }

        private static (TransportProtocol, IPAddress?, AddressFamily) Place(PublishedPort port) => (port.Protocol, port.HostAddress, port.ContainerAddress.AddressFamily);
    }
}

using System.Net;

namespace ContainerNet.Firewall.Elements;

/// <summary>Which ports a change removes and adds, given what was there.</summary>
internal sealed record PortDifference(IReadOnlyList<PublishedPort> Removed, IReadOnlyList<PublishedPort> Added)
{
    /// <summary>Makes the change to what is there; throws when a host port that is to be added is part of something else.</summary>
    public static PortDifference Apply(PublishedPortIndex present, FirewallChange change)
    {
        var removed = new List<PublishedPort>();
        var added = new List<PublishedPort>();
        foreach (FirewallElement element in change.Remove)
        {
            // A host port that leads elsewhere by now is another's.
            if (element is PublishedPort port && present.Remove(port)) removed.Add(port);
        }
        foreach (FirewallElement element in change.Add)
        {
            if (element is not PublishedPort port) continue;
            PublishedPort? there = present.Overlapping(port);
            if (there == port) continue;
            if (there is not null) throw InUse(port, there);
            present.Add(port);
            added.Add(port);
        }
        return new PortDifference(removed, added);
    }

    private static ContainerNetException InUse(PublishedPort port, PublishedPort there)
    {
        string host = Text(port.HostAddress, port.HostPort, port.Count, port.Protocol);
        string target = there.Count == 1 ? $"{there.ContainerPort}" : $"{there.ContainerPort}-{there.ContainerPort + there.Count - 1}";
        string what = port.HostPort == there.HostPort && port.Count == there.Count
            ? $"The host port {host} is already published"
            : $"The host port {host} is part of a range that is already published: {Text(there.HostAddress, there.HostPort, there.Count, there.Protocol)}";
        return ContainerNetException.InUse("HostPortInUse", host,
            $"{what}, to {there.ContainerAddress}:{target}. Remove that mapping first, or publish on another host port or address.");
    }

    private static string Text(IPAddress address, ushort port, int count, TransportProtocol protocol)
        => $"{(address.IsUnspecified() ? "*" : address)}:{port}{(count == 1 ? "" : $"-{port + count - 1}")}/{protocol.Name()}";
}

using System.Net;

namespace ContainerNet.Firewall;

/// <summary>Which ports a change has to remove and to add, given what is there.</summary>
internal sealed record PortDifference(IReadOnlyList<PublishedPort> Removed, IReadOnlyList<PublishedPort> Added)
{
    /// <summary>Compares; throws when a host port that is to be added leads elsewhere.</summary>
    public static PortDifference Between(IEnumerable<PublishedPort> present, FirewallChange change)
    {
        Dictionary<HostPort, PublishedPort> current = present.ToDictionary(HostPort.Of);
        var removed = new List<PublishedPort>();
        var added = new List<PublishedPort>();
        foreach (PublishedPort port in change.Remove.OfType<PublishedPort>())
        {
            // A host port that leads elsewhere by now is another's.
            if (current.TryGetValue(HostPort.Of(port), out PublishedPort? there) && there == port && current.Remove(HostPort.Of(port))) removed.Add(port);
        }
        foreach (PublishedPort port in change.Add.OfType<PublishedPort>())
        {
            if (current.TryAdd(HostPort.Of(port), port)) added.Add(port);
            else if (current[HostPort.Of(port)] is var there && there != port) throw InUse(port, there);
        }
        return new PortDifference(removed, added);
    }

    private static ContainerNetException InUse(PublishedPort port, PublishedPort there)
    {
        string host = $"{(object?)port.HostAddress ?? "*"}:{port.HostPort}/{port.Protocol.ToString().ToLowerInvariant()}";
        return ContainerNetException.Exists("HostPortInUse", host,
            $"The host port {host} is published already, to {there.ContainerAddress}:{there.ContainerPort}. Remove that first, or publish on another host port or address.");
    }

    private readonly record struct HostPort(TransportProtocol Protocol, IPAddress? Address, ushort Port)
    {
        public static HostPort Of(PublishedPort port) => new(port.Protocol, port.HostAddress, port.HostPort);
    }
}

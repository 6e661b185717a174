using System.Net;
using System.Net.Sockets;

namespace ContainerNet.Firewall;

/// <summary>Refuses what the firewall cannot hold before anything is touched.</summary>
internal static class FirewallCheck
{
    /// <summary>The same change in the one form that is compared: every address of the host is null.</summary>
    public static FirewallChange Normalize(FirewallChange change)
        => new([.. change.Add.Select(Normalize)], [.. change.Remove.Select(Normalize)]);

    private static FirewallElement Normalize(FirewallElement element) => element switch
    {
        NetworkElement network => Check(network),
        PublishedPort port => Check(port),
        _ => throw new ArgumentOutOfRangeException(nameof(element), element, null),
    };

    private static NetworkElement Check(NetworkElement network)
    {
        RequireIPv4(network.Subnet.BaseAddress, network.Subnet);
        return network;
    }

    private static PublishedPort Check(PublishedPort port)
    {
        if (!Enum.IsDefined(port.Protocol))
            throw ContainerNetException.Invalid("ProtocolInvalid", port.Protocol, $"The protocol {(int)port.Protocol} has no ports to publish: it takes tcp, udp or sctp.");
        if (port.HostPort == 0 || port.ContainerPort == 0)
            throw ContainerNetException.Invalid("PortInvalid", (ushort)0, "0 is not a port that can be published: it takes 1 to 65535.");
        RequireIPv4(port.ContainerAddress, port.ContainerAddress);
        if (port.HostAddress is null) return port;
        RequireIPv4(port.HostAddress, port.HostAddress);
        return port.HostAddress.Equals(IPAddress.Any) ? port with { HostAddress = null } : port;
    }

    private static void RequireIPv4(IPAddress address, object subject)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork) return;
        throw new ContainerNetException($"The firewall does not hold {subject} yet: it takes IPv4 only.", ErrorKind.Unsupported)
        { ErrorId = "FirewallIPv6Unsupported", Subject = subject };
    }
}

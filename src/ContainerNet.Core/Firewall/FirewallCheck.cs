using System.Net;
using System.Net.Sockets;

namespace ContainerNet.Firewall;

/// <summary>Refuses what the firewall cannot hold before anything is touched.</summary>
internal static class FirewallCheck
{
    /// <summary>The same change in the one form that is compared: every address of the host is null.</summary>
    public static FirewallChange Normalize(FirewallChange change)
        => new(Normalize(change.Add), Normalize(change.Remove));

    private static FirewallElement[] Normalize(FirewallElement[] elements) => Array.ConvertAll(elements, Normalize);

    private static FirewallElement Normalize(FirewallElement element) => element switch
    {
        NetworkElement network => Check(network),
        PublishedPort port => Check(port),
        MappedAddress mapped => Check(mapped),
        EndpointElement endpoint => Check(endpoint),
        _ => throw new ArgumentOutOfRangeException(nameof(element), element, null),
    };

    private static NetworkElement Check(NetworkElement network)
    {
        if (network.SnatAddress is not { } address) return network;
        RequireSameFamily(address, network.Subnet.BaseAddress, $"The subnet {network.Subnet} cannot leave with the source address {address}");
        return network;
    }

    private static PublishedPort Check(PublishedPort port)
    {
        if (!Enum.IsDefined(port.Protocol))
            throw ContainerNetException.Invalid("ProtocolInvalid", port.Protocol, $"The protocol {(int)port.Protocol} has no ports to publish: it takes tcp, udp or sctp.");
        if (port.HostPort == 0 || port.ContainerPort == 0)
            throw ContainerNetException.Invalid("PortInvalid", (ushort)0, "0 is not a port that can be published: it takes 1 to 65535.");
        if (port.Count < 1 || Math.Max(port.HostPort, port.ContainerPort) + (long)port.Count - 1 > ushort.MaxValue)
            throw ContainerNetException.Invalid("PortInvalid", port.Count, $"{port.Count} ports from {port.HostPort} to {port.ContainerPort} are no range: it takes at least one, and none goes past 65535.");
        if (port.HostAddress is not { } host) return port;
        RequireSameFamily(host, port.ContainerAddress, $"The host address {host} cannot lead to the container address {port.ContainerAddress}");
        if (host.Equals(IPAddress.IPv6Loopback))
            throw new ContainerNetException("No port can be published on ::1: Linux finds no way back to it for translated packets. Publish on 127.0.0.1, or on an IPv6 address that the host has on an interface.", ErrorKind.Unsupported)
            { ErrorId = "HostAddressUnsupported", Subject = host };
        return port with { HostAddress = host.IsUnspecified() ? null : host.ScopeIdFree() };
    }

    private static MappedAddress Check(MappedAddress mapped)
    {
        IPAddress host = mapped.HostAddress.ScopeIdFree();
        RequireSameFamily(host, mapped.ContainerAddress, $"The host address {host} cannot lead to the container address {mapped.ContainerAddress}");
        if (IPAddress.IsLoopback(host) || host.IsUnspecified())
            throw ContainerNetException.Invalid("HostAddressInvalid", host, $"The host keeps {host} to itself: it takes an address that others reach the host at.");
        return mapped with { HostAddress = host };
    }

    private static EndpointElement Check(EndpointElement endpoint)
    {
        if (endpoint.MacAddress.IsMulticast || endpoint.MacAddress == default)
            throw ContainerNetException.Invalid("MacAddressInvalid", endpoint.MacAddress, $"No interface has the MAC address {endpoint.MacAddress}: it takes one that is neither a group's nor zero.");
        return endpoint with { Address = endpoint.Address.ScopeIdFree() };
    }

    private static void RequireSameFamily(IPAddress address, IPAddress other, string fault)
    {
        if (address.AddressFamily == other.AddressFamily) return;
        throw ContainerNetException.Invalid("AddressFamilyMismatch", address, $"{fault}: it takes an {(other.AddressFamily == AddressFamily.InterNetwork ? "IPv4" : "IPv6")} address there.");
    }
}

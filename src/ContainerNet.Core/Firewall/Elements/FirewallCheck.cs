using System.Net;
using System.Net.Sockets;

namespace ContainerNet.Firewall.Elements;

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
        IsolatedPort => element,
        _ => throw new ArgumentOutOfRangeException(nameof(element), element, null),
    };

    private static NetworkElement Check(NetworkElement network)
    {
        if (network.NameServer is { } server) RequireSameFamily(server, network.Subnet.BaseAddress, $"The name server {server} cannot serve the subnet {network.Subnet}");
        if (network.SnatAddress is not { } address) return network;
        RequireSameFamily(address, network.Subnet.BaseAddress, $"Packets of the subnet {network.Subnet} cannot have the source address {address}");
        return network;
    }

    private static PublishedPort Check(PublishedPort port)
    {
        if (!Enum.IsDefined(port.Protocol))
            throw ContainerNetException.Invalid("InvalidProtocol", port.Protocol, $"The protocol {(int)port.Protocol} has no ports to publish. The protocols with ports are tcp, udp and sctp.");
        if (port.HostPort == 0 || port.ContainerPort == 0)
            throw ContainerNetException.Invalid("InvalidPort", (ushort)0, "0 is not a port that can be published. A port is a number from 1 to 65535.");
        if (port.Count < 1 || Math.Max(port.HostPort, port.ContainerPort) + (long)port.Count - 1 > ushort.MaxValue)
            throw ContainerNetException.Invalid("InvalidPort", port.Count, $"{port.Count} ports from {port.HostPort} to {port.ContainerPort} are not a range. A range has at least one port and ends at 65535 or before.");
        IPAddress host = port.HostAddress;
        RequireSameFamily(host, port.ContainerAddress, $"The host address {host} cannot be translated to the container address {port.ContainerAddress}");
        if (host.Equals(IPAddress.IPv6Loopback))
            throw new ContainerNetException("Ports cannot be published on ::1, because Linux does not route translated packets back to it. Publish on 127.0.0.1, or on an IPv6 address of one of the host's interfaces.", ErrorKind.Unsupported)
            { ErrorId = "HostAddressUnsupported", Subject = host };
        return port with { HostAddress = host.ScopeIdFree() };
    }

    private static MappedAddress Check(MappedAddress mapped)
    {
        IPAddress host = mapped.HostAddress.ScopeIdFree();
        RequireSameFamily(host, mapped.ContainerAddress, $"The host address {host} cannot be translated to the container address {mapped.ContainerAddress}");
        if (IPAddress.IsLoopback(host) || host.IsUnspecified())
            throw ContainerNetException.Invalid("InvalidHostAddress", host, $"The host uses {host} for itself. Give an address that other machines reach the host at.");
        return mapped with { HostAddress = host };
    }

    private static EndpointElement Check(EndpointElement endpoint)
    {
        if (endpoint.MacAddress.IsMulticast || endpoint.MacAddress == default)
            throw ContainerNetException.Invalid("InvalidMacAddress", endpoint.MacAddress, $"{endpoint.MacAddress} cannot be the MAC address of an interface. Give a unicast address that is not all zeros.");
        return endpoint with { Address = endpoint.Address.ScopeIdFree() };
    }

    private static void RequireSameFamily(IPAddress address, IPAddress other, string fault)
    {
        if (address.AddressFamily == other.AddressFamily) return;
        throw ContainerNetException.Invalid("AddressFamilyMismatch", address, $"{fault}. Give an {(other.AddressFamily == AddressFamily.InterNetwork ? "IPv4" : "IPv6")} address.");
    }
}

using System.Net;
using System.Net.Sockets;
using ContainerNet.Links;

namespace ContainerNet.Firewall;

/// <summary>Refuses what iptables cannot hold before anything is touched.</summary>
internal static class IptablesCheck
{
    /// <summary>The same change in the one form that is compared: every address of the host is null, and a network with a source address masquerades.</summary>
    public static FirewallChange Normalize(FirewallChange change) => new(Normalize(change.Add), Normalize(change.Remove));

    /// <summary>The same for elements.</summary>
    public static IReadOnlyList<FirewallElement> Normalize(IEnumerable<FirewallElement> elements) => [.. elements.Select(Normalize)];

    private static FirewallElement Normalize(FirewallElement element) => element switch
    {
        NetworkElement network => Check(network),
        PublishedPort port => Check(port),
        MappedAddress mapped => Check(mapped),
        EndpointElement endpoint => endpoint with { Port = CheckName(endpoint.Port) },
        _ => throw new ArgumentOutOfRangeException(nameof(element), element, null),
    };

    private static NetworkElement Check(NetworkElement network)
    {
        CheckName(network.Bridge);
        if (network.SnatAddress is null) return network;
        RequireFamily(network.SnatAddress, network.Subnet.BaseAddress);
        return network with { Masquerade = true };
    }

    private static PublishedPort Check(PublishedPort port)
    {
        if (!Enum.IsDefined(port.Protocol))
            throw ContainerNetException.Invalid("ProtocolInvalid", port.Protocol, $"The protocol {(int)port.Protocol} has no ports to publish: it takes tcp, udp or sctp.");
        CheckRange(port.HostPort, port.Count);
        CheckRange(port.ContainerPort, port.Count);
        if (port.HostAddress is null) return port;
        RequireFamily(port.HostAddress, port.ContainerAddress);
        return IsAny(port.HostAddress) ? port with { HostAddress = null } : port;
    }

    private static MappedAddress Check(MappedAddress mapped)
    {
        RequireFamily(mapped.HostAddress, mapped.ContainerAddress);
        if (IsAny(mapped.HostAddress))
            throw ContainerNetException.Invalid("HostAddressInvalid", mapped.HostAddress, $"{mapped.HostAddress} is every address of the host: one of them can lead to a container.");
        return mapped;
    }

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    private static void CheckRange(ushort first, int count)
    {
        if (first > 0 && count >= 1 && first + count - 1 <= ushort.MaxValue) return;
        string range = count == 1 ? $"{first}" : $"{first} and {count - 1} behind it";
        throw ContainerNetException.Invalid("PortInvalid", first, $"{range} cannot be published: a port is 1 to {ushort.MaxValue}.");
    }

    private static void RequireFamily(IPAddress address, IPAddress other)
    {
        if (address.AddressFamily == other.AddressFamily) return;
        string family = other.AddressFamily == AddressFamily.InterNetwork ? "IPv4" : "IPv6";
        throw ContainerNetException.Invalid("AddressFamilyMismatch", address, $"{address} does not go with {other}: it takes an {family} address.");
    }

    // iptables takes a '+' at the end of a name for a wildcard, and quotes and brackets for its own or a shell's.
    private static string CheckName(string name)
    {
        bool plain = name.Length is > 0 and <= InterfaceName.MaxBytes && name[0] != '-' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '@');
        return plain ? name : throw ContainerNetException.Invalid("InterfaceNameInvalid", name,
            $"'{name}' is not a name that iptables can hold: it takes 1 to {InterfaceName.MaxBytes} of the letters, digits, and '-', '_', '.', '@', of which '-' is not the first.");
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text.Json.Serialization;

namespace ContainerNet;

/// <summary>
/// A request to publish ports, as <c>docker run -p</c> accepts it: <c>[[hostAddress:]hostPorts:]containerPorts[/protocol]</c>, where
/// ports are one (<c>80</c>) or a range (<c>9000-9099</c>), and <c>hostAddress::containerPorts</c> leaves the host's port open.
/// </summary>
[JsonConverter(typeof(PortPublicationJsonConverter))]
public sealed record PortPublication
{
    /// <summary>Makes a request.</summary>
    /// <param name="hostAddress">The host's address; null for all of them.</param>
    /// <param name="hostPorts">The host's ports; null for any that are free.</param>
    /// <param name="containerPorts">The endpoint's ports.</param>
    /// <param name="protocol">The protocol.</param>
    /// <exception cref="ContainerNetException">Both are ranges and differ in length.</exception>
    public PortPublication(IPAddress? hostAddress, PortRange? hostPorts, PortRange containerPorts, TransportProtocol protocol = TransportProtocol.Tcp)
    {
        ArgumentNullException.ThrowIfNull(containerPorts);
        HostAddress = hostAddress;
        HostPorts = hostPorts;
        ContainerPorts = containerPorts;
        Protocol = protocol;
        if (hostPorts is not null && containerPorts.Count > 1 && hostPorts.Count != containerPorts.Count)
            throw Refused(ToString(), $"the ranges {hostPorts} and {containerPorts} differ in length");
    }

    /// <summary>The host's address; 0.0.0.0 for all of its IPv4 ones, :: for all of its IPv6 ones, null for all of both.</summary>
    public IPAddress? HostAddress { get; }

    /// <summary>
    /// The host's ports, the first for the first of the endpoint's and so on; a range for one port of the endpoint means any one
    /// of the range that is free, and null means any that are free.
    /// </summary>
    public PortRange? HostPorts { get; }

    /// <summary>The endpoint's ports.</summary>
    public PortRange ContainerPorts { get; }

    /// <summary>The protocol; TCP when the text names none.</summary>
    public TransportProtocol Protocol { get; }

    /// <summary>Whether the host's ports are to be chosen among those that are free.</summary>
    public bool IsDynamic => HostPorts is null || HostPorts.Count != ContainerPorts.Count;

    /// <summary>
    /// Reads <c>80</c>, <c>8080:80</c>, <c>10.0.0.5:53:53/udp</c>, <c>127.0.0.1::81</c>, <c>9000-9099:9000-9099</c>,
    /// <c>8000-8010:80</c>, <c>[::1]:8080:80</c>. As Docker does, it takes an IPv6 address without brackets too: the last two parts are ports.
    /// </summary>
    /// <exception cref="ContainerNetException">The text is not a valid request.</exception>
    public static PortPublication Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] halves = text.Split('/');
        if (halves.Length > 2) throw Refused(text, "it has more than one protocol");
        string[] parts = halves[0].Split(':');
        string? address = parts.Length > 2 ? string.Join(':', parts[..^2]) : null;
        return new PortPublication(
            address is null ? null : HostAddressOf(address, text),
            address is not null && parts[^2] == "" || parts.Length == 1 ? null : PortsOf(parts[^2], text),
            PortsOf(parts[^1], text),
            halves.Length == 1 ? TransportProtocol.Tcp : ProtocolOf(halves[1], text));
    }

    /// <summary>The shortest text that is read as this.</summary>
    public override string ToString()
    {
        string address = HostAddress switch
        {
            null => "",
            { AddressFamily: AddressFamily.InterNetworkV6 } => $"[{HostAddress}]:",
            _ => $"{HostAddress}:",
        };
        string host = HostPorts is null && HostAddress is null ? "" : $"{HostPorts}:";
        string protocol = Protocol == TransportProtocol.Tcp ? "" : "/" + Protocol.Name();
        return $"{address}{host}{ContainerPorts}{protocol}";
    }

    private static IPAddress HostAddressOf(string part, string text)
    {
        string bare = part is ['[', .. var inner, ']'] && inner.Contains(':', StringComparison.Ordinal) ? inner : part;
        if (bare == "") throw Refused(text, "the host's address is empty");
        IPAddress? address = IPAddresses.TryParse(bare);
        if (address is null || bare.Contains('%', StringComparison.Ordinal)) throw Refused(text, $"'{part}' is not an IP address");
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    private static PortRange PortsOf(string part, string text) => PortRange.Parse(part, out string? fault) ?? throw Refused(text, fault!);

    private static TransportProtocol ProtocolOf(string part, string text) => part.ToLowerInvariant() switch
    {
        "tcp" => TransportProtocol.Tcp,
        "udp" => TransportProtocol.Udp,
        "sctp" => TransportProtocol.Sctp,
        _ => throw Refused(text, $"'{part}' is not a protocol (tcp, udp or sctp)"),
    };

    private static ContainerNetException Refused(string text, string fault)
        => ContainerNetException.Invalid("InvalidPortPublication", text,
            $"'{text}' is not a port to publish: {fault}. Write it as 80, 8080:80, 127.0.0.1:8080:80, [::1]:8080:80, 9000-9099:9000-9099 or 53:53/udp.");
}

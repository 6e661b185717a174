using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ContainerNet.Firewall;

namespace ContainerNet;

/// <summary>A wish to publish a port, as <c>docker run -p</c> takes it: <c>[hostAddress:]hostPort:containerPort[/protocol]</c>.</summary>
/// <param name="HostAddress">The host's address; null for all of them.</param>
/// <param name="HostPort">The host's port, 1 to 65535.</param>
/// <param name="ContainerPort">The endpoint's port, 1 to 65535.</param>
/// <param name="Protocol">The protocol; TCP when none is given.</param>
public sealed record PortPublication(IPAddress? HostAddress, ushort HostPort, ushort ContainerPort, TransportProtocol Protocol)
{
    /// <summary>Reads <c>8080:80</c>, <c>10.0.0.5:53:53/udp</c>.</summary>
    /// <exception cref="ContainerNetException">The text is no such wish.</exception>
    public static PortPublication Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] halves = text.Split('/');
        string[] parts = halves[0].Split(':');
        if (halves.Length > 2 || parts.Length is not (2 or 3)) throw Refused(text, "it has not two or three parts");
        IPAddress? address = parts.Length == 3 ? HostAddressOf(parts[0], text) : null;
        return new PortPublication(address, PortOf(parts[^2], text), PortOf(parts[^1], text), ProtocolOf(halves, text));
    }

    private static IPAddress? HostAddressOf(string part, string text)
    {
        IPAddress address = IPAddresses.Parse(part);
        if (address.AddressFamily != AddressFamily.InterNetwork) throw Refused(text, "the host's address is not IPv4");
        return address.Equals(IPAddress.Any) ? null : address;
    }

    private static ushort PortOf(string part, string text)
        => ushort.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port > 0
            ? port
            : throw Refused(text, $"'{part}' is not a port, which is 1 to 65535");

    private static TransportProtocol ProtocolOf(string[] halves, string text) => halves.Length == 1 ? TransportProtocol.Tcp : halves[1].ToLowerInvariant() switch
    {
        "tcp" => TransportProtocol.Tcp,
        "udp" => TransportProtocol.Udp,
        "sctp" => TransportProtocol.Sctp,
        _ => throw Refused(text, $"'{halves[1]}' is not a protocol, which is tcp, udp or sctp"),
    };

    private static ContainerNetException Refused(string text, string fault)
        => ContainerNetException.Invalid("InvalidPortPublication", text, $"'{text}' publishes nothing: {fault}. Write it as 8080:80, 127.0.0.1:8080:80 or 53:53/udp.");
}

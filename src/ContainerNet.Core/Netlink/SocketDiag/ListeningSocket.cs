using System.Net;
using System.Net.Sockets;

namespace ContainerNet.Netlink.SocketDiag;

/// <summary>A socket that takes what comes for a port: a listening TCP or SCTP one, or a bound UDP one.</summary>
/// <param name="Protocol">Its protocol.</param>
/// <param name="Address">The address that it is bound to; 0.0.0.0 or :: for all.</param>
/// <param name="Port">Its port.</param>
/// <param name="IsIPv6Only">Whether a socket bound to :: leaves IPv4 to others (IPV6_V6ONLY).</param>
/// <param name="Inode">Its number in sockfs, which the links in /proc/PID/fd name.</param>
/// <param name="UserId">Whose it is.</param>
internal sealed record ListeningSocket(TransportProtocol Protocol, IPAddress Address, ushort Port, bool IsIPv6Only, uint Inode, uint UserId)
{
    /// <summary>Whether it accepts packets for an address of the host; 0.0.0.0 and :: for all of a family.</summary>
    public bool Answers(IPAddress hostAddress)
    {
        if (hostAddress.Equals(IPAddress.Any)) return TakesIPv4;
        if (hostAddress.Equals(IPAddress.IPv6Any)) return Address.AddressFamily == AddressFamily.InterNetworkV6;
        if (Address.Equals(IPAddress.IPv6Any)) return hostAddress.AddressFamily == AddressFamily.InterNetworkV6 || !IsIPv6Only;
        return Address.Equals(hostAddress) || Address.Equals(IPAddress.Any) && hostAddress.AddressFamily == AddressFamily.InterNetwork;
    }

    private bool TakesIPv4 => Address.AddressFamily == AddressFamily.InterNetwork || Address.Equals(IPAddress.IPv6Any) && !IsIPv6Only;
}

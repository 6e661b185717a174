using System.Net;
using System.Net.Sockets;
using ContainerNet.State;

namespace ContainerNet.Firewall.Elements;

/// <summary>Whose frames a bridge takes from one of its ports: all others that come in by that port are dropped, ARP and NDP included.</summary>
/// <param name="Port">The interface name of the bridge's port.</param>
/// <param name="MacAddress">The endpoint's MAC address.</param>
/// <param name="Address">The endpoint's IPv4 or IPv6 address; an endpoint with several is several elements.</param>
internal sealed record EndpointElement(string Port, MacAddress MacAddress, IPAddress Address) : FirewallElement
{
    /// <inheritdoc/>
    public override AddressFamily Family => Address.AddressFamily;

    /// <inheritdoc/>
    public override bool IsOfFrames => true;

    /// <inheritdoc/>
    public override void WriteMembers(JsonLine line)
    {
        line.Member("kind"u8, "endpoint");
        line.Member("port"u8, Port);
        line.Member("macAddress"u8, MacAddress.ToString());
        line.Member("address"u8, Address);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Address} with {MacAddress} at {Port}";
}

using System.Net;
using System.Net.Sockets;
using ContainerNet.State;

namespace ContainerNet.Firewall.Elements;

/// <summary>A subnet behind a bridge: isolated from other bridges, hidden from outside, and masqueraded on its way out if requested.</summary>
/// <param name="Bridge">The bridge's interface name.</param>
/// <param name="Subnet">The subnet, IPv4 or IPv6, which overlaps with no other; a network of both families is two elements on one bridge.</param>
/// <param name="Masquerade">Whether its packets leave with the host's address. It is the same for all subnets of a family on a bridge.</param>
internal sealed record NetworkElement(string Bridge, IPNetwork Subnet, bool Masquerade) : FirewallElement
{
    /// <summary>Whether nothing passes between the bridge and any other interface, published ports included. It is the same for all subnets on a bridge.</summary>
    public bool Internal { get; init; }

    /// <summary>Whether its endpoints reach each other only through ports that are published (Docker's enable_icc=false). It is the same for all subnets on a bridge.</summary>
    public bool Isolated { get; init; }

    /// <summary>
    /// Whether its endpoints reach what the host serves, at whichever of its addresses. Otherwise they may ask for names and send
    /// ICMP, and answer what the host asks. It is the same for all subnets on a bridge.
    /// </summary>
    public bool HostAccess { get; init; } = true;

    /// <summary>The source address that its packets leave with, instead of the address of the interface they leave by; it implies <see cref="Masquerade"/>, and is the same where that is.</summary>
    public IPAddress? SnatAddress { get; init; }

    /// <summary>
    /// The bridge's address at which the host answers for names; null without names. Only endpoints on the bridge may ask
    /// there, and what it asks is never led to a published port.
    /// </summary>
    public IPAddress? NameServer { get; init; }

    /// <inheritdoc/>
    public override AddressFamily Family => Subnet.BaseAddress.AddressFamily;

    /// <inheritdoc/>
    public override void WriteMembers(JsonLine line)
    {
        line.Member("kind"u8, "network");
        line.Member("bridge"u8, Bridge);
        line.Member("subnet"u8, Subnet);
        line.Member("masquerade"u8, Masquerade);
        line.Member("internal"u8, Internal);
        line.Member("isolated"u8, Isolated);
        line.Member("hostAccess"u8, HostAccess);
        line.Member("snatAddress"u8, SnatAddress);
        line.Member("nameServer"u8, NameServer);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Subnet} on {Bridge}";
}

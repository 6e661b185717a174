using System.Net;
using ContainerNet.Firewall.Elements;
using ContainerNet.Networks.Endpoints;
using ContainerNet.State;

namespace ContainerNet.Networks.Records;

/// <summary>An endpoint as it is kept in the state, with its leases and its ports.</summary>
/// <param name="Id">Unique.</param>
/// <param name="NetworkId">Its network's.</param>
/// <param name="Namespace">The namespace, as it was named when it was attached.</param>
/// <param name="NamespaceInode">Which namespace it is, whatever path leads to it.</param>
/// <param name="Interface">The interface inside.</param>
/// <param name="HostInterface">The interface outside; empty when there is none, as on a macvlan network.</param>
/// <param name="Address">The leased IPv4 address.</param>
/// <param name="MacAddress">The MAC address inside.</param>
/// <param name="Created">When it was attached.</param>
internal sealed record EndpointRecord(string Id, string NetworkId, string Namespace, ulong NamespaceInode, string Interface, string HostInterface, IPAddress Address, MacAddress MacAddress, DateTimeOffset Created) : IJsonObject
{
    /// <summary>The leased IPv6 address, on a network that has them.</summary>
    public IPAddress? IPv6Address { get; init; }

    /// <summary>Names it answers to besides its own.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Its own names: a container's name and the beginning of its id.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The servers for names that no endpoint has; the configured ones when there are none.</summary>
    public IReadOnlyList<IPAddress> Dns { get; init; } = [];

    /// <summary>The container whose namespace it is; null for any other namespace.</summary>
    public string? Container { get; init; }

    /// <summary>Whether it exchanges nothing with other isolated endpoints but through published ports: its network's setting.</summary>
    public bool Isolated { get; init; }

    /// <summary>Whether it has routes of its own for what is sent from its addresses (<see cref="SourceRoutes"/>).</summary>
    public bool RoutesBySource { get; init; }

    public IReadOnlyList<PortRecord> Ports { get; init; } = [];

    /// <summary>Addresses of the host that lead to it whole.</summary>
    public IReadOnlyList<IPAddress> HostAddresses { get; init; } = [];

    /// <inheritdoc/>
    public void WriteMembers(JsonLine line)
    {
        line.Member("id"u8, Id);
        line.Member("networkId"u8, NetworkId);
        line.Member("namespace"u8, Namespace);
        line.Member("namespaceInode"u8, NamespaceInode);
        line.Member("interface"u8, Interface);
        line.Member("hostInterface"u8, HostInterface);
        line.Member("address"u8, Address);
        line.Member("macAddress"u8, MacAddress.ToString());
        line.Member("created"u8, Created);
        line.Member("iPv6Address"u8, IPv6Address);
        line.Member("aliases"u8, Aliases);
        line.Member("names"u8, Names);
        line.Member("dns"u8, Dns);
        line.Member("container"u8, Container);
        line.Member("isolated"u8, Isolated);
        line.Member("routesBySource"u8, RoutesBySource);
        line.Member("ports"u8, Ports);
        line.Member("hostAddresses"u8, HostAddresses);
    }

    /// <summary>The namespace that is attached.</summary>
    public NamespaceReference Place() => Container is null ? NamespaceReference.Parse(Namespace) : NamespaceReference.OfContainer(Namespace, Container);

    public IPAddress[] Addresses() => IPv6Address is null ? [Address] : [Address, IPv6Address];

    /// <summary>All names that it is found by, its own first.</summary>
    public IReadOnlyList<string> AllNames() => Names.Count + Aliases.Count == 0 ? [] : [.. Names.Concat(Aliases).Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>The firewall's elements for it: which frames its port accepts, and what maps to it.</summary>
    public FirewallElement[] ToElements() => Ports.Count + HostAddresses.Count == 0 ? Guards() : [.. WaysIn(), .. Guards()];

    /// <summary>Whose frames its port takes.</summary>
    public FirewallElement[] Guards()
    {
        if (HostInterface.Length == 0) return [];
        FirewallElement[] guards = Array.ConvertAll(Addresses(), FirewallElement (address) => new EndpointElement(HostInterface, MacAddress, address));
        return Isolated ? [.. guards, new IsolatedPort(HostInterface)] : guards;
    }

    /// <summary>What maps to it from outside: published ports and mapped addresses.</summary>
    public IEnumerable<FirewallElement> WaysIn()
        => [.. Ports.Select(port => port.ToElement(this)), .. HostAddresses.Select(address => new MappedAddress(address, AddressLike(address)!))];

    /// <summary>Its address of the same family; null where it has none.</summary>
    public IPAddress? AddressLike(IPAddress other) => other.AddressFamily == Address.AddressFamily ? Address : IPv6Address;
}

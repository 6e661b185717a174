using System.Net;

namespace ContainerNet;

/// <summary>A namespace's place on a network: an interface inside, its other end on the bridge, and a leased address.</summary>
public sealed record ContainerEndpoint
{
    /// <summary>64 hexadecimal digits, unique.</summary>
    public required string Id { get; init; }

    /// <summary>The network's name.</summary>
    public required string Network { get; init; }

    /// <summary>The namespace that is attached.</summary>
    public required NamespaceReference Namespace { get; init; }

    /// <summary>The container whose namespace it is; null for any other namespace.</summary>
    public string? Container { get; init; }

    /// <summary>The interface inside.</summary>
    public required string InterfaceAlias { get; init; }

    /// <summary>The interface outside, a port of the network's bridge; empty on a macvlan network.</summary>
    public required string HostInterface { get; init; }

    /// <summary>The leased address.</summary>
    public required IPAddress IPAddress { get; init; }

    /// <summary>The subnet's prefix length in bits.</summary>
    public required int PrefixLength { get; init; }

    /// <summary>The network's gateway.</summary>
    public required IPAddress Gateway { get; init; }

    /// <summary>The leased IPv6 address, on a network that has them.</summary>
    public IPAddress? IPv6Address { get; init; }

    /// <summary>The IPv6 subnet's prefix length in bits.</summary>
    public int? IPv6PrefixLength { get; init; }

    /// <summary>The network's IPv6 gateway.</summary>
    public IPAddress? IPv6Gateway { get; init; }

    /// <summary>Its own names on the network: a container's name and the beginning of its id.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Names it answers to on the network besides its own.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The MAC address inside, unless another was asked for derived from the leased one as Docker does it.</summary>
    public required MacAddress MacAddress { get; init; }

    /// <summary>The network and who is attached: <c>bridge/web</c>.</summary>
    public override string ToString() => $"{Network}/{Container ?? Namespace.ToString()}";
}

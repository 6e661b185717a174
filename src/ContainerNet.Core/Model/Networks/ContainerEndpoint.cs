using System.Net;

namespace ContainerNet;

/// <summary>A namespace's place on a network: an interface inside, its other end on the bridge, and a leased address.</summary>
public sealed class ContainerEndpoint
{
    internal ContainerEndpoint(NamespaceReference place, IPAddress address, IPAddress gateway, MacAddress mac) => (NamespaceValue, IPAddressValue, GatewayValue, MacAddressValue) = (place, address, gateway, mac);

    /// <summary>64 hexadecimal digits, unique.</summary>
    public required string Id { get; init; }

    /// <summary>The network's name.</summary>
    public required string Network { get; init; }

    /// <summary>The namespace that is attached.</summary>
    public string Namespace => NamespaceValue.ToString();

    /// <summary>The same as a value.</summary>
    internal NamespaceReference NamespaceValue { get; }

    /// <summary>The container whose namespace it is; null for any other namespace.</summary>
    public string? Container { get; init; }

    /// <summary>The interface inside.</summary>
    public required string InterfaceAlias { get; init; }

    /// <summary>The interface outside, a port of the network's bridge; empty on a macvlan network.</summary>
    public required string HostInterface { get; init; }

    /// <summary>The leased address.</summary>
    public string IPAddress => IPAddressValue.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress IPAddressValue { get; }

    /// <summary>The subnet's prefix length in bits.</summary>
    public required int PrefixLength { get; init; }

    /// <summary>The network's gateway.</summary>
    public string Gateway => GatewayValue.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress GatewayValue { get; }

    /// <summary>The leased IPv6 address, on a network that has them.</summary>
    public string? IPv6Address => IPv6AddressValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress? IPv6AddressValue { get; init; }

    /// <summary>The IPv6 subnet's prefix length in bits.</summary>
    public int? IPv6PrefixLength { get; init; }

    /// <summary>The network's IPv6 gateway.</summary>
    public string? IPv6Gateway => IPv6GatewayValue?.ToString();

    /// <summary>The same as a value.</summary>
    internal IPAddress? IPv6GatewayValue { get; init; }

    /// <summary>Its own names on the network: a container's name and the beginning of its id.</summary>
    public IReadOnlyList<string> Names { get; init => field = Readable.List(value); } = ReadableList<string>.Empty;

    /// <summary>Names it answers to on the network besides its own.</summary>
    public IReadOnlyList<string> Aliases { get; init => field = Readable.List(value); } = ReadableList<string>.Empty;

    /// <summary>The MAC address inside, derived, unless another was requested, from the leased one as Docker does it.</summary>
    public string MacAddress => MacAddressValue.ToString();

    /// <summary>The same as a value.</summary>
    internal MacAddress MacAddressValue { get; }

    /// <summary>The network and what is attached: <c>bridge/web</c>.</summary>
    public override string ToString() => $"{Network}/{Container ?? NamespaceValue.ToString()}";
}

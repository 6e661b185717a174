using System.Net;

namespace ContainerNet;

/// <summary>How a namespace is attached.</summary>
public sealed record EndpointOptions
{
    /// <summary>Its addresses, at most one a family; the network's next free ones where none is given.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    /// <summary>The MAC address inside; derived from the IPv4 address when null.</summary>
    public MacAddress? MacAddress { get; init; }

    /// <summary>Names it answers to on the network besides its own.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Its own names, by which it is found on the network: a container's name and the beginning of its id.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The name servers that it is to be answered by for what is no name of the network's; the configured ones when there are none, else the host's.</summary>
    public IReadOnlyList<IPAddress> Dns { get; init; } = [];

    /// <summary>The interface's name inside; the first free of eth0, eth1, … when null.</summary>
    public string? InterfaceName { get; init; }

    /// <summary>Ports to publish in the same step.</summary>
    public IReadOnlyList<PortPublication> Publish { get; init; } = [];

    /// <summary>The container whose namespace it is. Null when no container owns it, or when the namespace's path identifies the container.</summary>
    internal EndpointOwner? Container { get; init; }

    /// <summary>Whether the namespace is on another network by the time this is carried out, though it may not be now.</summary>
    internal bool IsFurther { get; init; }

    /// <summary>The ids of endpoints that will be removed before this runs: what they hold counts as free.</summary>
    internal IReadOnlyList<string> Without { get; init; } = [];

    internal void Check()
    {
        if (InterfaceName is { } interfaceName) ContainerNet.InterfaceName.Check(interfaceName);
        if (Addresses.GroupBy(address => address.AddressFamily).FirstOrDefault(family => family.Count() > 1) is { } twice)
            throw ContainerNetException.Invalid("InvalidIPAddress", twice.Last(), $"{string.Join(" and ", twice)} are two addresses of one family. An endpoint has one address of each family.");
        foreach (string name in Names.Concat(Aliases)) CheckName(name);
    }

    private static void CheckName(string alias)
    {
        if (!DomainName.IsValid(alias)) throw ContainerNetException.Invalid("InvalidAlias", alias, $"'{alias}' is not an alias. {DomainName.Rule} An alias has at most {DomainName.MaxLength} characters.");
    }
}

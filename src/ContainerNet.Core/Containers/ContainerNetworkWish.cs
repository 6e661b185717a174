using ContainerNet.Networks;

namespace ContainerNet.Containers;

/// <summary>A network that a container is to be attached to, and how.</summary>
/// <param name="Network">Its name.</param>
/// <param name="Options">How.</param>
internal sealed record ContainerNetworkWish(string Network, EndpointOptions Options)
{
    /// <summary>What a container that is kept wants of each of its networks.</summary>
    public static IReadOnlyList<ContainerNetworkWish> Of(NetHost host, ContainerRecord container, ContainerNetworking networking)
        => Of(host, container.Options, networking, container.Program.ExposedPorts);

    /// <summary>What the container wants of each of its networks: addresses on the first, ports published by the first that publishes any.</summary>
    public static IReadOnlyList<ContainerNetworkWish> Of(NetHost host, ContainerOptions options, ContainerNetworking networking, IReadOnlyList<string> exposed)
    {
        if (networking.Mode != NetworkMode.Networks) return [];
        string publisher = networking.Names.FirstOrDefault(name => Publishes(host, name)) ?? networking.Names[0];
        string[] prefixes = [.. networking.Names.Select(name => NetworkOperations.Require(host.State.Networks, name).InterfacePrefix ?? "eth")];
        return [.. networking.Names.Select((name, place) => new ContainerNetworkWish(name, new EndpointOptions
        {
            InterfaceName = $"{prefixes[place]}{prefixes.Take(place).Count(prefix => prefix == prefixes[place])}",
            Addresses = place == 0 ? options.Addresses : [],
            MacAddress = place == 0 ? options.MacAddress : null,
            Aliases = options.NetworkAliases,
            Publish = name == publisher ? ContainerPorts.Wanted(options, exposed) : [],
        }))];
    }

    private static bool Publishes(NetHost host, string name)
        => NetworkOperations.Require(host.State.Networks, name) is { Driver: NetworkDrivers.Bridge, Internal: false };
}

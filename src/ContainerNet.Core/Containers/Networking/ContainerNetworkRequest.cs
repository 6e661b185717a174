using ContainerNet.Containers.Records;
using ContainerNet.Networks;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Networking;

/// <summary>A network that a container is to be attached to, and how.</summary>
/// <param name="Network">Its name.</param>
/// <param name="Options">How.</param>
internal sealed record ContainerNetworkRequest(string Network, EndpointOptions Options)
{
    /// <summary>What a container that is kept wants of each of its networks.</summary>
    public static IReadOnlyList<ContainerNetworkRequest> Of(HostContext host, ContainerRecord container, ContainerNetworking networking)
        => [.. Of(host, container.Options, networking, container.Program.ExposedPorts).Select(wish => wish with { Options = wish.Options with { Container = ContainerPorts.OwnerOf(container) } })];

    /// <summary>What the container wants of each of its networks: addresses on the first, ports published by the first that publishes any.</summary>
    public static IReadOnlyList<ContainerNetworkRequest> Of(HostContext host, ContainerOptions options, ContainerNetworking networking, IReadOnlyList<string> exposed)
    {
        if (networking.Mode != NetworkMode.Networks) return [];
        string publisher = networking.Names.FirstOrDefault(name => Publishes(host, name)) ?? networking.Names[0];
        string[] prefixes = [.. networking.Names.Select(name => DefaultNetworks.Require(host.State.Networks, name).InterfacePrefix ?? "eth")];
        return [.. networking.Names.Select((name, place) => new ContainerNetworkRequest(name, new EndpointOptions
        {
            InterfaceName = $"{prefixes[place]}{prefixes.Take(place).Count(prefix => prefix == prefixes[place])}",
            IsFurther = place > 0,
            Addresses = place == 0 ? options.Addresses : [],
            MacAddress = place == 0 ? options.MacAddress : null,
            Aliases = options.NetworkAliases,
            Publish = name == publisher ? ContainerPorts.Wanted(options, exposed) : [],
        }))];
    }

    private static bool Publishes(HostContext host, string name) => DefaultNetworks.Require(host.State.Networks, name).PublishesPorts;
}

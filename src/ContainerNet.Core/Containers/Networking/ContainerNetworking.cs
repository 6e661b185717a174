using ContainerNet.Configuration;
using ContainerNet.Networks;
using ContainerNet.Networks.Drivers;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Containers.Networking;

/// <summary>What network a container is given.</summary>
internal enum NetworkMode
{
    /// <summary>A namespace of its own, attached to networks.</summary>
    Networks,

    /// <summary>A namespace of its own with lo alone.</summary>
    None,

    /// <summary>The host's.</summary>
    Host,

    /// <summary>Another container's.</summary>
    Joined,
}

/// <summary>What a container's -Network says.</summary>
/// <param name="Mode">Which kind it is.</param>
/// <param name="Names">The names of the networks, or of the container that is joined.</param>
internal sealed record ContainerNetworking(NetworkMode Mode, IReadOnlyList<string> Names)
{
    /// <summary>The request, or the default.</summary>
    public required IReadOnlyList<string> Asked { get; init; }

    private const string JoinPrefix = "container:";

    /// <summary>Whether it has a network namespace of its own.</summary>
    public bool HasOwnNamespace => Mode is NetworkMode.Networks or NetworkMode.None;

    /// <summary>Reads the request, and checks that its networks exist.</summary>
    /// <exception cref="ContainerNetException">There is no such network, or the options conflict.</exception>
    public static ContainerNetworking Of(HostContext host, ContainerOptions options)
    {
        IReadOnlyList<string> asked = options.Networks.Count > 0 ? options.Networks : [DefaultName(host)];
        ContainerNetworking networking = asked is [var only] ? OfOne(host, only) : new ContainerNetworking(NetworkMode.Networks, [.. asked.Distinct()]) { Asked = asked };
        if (networking.Mode == NetworkMode.Networks)
        {
            foreach (string name in networking.Names) RequireEndpoints(host, name);
        }
        networking.Check(options);
        return networking;
    }

    private static string DefaultName(HostContext host) => host.Configuration.Get().DefaultNetwork.Enabled ? DefaultNetworks.BridgeName : DefaultNetworks.NoneName;

    private static ContainerNetworking OfOne(HostContext host, string name)
    {
        if (name.StartsWith(JoinPrefix, StringComparison.Ordinal)) return new ContainerNetworking(NetworkMode.Joined, [name[JoinPrefix.Length..]]) { Asked = [name] };
        return DefaultNetworks.Require(host.State.Networks, name).Driver switch
        {
            NetworkDrivers.Host => new ContainerNetworking(NetworkMode.Host, []) { Asked = [name] },
            NetworkDrivers.Null => new ContainerNetworking(NetworkMode.None, []) { Asked = [name] },
            _ => new ContainerNetworking(NetworkMode.Networks, [name]) { Asked = [name] },
        };
    }

    private static void RequireEndpoints(HostContext host, string name)
    {
        if (name.StartsWith(JoinPrefix, StringComparison.Ordinal) || DefaultNetworks.Require(host.State.Networks, name).Driver is NetworkDrivers.Host or NetworkDrivers.Null)
            throw Conflict(name, $"'{name}' cannot be combined with other networks. A container that uses it has no other network.");
    }

    // What belongs to a network of its own cannot be given to a container that shares another's.
    private void Check(ContainerOptions options)
    {
        string? without = Mode switch
        {
            NetworkMode.Joined => FirstGiven(options) ?? FirstGivenOfFiles(options) ?? OwnUsers(options),
            NetworkMode.Host => FirstGiven(options) ?? OwnUsers(options),
            NetworkMode.None => FirstGiven(options),
            _ => null,
        };
        if (without is not null) throw Conflict(without, $"-{without} cannot be combined with the network '{string.Join(", ", options.Networks)}', because the container does not have a network namespace of its own.");
    }

    private static string? FirstGiven(ContainerOptions options)
        => options.Addresses.Count > 0 ? "IPAddress"
            : options.MacAddress is not null ? "MacAddress"
            : options.NetworkAliases.Count > 0 ? "NetworkAlias"
            : options.Publish.Count > 0 ? "Publish"
            : options.PublishAll ? "PublishAll"
            : options.Links.Count > 0 ? "Link"
            : null;

    // A network has to belong to the user namespace of the processes in it.
    private static string? OwnUsers(ContainerOptions options) => options.UserNamespace is null ? null : "UserNamespace";

    private static string? FirstGivenOfFiles(ContainerOptions options)
        => options.HostName is not null ? "HostName"
            : options.DomainName is not null ? "DomainName"
            : options.Dns.Count > 0 ? "Dns"
            : options.DnsSearch.Count > 0 ? "DnsSearch"
            : options.DnsOptions.Count > 0 ? "DnsOption"
            : options.AddHost.Count > 0 ? "AddHost"
            : null;

    private static ContainerNetException Conflict(string subject, string message) => ContainerNetException.Invalid("NetworkConflict", subject, message);
}

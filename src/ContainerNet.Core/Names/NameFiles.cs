using System.Net;
using ContainerNet.Networks;

namespace ContainerNet.Names;

/// <summary>
/// What aardvark-dns is told (config.md of its repository): a file a network, whose first line says where it listens and whom
/// it asks for what it does not know, each further line who is found at which addresses by which names.
/// </summary>
internal static class NameFiles
{
    // aardvark-dns forwards nothing from a network whose file is called so, from version 1.11 on.
    private const string InternalSuffix = "%int";

    // For older ones: where nothing can be sent to, so that what is asked inside stays inside.
    private static readonly IPAddress[] _nowhere = [IPAddress.Broadcast];

    /// <summary>Whether the server answers for names on the network. Docker's default network has none either.</summary>
    public static bool HasNames(NetworkRecord network, IEnumerable<EndpointRecord> endpoints)
        => network.Bridge is not null && !DefaultNetworks.IsDefault(network.Name) && endpoints.Any(endpoint => endpoint.NetworkId == network.Id && endpoint.AllNames().Count > 0);

    /// <summary>Where the server listens for a network: at the bridge's own addresses.</summary>
    public static IEnumerable<IPAddress> ListensAt(NetworkRecord network) => network.Pools().Select(pool => pool.BridgeAddress ?? pool.Gateway);

    /// <summary>The files of all networks that have names, by name.</summary>
    /// <param name="networks">All networks.</param>
    /// <param name="endpoints">All endpoints.</param>
    /// <param name="configured">The servers that are configured for containers.</param>
    /// <param name="hostServers">The host's own servers.</param>
    public static Dictionary<string, string> Build(IEnumerable<NetworkRecord> networks, IReadOnlyList<EndpointRecord> endpoints, Func<IReadOnlyList<IPAddress>> configured, Func<IReadOnlyList<IPAddress>> hostServers)
    {
        NetworkRecord[] named = [.. networks.Where(network => HasNames(network, endpoints))];
        if (named.Length == 0) return [];
        // The servers of all networks of whoever asks are taken together, and only without any the host's: beside an internal
        // network those have to be named.
        IReadOnlyList<IPAddress> forward = configured() is { Count: > 0 } servers ? servers : named.Any(network => network.Internal) ? hostServers() : [];
        return named.ToDictionary(
            network => network.Internal ? network.Id + InternalSuffix : network.Id,
            network => Text(network, endpoints.Where(endpoint => endpoint.NetworkId == network.Id), network.Internal ? _nowhere : forward));
    }

    private static string Text(NetworkRecord network, IEnumerable<EndpointRecord> endpoints, IReadOnlyList<IPAddress> forward)
        => string.Concat(new[] { $"{string.Join(',', ListensAt(network))}{Column(forward)}" }.Concat(endpoints.Select(endpoint => Line(endpoint, network.Internal))).Select(line => $"{line}\n"));

    // Endpoints of one namespace are one container, which sees the names of all its networks. One without a name may ask too.
    private static string Line(EndpointRecord endpoint, bool isInternal)
    {
        IReadOnlyList<string> names = endpoint.AllNames() is { Count: > 0 } own ? own : [endpoint.Id[..12]];
        return $"{endpoint.NamespaceInode} {endpoint.Address} {endpoint.IPv6Address} {string.Join(',', names)}{Column(isInternal ? [] : endpoint.Dns)}";
    }

    private static string Column(IReadOnlyList<IPAddress> servers) => servers.Count == 0 ? "" : $" {string.Join(',', servers)}";
}

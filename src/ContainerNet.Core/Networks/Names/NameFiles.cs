using System.Net;
using System.Net.Sockets;
using ContainerNet.Networks.Records;

namespace ContainerNet.Networks.Names;

/// <summary>
/// What aardvark-dns is told (config.md of its repository): a file a network, whose first line says where it listens and whom
/// it asks for what it does not know, each further line an endpoint with its addresses and names.
/// </summary>
internal static class NameFiles
{
    // aardvark-dns forwards nothing from a network whose file is called so, from version 1.11 on.
    private const string InternalSuffix = "%int";

    // For older ones: where nothing can be sent to, so that what is asked inside stays inside.
    private static readonly IPAddress[] _nowhere = [IPAddress.Broadcast];

    /// <summary>The files of all networks that have names, by name.</summary>
    /// <param name="networks">All networks.</param>
    /// <param name="endpoints">All endpoints.</param>
    /// <param name="upstream">The servers for names of the outside, without those addresses at which the server itself listens.</param>
    public static Dictionary<string, string> Build(IEnumerable<NetworkRecord> networks, IReadOnlyList<EndpointRecord> endpoints, Func<IEnumerable<IPAddress>, IReadOnlyList<IPAddress>> upstream)
    {
        NetworkRecord[] named = [.. networks.Where(network => NamedNetwork.HasNames(network, endpoints))];
        if (named.Length == 0) return [];
        // Without a server here it would read the host's resolv.conf, and end at what it does not understand: an address with a
        // scope ends version 1.4, and options it does not know leave questions unanswered.
        IPAddress[] forward = [.. upstream(named.SelectMany(NamedNetwork.ListensAt)).Where(server => server.AddressFamily == AddressFamily.InterNetwork || server.ScopeId == 0)];
        if (forward.Length == 0) forward = _nowhere;
        return named.ToDictionary(
            network => network.Internal ? network.Id + InternalSuffix : network.Id,
            network => Text(network, endpoints.Where(endpoint => endpoint.NetworkId == network.Id), network.Internal ? _nowhere : forward));
    }

    private static string Text(NetworkRecord network, IEnumerable<EndpointRecord> endpoints, IReadOnlyList<IPAddress> forward)
        => string.Concat(new[] { $"{string.Join(',', NamedNetwork.ListensAt(network))}{Column(forward)}" }.Concat(endpoints.Select(endpoint => Line(endpoint, network.Internal))).Select(line => $"{line}\n"));

    // Endpoints of one namespace are one container, which sees the names of all its networks. One without a name may ask too.
    private static string Line(EndpointRecord endpoint, bool isInternal)
    {
        IReadOnlyList<string> names = endpoint.AllNames() is { Count: > 0 } own ? own : [endpoint.Id[..12]];
        return $"{endpoint.NamespaceInode} {endpoint.Address} {endpoint.IPv6Address} {string.Join(',', names)}{Column(isInternal ? [] : endpoint.Dns)}";
    }

    private static string Column(IReadOnlyList<IPAddress> servers) => servers.Count == 0 ? "" : $" {string.Join(',', servers)}";
}

using System.Net;
using ContainerNet.Netlink.SocketDiag;
using ContainerNet.Networks.Records;

namespace ContainerNet.Networks.Names;

/// <summary>Which networks have a name server, and where it listens.</summary>
internal static class NamedNetwork
{
    /// <summary>Whether names of a network can be requested at its bridge. Docker's default network has no names either.</summary>
    public static bool CanAnswer(NetworkRecord network) => network.Bridge is not null && !DefaultNetworks.IsDefault(network.Name);

    /// <summary>Whether the server answers for names on the network: one of its endpoints has a name.</summary>
    public static bool HasNames(NetworkRecord network, IEnumerable<EndpointRecord> endpoints)
        => CanAnswer(network) && endpoints.Any(endpoint => endpoint.NetworkId == network.Id && endpoint.AllNames().Count > 0);

    /// <summary>The addresses that the server listens at for a network: the bridge's own.</summary>
    public static IEnumerable<IPAddress> ListensAt(NetworkRecord network) => network.Pools().Select(pool => pool.OwnAddress());

    /// <summary>Whether a socket is at a place where the name server listens.</summary>
    public static bool IsServer(ListeningSocket socket, IEnumerable<NetworkRecord> networks)
        => socket.Port == NameServer.Port && networks.Where(CanAnswer).SelectMany(ListensAt).Contains(socket.Address);
}

using System.Net;
using ContainerNet.Networks.Records;

namespace ContainerNet.Networks.Names;

/// <summary>
/// The names of all endpoints: one view of the state, which does not change. An endpoint's namespace sees the names of all
/// networks that it is on, and of no other network.
/// </summary>
internal sealed class NameDirectory
{
    private readonly Dictionary<(string NetworkId, IPAddress Address), EndpointRecord> _byAddress = [];
    private readonly Dictionary<(string NetworkId, string Name), List<EndpointRecord>> _byName = [];
    private readonly Dictionary<ulong, NameMember> _members;

    /// <summary>Makes the directory.</summary>
    /// <param name="networks">All networks.</param>
    /// <param name="endpoints">All endpoints.</param>
    public NameDirectory(IReadOnlyList<NetworkRecord> networks, IReadOnlyList<EndpointRecord> endpoints)
    {
        foreach (EndpointRecord endpoint in endpoints) Add(endpoint);
        _members = endpoints.GroupBy(endpoint => endpoint.NamespaceInode).ToDictionary(group => group.Key, group => ToMember(networks, [.. group]));
        HashSet<string> named = [.. _byName.Keys.Select(key => key.NetworkId)];
        Listeners = [.. networks.Where(network => named.Contains(network.Id) && NamedNetwork.CanAnswer(network))
            .SelectMany(network => NamedNetwork.ListensAt(network).Select(address => new NameListener(network.Id, network.Bridge!, address)))];
    }

    /// <summary>Where the server has to listen.</summary>
    public IReadOnlyList<NameListener> Listeners { get; }

    /// <summary>The endpoint that has an address on a network; null where no endpoint has it.</summary>
    public NameMember? MemberAt(string networkId, IPAddress address) => _byAddress.TryGetValue((networkId, address), out EndpointRecord? endpoint) ? _members[endpoint.NamespaceInode] : null;

    /// <summary>The addresses that a member finds by a name, <c>NAME</c> or, as with Docker, <c>NAME.NETWORK</c>.</summary>
    /// <param name="member">The endpoint that asks.</param>
    /// <param name="name">The name, in lower case and without a dot at its end.</param>
    /// <returns>Null when no endpoint on the member's networks has the name.</returns>
    public IReadOnlyList<IPAddress>? Find(NameMember member, string name)
    {
        List<EndpointRecord> found = [.. member.Networks.SelectMany(network => On(network, name))];
        int dot = name.LastIndexOf('.');
        if (found.Count == 0 && dot > 0)
            found = [.. member.Networks.Where(network => name.AsSpan(dot + 1).Equals(network.Name, StringComparison.OrdinalIgnoreCase)).SelectMany(network => On(network, name[..dot]))];
        return found.Count == 0 ? null : [.. found.SelectMany(endpoint => endpoint.Addresses()).Distinct()];
    }

    /// <summary>The names of an address, each with its network's name after it; empty where no endpoint on the member's networks has the address and a name.</summary>
    public IReadOnlyList<string> NamesOf(NameMember member, IPAddress address)
        => [.. from network in member.Networks
               where _byAddress.ContainsKey((network.Id, address))
               from name in _byAddress[(network.Id, address)].AllNames()
               select $"{name}.{network.Name}"];

    /// <summary>Whether an address is one of a member's networks, so that no outside server knows its name.</summary>
    public static bool IsInside(NameMember member, IPAddress address) => member.Networks.Any(network => network.Pools().Any(pool => pool.Subnet.Contains(address)));

    private List<EndpointRecord> On(NetworkRecord network, string name) => _byName.GetValueOrDefault((network.Id, name)) ?? [];

    private void Add(EndpointRecord endpoint)
    {
        // The newest has an address that an endpoint without a namespace left behind.
        foreach (IPAddress address in endpoint.Addresses()) _byAddress[(endpoint.NetworkId, address)] = endpoint;
        foreach (string name in endpoint.AllNames())
        {
            (string NetworkId, string Name) key = (endpoint.NetworkId, name.TrimEnd('.').ToLowerInvariant());
            if (_byName.TryGetValue(key, out List<EndpointRecord>? others)) others.Add(endpoint);
            else _byName.Add(key, [endpoint]);
        }
    }

    private static NameMember ToMember(IReadOnlyList<NetworkRecord> networks, EndpointRecord[] endpoints)
    {
        NetworkRecord[] joined = [.. networks.Where(network => endpoints.Any(endpoint => endpoint.NetworkId == network.Id))];
        return new NameMember(
            endpoints[0].NamespaceInode,
            [.. joined.Where(network => !DefaultNetworks.IsDefault(network.Name))],
            joined.Any(network => !network.Internal),
            endpoints.Select(endpoint => endpoint.Dns).FirstOrDefault(servers => servers.Count > 0) ?? []);
    }
}

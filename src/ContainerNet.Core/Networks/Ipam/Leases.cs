using System.Net;
using System.Net.Sockets;
using ContainerNet.Host.Links;
using ContainerNet.Networks.Drivers;
using ContainerNet.Networks.Endpoints;
using ContainerNet.Networks.Records;
using ContainerNet.Plans;

namespace ContainerNet.Networks.Ipam;

/// <summary>Chooses what a new endpoint gets of a network: free addresses, and a MAC address.</summary>
/// <param name="session">The operation.</param>
/// <param name="network">The network.</param>
/// <param name="without">The ids of endpoints that count as removed.</param>
internal sealed class Leases(PlanSession session, NetworkRecord network, IReadOnlyList<string> without)
{
    // A namespace that another tool removed took its interface along. To ask for all would make each attachment cost more
    // than the one before, so a few are requested each time, and all when they are needed.
    private const int Sample = 8;

    private readonly List<EndpointRecord> _others = [.. session.Host.State.Endpoints.Where(endpoint => endpoint.NetworkId == network.Id && !without.Contains(endpoint.Id))];

    /// <summary>Addresses that are never chosen, but may be requested.</summary>
    public IReadOnlyCollection<IPAddress> Reserved { get; init; } = [];

    /// <summary>Endpoints whose namespace no longer exists: what they hold is free.</summary>
    public List<EndpointRecord> Dead { get; } = [];

    /// <summary>Counts an endpoint without its interface as dead, even if its namespace exists.</summary>
    public void Reclaim(EndpointRecord endpoint)
    {
        _others.RemoveAll(other => other.Id == endpoint.Id);
        Dead.Add(endpoint);
    }

    /// <summary>The endpoint's IPv4 address, and its IPv6 one where the network has any.</summary>
    public (IPAddress IPv4, IPAddress? IPv6) Choose(IReadOnlyList<IPAddress> wanted)
    {
        foreach (IPAddress address in wanted)
        {
            if (!network.Pools().Any(pool => pool.Subnet.BaseAddress.AddressFamily == address.AddressFamily))
                throw ContainerNetException.Invalid("InvalidIPAddress", address, $"{address} cannot be assigned: network '{network.Name}' has no {(address.AddressFamily == AddressFamily.InterNetwork ? "IPv4" : "IPv6")} addresses.");
        }
        Reclaim(_others.Count <= Sample ? [.. _others] : Random.Shared.GetItems(_others.ToArray(), Sample).Distinct());
        return (Choose(network.IPv4!, wanted), network.IPv6 is null ? null : Choose(network.IPv6, wanted));
    }

    /// <summary>The MAC address that is requested, or 02:42 and the four bytes of the IPv4 one (netutils.GenerateMACFromIP in Docker): the next owner of the address has the same.</summary>
    public MacAddress Mac(MacAddress? wanted, IPAddress address)
    {
        if (wanted is not { } mac) return new MacAddress([0x02, 0x42, .. address.GetAddressBytes()]);
        LinkOperations.CheckMac(mac);
        if (_others.Find(other => other.MacAddress == mac) is { } holder && IsAlive(holder))
            throw ContainerNetException.InUse("MacAddressInUse", mac, $"The MAC address {mac} is in use on network '{network.Name}' by {holder.Place().Description}.");
        return mac;
    }

    private IPAddress Choose(NetworkPool pool, IReadOnlyList<IPAddress> wanted)
    {
        AddressFamily family = pool.Subnet.BaseAddress.AddressFamily;
        if (wanted.FirstOrDefault(address => address.AddressFamily == family) is { } address) return Take(pool, address);
        IPAddress? last = _others.Count == 0 && family == AddressFamily.InterNetworkV6 ? null : LastOf(family);
        if (AddressPool.Next(pool.Subnet, pool.Range, NotToChoose(pool), last) is { } next) return next;
        Reclaim([.. _others]);
        return AddressPool.Next(pool.Subnet, pool.Range, NotToChoose(pool), last)
            ?? throw ContainerNetException.InUse("SubnetFull", pool.Subnet, $"Network '{network.Name}' has no free address left in {pool.Range ?? pool.Subnet}.");
    }

    private IPAddress Take(NetworkPool pool, IPAddress address)
    {
        NetworkRules.CheckHostAddress("InvalidIPAddress", "an endpoint's address", pool.Subnet, address);
        if (_others.Find(other => other.Addresses().Contains(address)) is { } holder) Reclaim([holder]);
        return Taken(pool).Contains(address) ? throw ContainerNetException.InUse("AddressInUse", address, $"{address} is in use on network '{network.Name}'.") : address;
    }

    // IPv6 addresses continue after the newest endpoint's; of IPv4 the last lease is kept, so that a freed one is used last.
    private IPAddress? LastOf(AddressFamily family)
    {
        if (family == AddressFamily.InterNetworkV6) return _others.LastOrDefault(other => other.IPv6Address is not null)?.IPv6Address;
        return session.Host.State.LastLease(network.Id) is { } text ? IPAddress.Parse(text) : null;
    }

    private HashSet<IPAddress> NotToChoose(NetworkPool pool)
    {
        HashSet<IPAddress> addresses = Taken(pool);
        addresses.UnionWith(Reserved);
        return addresses;
    }

    private HashSet<IPAddress> Taken(NetworkPool pool)
    {
        HashSet<IPAddress> taken = [.. pool.Reserved()];
        foreach (EndpointRecord other in _others) taken.UnionWith(other.Addresses());
        return taken;
    }

    private void Reclaim(IEnumerable<EndpointRecord> candidates)
    {
        EndpointRecord[] asked = [.. candidates];
        if (asked.Length == 0) return;
        HashSet<string> dead = [.. asked.Except(LiveEndpoints.Alive(session, asked)).Select(endpoint => endpoint.Id)];
        if (dead.Count == 0) return;
        Dead.AddRange(_others.Where(endpoint => dead.Contains(endpoint.Id)));
        _others.RemoveAll(endpoint => dead.Contains(endpoint.Id));
    }

    private bool IsAlive(EndpointRecord endpoint) => LiveEndpoints.IsAlive(session, endpoint);
}

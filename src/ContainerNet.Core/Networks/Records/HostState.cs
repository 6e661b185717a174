using ContainerNet.Plans;
using ContainerNet.State;

namespace ContainerNet.Networks.Records;

/// <summary>
/// What the kernel has no place for: network definitions, which last, and endpoints with their leases and ports, which end
/// with a reboot. Both are logs, changed under the host's lock.
/// </summary>
internal sealed class HostState : IDisposable
{
    private readonly ChangeLog<NetworkTable, NetworkChange> _networks;
    private readonly ChangeLog<EndpointTable, EndpointChange> _endpoints;

    public HostState(NetHostOptions options, StateLock stateLock)
    {
        Lock = stateLock;
        _networks = new(Path.Combine(options.StateDirectory, "networks.jsonl"), static () => ChangeJson.Default.NetworkChange, Lock, isDurable: true);
        _endpoints = new(Path.Combine(options.RunDirectory, "endpoints.jsonl"), static () => ChangeJson.Default.EndpointChange, Lock);
    }

    /// <summary>Held by a thread that changes something here.</summary>
    public StateLock Lock { get; }

    /// <summary>All networks, in the order they were made.</summary>
    public IReadOnlyList<NetworkRecord> Networks => _networks.Read(static table => table.Networks);

    /// <summary>All endpoints, in the order they were made.</summary>
    public IReadOnlyList<EndpointRecord> Endpoints => _endpoints.Read(static table => table.Endpoints);

    /// <summary>The endpoint with an id, or null.</summary>
    public EndpointRecord? FindEndpoint(string id) => _endpoints.Read(table => table.Find(id));

    /// <summary>The address that was leased last on a network, from which the next search continues; null on a new one.</summary>
    public string? LastLease(string networkId) => _endpoints.Read(table => table.LastLease(networkId));

    /// <summary>Keeps a network, at the place of its time; another with its id is replaced.</summary>
    public void SaveNetwork(NetworkRecord network) => _networks.Append(new NetworkChange { Save = network });

    /// <summary>Forgets a network, and what was leased last on it.</summary>
    public void ForgetNetwork(string id)
    {
        using StateLock.Holder held = Lock.Take();
        _networks.Append(new NetworkChange { Forget = id });
        SetLastLease(id, null);
    }

    /// <summary>Notes which address of a network was leased last; null forgets it.</summary>
    public void SetLastLease(string networkId, string? address)
    {
        using StateLock.Holder held = Lock.Take();
        if (LastLease(networkId) != address) _endpoints.Append(new EndpointChange { Lease = new LastLease(networkId, address) });
    }

    /// <summary>Keeps an endpoint as it is now, at the place of its time, and what was leased last with it.</summary>
    public void SaveEndpoint(EndpointRecord endpoint, LastLease? lease = null) => _endpoints.Append(new EndpointChange { Save = endpoint, Lease = lease });

    /// <summary>Forgets an endpoint, and notes with it what counts as leased last.</summary>
    public void ForgetEndpoint(string id, LastLease? lease = null) => _endpoints.Append(new EndpointChange { Forget = id, Lease = lease });

    /// <summary>Changes an endpoint, and notes what was leased last. A removed endpoint stays removed.</summary>
    public void ChangeEndpoint(string id, Func<EndpointRecord, EndpointRecord> change, LastLease? lease = null)
    {
        using StateLock.Holder held = Lock.Take();
        EndpointRecord? endpoint = FindEndpoint(id);
        if (endpoint is not null || lease is not null) _endpoints.Append(new EndpointChange { Save = endpoint is null ? null : change(endpoint), Lease = lease });
    }

    /// <summary>Closes what is held open.</summary>
    public void Dispose()
    {
        _networks.Dispose();
        _endpoints.Dispose();
    }
}

/// <summary>What is kept of the host's networks and endpoints.</summary>
internal static class HostStateService
{
    extension(HostContext host)
    {
        /// <summary>What is kept of the host's networks and endpoints.</summary>
        public HostState State => host.Get<HostState>();
    }
}

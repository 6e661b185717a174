using ContainerNet.State;

namespace ContainerNet.Networks.Records;

/// <summary>The endpoints, and what was leased last.</summary>
internal sealed class EndpointTable : IChangeTable<EndpointChange>
{
    // Sorted by creation time; usually the newest is last already.
    private readonly List<EndpointRecord> _endpoints = [];
    private readonly Dictionary<string, EndpointRecord> _byId = [];
    private readonly Dictionary<string, string> _lastLeases = [];
    private EndpointRecord[]? _snapshot;

    /// <summary>All endpoints, in the order they were made. The list stays as it is, whatever is changed later.</summary>
    public IReadOnlyList<EndpointRecord> Endpoints => _snapshot ??= [.. _endpoints];

    /// <inheritdoc/>
    public int Count => _endpoints.Count + _lastLeases.Count;

    /// <summary>The endpoint with an id, or null.</summary>
    public EndpointRecord? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>What was leased last on a network, or null.</summary>
    public string? LastLease(string network) => _lastLeases.GetValueOrDefault(network);

    /// <inheritdoc/>
    public void Apply(EndpointChange change)
    {
        if (change.Forget is { } id) Remove(id);
        if (change.Save is { } endpoint) Put(endpoint);
        if (change.Lease is { Address: { } address } lease) _lastLeases[lease.Network] = address;
        else if (change.Lease is { } forgotten) _lastLeases.Remove(forgotten.Network);
    }

    /// <inheritdoc/>
    public IEnumerable<EndpointChange> ToChanges()
        => [.. _endpoints.Select(endpoint => new EndpointChange { Save = endpoint }), .. _lastLeases.Select(lease => new EndpointChange { Lease = new LastLease(lease.Key, lease.Value) })];

    private void Put(EndpointRecord endpoint)
    {
        Remove(endpoint.Id);
        _endpoints.Insert(FirstBehind(endpoint.Created), endpoint);
        _byId[endpoint.Id] = endpoint;
        _snapshot = null;
    }

    private void Remove(string id)
    {
        if (!_byId.Remove(id, out EndpointRecord? endpoint)) return;
        int index = FirstBehind(endpoint.Created) - 1;
        while (!ReferenceEquals(_endpoints[index], endpoint)) index--;
        _endpoints.RemoveAt(index);
        _snapshot = null;
    }

    private int FirstBehind(DateTimeOffset time)
    {
        int low = 0, high = _endpoints.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_endpoints[middle].Created <= time) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}

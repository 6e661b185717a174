using ContainerNet.State;

namespace ContainerNet.Networks.Records;

/// <summary>The networks.</summary>
internal sealed class NetworkTable : IChangeTable<NetworkChange>
{
    /// <summary>All networks, in the order they were made. The list stays as it is, whatever is changed later.</summary>
    public IReadOnlyList<NetworkRecord> Networks { get; private set; } = [];

    /// <inheritdoc/>
    public int Count => Networks.Count;

    /// <inheritdoc/>
    public void Apply(NetworkChange change)
    {
        string? gone = change.Save?.Id ?? change.Forget;
        var networks = new List<NetworkRecord>(Networks.Count + 1);
        foreach (NetworkRecord network in Networks)
        {
            if (network.Id != gone) networks.Add(network);
        }
        if (change.Save is { } saved) networks.Insert(networks.FindLastIndex(other => other.Created <= saved.Created) + 1, saved);
        Networks = networks;
    }

    /// <inheritdoc/>
    public IEnumerable<NetworkChange> ToChanges() => Networks.Select(network => new NetworkChange { Save = network });
}

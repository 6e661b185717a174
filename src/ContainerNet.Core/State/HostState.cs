using System.Text.Json;
using System.Text.Json.Serialization;
using ContainerNet.Containers;
using ContainerNet.Networks;

namespace ContainerNet.State;

/// <summary>
/// What the kernel has no place for: network definitions, which last, and endpoints with their leases and ports, which end
/// with a reboot. Each is one JSON file, read whole and replaced whole, under the host's lock.
/// </summary>
internal sealed class HostState(NetHostOptions options)
{
    private readonly JsonFile<NetworkFile> _networks = new(Path.Combine(options.StateDirectory, "networks.json"), static () => StateJson.Default.NetworkFile);
    private readonly JsonFile<EndpointFile> _endpoints = new(Path.Combine(options.RunDirectory, "endpoints.json"), static () => StateJson.Default.EndpointFile);

    /// <summary>Held by whoever changes something here.</summary>
    public StateLock Lock { get; } = new(options.RunDirectory);

    /// <summary>All networks, in the order they were made.</summary>
    public IReadOnlyList<NetworkRecord> Networks => _networks.Read().Networks;

    /// <summary>All endpoints, in the order they were made.</summary>
    public IReadOnlyList<EndpointRecord> Endpoints => _endpoints.Read().Endpoints;

    /// <summary>The address that was leased last on a network, from which the next search goes on; null on a new one.</summary>
    public string? LastLease(string networkId) => _endpoints.Read().LastLeases.GetValueOrDefault(networkId);

    /// <summary>Replaces the list of networks by what the change makes of it.</summary>
    public void ChangeNetworks(Func<IReadOnlyList<NetworkRecord>, IEnumerable<NetworkRecord>> change)
    {
        using StateLock.Holder held = Lock.Take();
        NetworkFile file = _networks.Read();
        _networks.Write(file with { Networks = [.. change(file.Networks)] });
    }

    /// <summary>Notes which address of a network was leased last; null forgets it.</summary>
    public void SetLastLease(string networkId, string? address) => ChangeEndpointFile(file => WithLastLease(file, networkId, address));

    /// <summary>Replaces the list of endpoints by what the change makes of it.</summary>
    public void ChangeEndpoints(Func<IReadOnlyList<EndpointRecord>, IEnumerable<EndpointRecord>> change)
        => ChangeEndpointFile(file => file with { Endpoints = [.. change(file.Endpoints)] });

    /// <summary>The same, and notes which address of a network was leased last, all in one write.</summary>
    public void ChangeEndpoints(Func<IReadOnlyList<EndpointRecord>, IEnumerable<EndpointRecord>> change, string networkId, string? lastLease)
        => ChangeEndpointFile(file => WithLastLease(file with { Endpoints = [.. change(file.Endpoints)] }, networkId, lastLease));

    private static EndpointFile WithLastLease(EndpointFile file, string networkId, string? address)
    {
        if (file.LastLeases.GetValueOrDefault(networkId) == address) return file;
        var leases = new Dictionary<string, string>(file.LastLeases);
        if (address is null) leases.Remove(networkId);
        else leases[networkId] = address;
        return file with { LastLeases = leases };
    }

    private void ChangeEndpointFile(Func<EndpointFile, EndpointFile> change)
    {
        using StateLock.Holder held = Lock.Take();
        EndpointFile file = _endpoints.Read();
        EndpointFile changed = change(file);
        if (!ReferenceEquals(changed, file)) _endpoints.Write(changed);
    }
}

/// <summary>networks.json.</summary>
/// <param name="Networks">All networks.</param>
internal sealed record NetworkFile(IReadOnlyList<NetworkRecord> Networks)
{
    public NetworkFile() : this([]) { }
}

/// <summary>endpoints.json.</summary>
/// <param name="Endpoints">All endpoints.</param>
/// <param name="LastLeases">The last leased address by network id.</param>
internal sealed record EndpointFile(IReadOnlyList<EndpointRecord> Endpoints, IReadOnlyDictionary<string, string> LastLeases)
{
    public EndpointFile() : this([], new Dictionary<string, string>()) { }
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    Converters = [typeof(IPAddressJsonConverter), typeof(IPNetworkJsonConverter)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NetworkFile))]
[JsonSerializable(typeof(NetworkRecord))]
[JsonSerializable(typeof(EndpointFile))]
[JsonSerializable(typeof(ContainerFile))]
internal sealed partial class StateJson : JsonSerializerContext;

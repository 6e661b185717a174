using System.Text.Json;
using ContainerNet.State;

namespace ContainerNet.Networks.Records;

/// <summary>One change of what is kept of endpoints: a line of endpoints.jsonl. All that is in it happens at once.</summary>
internal sealed record EndpointChange : IChange, IJsonObject
{
    /// <summary>An endpoint as it is from now on.</summary>
    public EndpointRecord? Save { get; init; }

    /// <summary>The id of an endpoint that is no more.</summary>
    public string? Forget { get; init; }

    /// <summary>What was leased last on a network.</summary>
    public LastLease? Lease { get; init; }

    /// <inheritdoc/>
    public void WriteMembers(JsonLine line)
    {
        line.Member("save"u8, Save);
        line.Member("forget"u8, Forget);
        line.Member("lease"u8, Lease);
    }

    /// <inheritdoc/>
    public void Check()
    {
        if (Save is null && Forget is null && Lease is null) throw new JsonException("The line contains no change.");
        if (Save is not { } endpoint) return;
        if (HasGap(endpoint.Aliases) || HasGap(endpoint.Names) || HasGap(endpoint.Dns) || HasGap(endpoint.Ports) || HasGap(endpoint.HostAddresses)) throw new JsonException("A list is missing or contains null.");
        if (endpoint.Ports.Select(port => port.HostAddress).Concat(endpoint.HostAddresses).Any(address => endpoint.AddressLike(address) is null))
            throw new JsonException("The endpoint has no address of the same family as an address that is mapped to it.");
    }

    // One that is left out of the JSON is null, whatever the property begins with.
    private static bool HasGap<T>(IReadOnlyList<T>? list) where T : class => list is null || list.Contains(null);
}

/// <summary>The last lease on a network, from which the next search continues.</summary>
/// <param name="Network">The network's id, or what else things are leased from.</param>
/// <param name="Address">The address; null when nothing counts as leased.</param>
internal sealed record LastLease(string Network, string? Address = null) : IJsonObject
{
    /// <inheritdoc/>
    public void WriteMembers(JsonLine line)
    {
        line.Member("network"u8, Network);
        line.Member("address"u8, Address);
    }
}

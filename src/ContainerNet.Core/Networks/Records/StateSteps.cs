using System.Net;
using ContainerNet.Networks.Ports;
using ContainerNet.Plans;
using ContainerNet.State;

namespace ContainerNet.Networks.Records;

/// <summary>A step that changes what is kept in files, and so equals no command of the kernel's tools.</summary>
internal abstract record StateStep : Step
{
    internal override string Noun => "State";
}

/// <summary>Keeps a network.</summary>
/// <param name="Network">The network.</param>
/// <param name="LastLease">The address that was leased last on it; null on a new one.</param>
internal sealed record SaveNetwork(NetworkRecord Network, string? LastLease = null) : StateStep, IJsonObject
{
    public override string Command => $"# keep network '{Network.Name}' ({string.Join(", ", Network.Pools().Select(pool => pool.Subnet))})";

    internal override Step Inverse => new ForgetNetwork(Network, LastLease);

    internal override bool IsHarmlessToUndo => true;

    internal override Step Journaled => new SaveNetwork(new NetworkRecord(Network.Id, Network.Name, Network.Driver, Network.Created));

    internal override void Apply(PlanSession session)
    {
        session.Host.State.SaveNetwork(Network);
        if (LastLease is not null) session.Host.State.SetLastLease(Network.Id, LastLease);
    }

    /// <inheritdoc/>
    public void WriteMembers(JsonLine line)
    {
        line.Member("network"u8, Network);
        line.Member("lastLease"u8, LastLease);
    }
}

/// <summary>Forgets a network.</summary>
/// <param name="Network">The network.</param>
/// <param name="LastLease">The address that was leased last on it, for the way back.</param>
internal sealed record ForgetNetwork(NetworkRecord Network, string? LastLease) : StateStep
{
    public override string Command => $"# forget network '{Network.Name}'";

    internal override Step Inverse => new SaveNetwork(Network, LastLease);

    internal override void Apply(PlanSession session) => session.Host.State.ForgetNetwork(Network.Id);
}

/// <summary>Keeps an endpoint, and with it the lease of its address.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="LastLease">The address that was leased last before.</param>
internal sealed record SaveEndpoint(EndpointRecord Endpoint, string? LastLease) : StateStep, IJsonObject
{
    /// <summary>Whether the address was the next one, so that the search continues after it; a requested address is out of turn.</summary>
    public bool InTurn { get; init; } = true;

    public override string Command => $"# lease {Endpoint.Address} to {Endpoint.Place().Description}";

    // Undone, the address counts as never leased, unlike one that is freed.
    internal override Step Inverse => new ForgetEndpoint(Endpoint) { LastLease = LastLease, ForgetsLease = InTurn };

    internal override bool IsHarmlessToUndo => true;

    internal override void Apply(PlanSession session)
        => session.Host.State.SaveEndpoint(Endpoint, InTurn ? new LastLease(Endpoint.NetworkId, Endpoint.Address.ToString()) : null);

    /// <inheritdoc/>
    public void WriteMembers(JsonLine line)
    {
        line.Member("endpoint"u8, Endpoint);
        line.Member("lastLease"u8, LastLease);
        line.Member("inTurn"u8, InTurn);
    }
}

/// <summary>Forgets an endpoint, which frees its address.</summary>
internal sealed record ForgetEndpoint(EndpointRecord Endpoint) : StateStep
{
    /// <summary>Whether this takes a lease back that should not have been.</summary>
    public bool ForgetsLease { get; init; }

    /// <summary>The address that was leased last before it.</summary>
    public string? LastLease { get; init; }

    public override string Command => $"# free {Endpoint.Address}";

    internal override Step Inverse => new RestoreEndpoint(Endpoint);

    internal override void Apply(PlanSession session)
        => session.Host.State.ForgetEndpoint(Endpoint.Id, ForgetsLease ? new LastLease(Endpoint.NetworkId, LastLease) : null);
}

/// <summary>Keeps an endpoint that was forgotten, at the place it had.</summary>
internal sealed record RestoreEndpoint(EndpointRecord Endpoint) : StateStep
{
    public override string Command => $"# keep the lease of {Endpoint.Address}";

    internal override Step Inverse => new ForgetEndpoint(Endpoint);

    internal override void Apply(PlanSession session) => session.Host.State.SaveEndpoint(Endpoint);
}

/// <summary>Keeps which ports an endpoint has published.</summary>
/// <param name="EndpointId">The endpoint.</param>
/// <param name="New">The ports it has then.</param>
/// <param name="Old">The ports it had before.</param>
internal sealed record SavePorts(string EndpointId, IReadOnlyList<PortRecord> New, IReadOnlyList<PortRecord> Old) : StateStep, IJsonObject
{
    /// <summary>The port of the host's that was chosen last, from which the next search continues; null does not change that.</summary>
    public string? LastChosen { get; init; }

    /// <summary>The one that was chosen last before.</summary>
    public string? OldLastChosen { get; init; }

    public override string Command => $"# keep {New.Count} published port{(New.Count == 1 ? "" : "s")}";

    internal override Step Inverse => new SavePorts(EndpointId, Old, New) { LastChosen = OldLastChosen, OldLastChosen = LastChosen };

    internal override void Apply(PlanSession session)
        => session.Host.State.ChangeEndpoint(EndpointId, endpoint => endpoint with { Ports = New },
            LastChosen is null && OldLastChosen is null ? null : new LastLease(HostPorts.LeaseName, LastChosen));

    /// <inheritdoc/>
    public void WriteMembers(JsonLine line)
    {
        line.Member("endpointId"u8, EndpointId);
        line.Member("new"u8, New);
        line.Member("old"u8, Old);
        line.Member("lastChosen"u8, LastChosen);
        line.Member("oldLastChosen"u8, OldLastChosen);
    }
}

/// <summary>Keeps which addresses of the host lead to an endpoint whole.</summary>
/// <param name="EndpointId">The endpoint.</param>
/// <param name="New">Those that do then.</param>
/// <param name="Old">Those that did before.</param>
internal sealed record SaveHostAddresses(string EndpointId, IReadOnlyList<IPAddress> New, IReadOnlyList<IPAddress> Old) : StateStep
{
    public override string Command => $"# keep {New.Count} mapped address{(New.Count == 1 ? "" : "es")}";

    internal override Step Inverse => new SaveHostAddresses(EndpointId, Old, New);

    internal override void Apply(PlanSession session) => session.Host.State.ChangeEndpoint(EndpointId, endpoint => endpoint with { HostAddresses = New });
}
